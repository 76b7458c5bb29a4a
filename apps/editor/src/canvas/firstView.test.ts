import { expect, test } from 'vitest'
import { READABLE_ZOOM, firstView, isSimilar, panelsInTheWay } from './firstView.ts'

const chain = { x: 0, y: 0, width: 3200, height: 96 }
const pane = { width: 840, height: 800 }

test('a chain of ten begins readable at its entry, and a very large Flow is shown whole', () => {
  const view = firstView(chain, pane, 10)
  expect(view.zoom).toBe(READABLE_ZOOM)
  expect(view.x).toBeGreaterThan(0)
  expect(view.x).toBeLessThan(60)
  expect(firstView(chain, pane, 200).zoom).toBeLessThan(0.3)
})

test('a small Flow is shown whole while its nodes are drawn whole, else from its entry; on a phone always whole', () => {
  expect(firstView({ ...chain, width: 1200 }, pane, 4).zoom).toBeCloseTo(0.65)
  expect(firstView(chain, pane, 4).zoom).toBe(READABLE_ZOOM)
  expect(firstView(chain, { width: 390, height: 700 }, 4).zoom).toBeLessThan(0.2)
})

test('what fits readable is centred', () => {
  const { x, zoom } = firstView({ x: 100, y: 0, width: 700, height: 1200 }, pane, 10)
  expect(zoom).toBe(READABLE_ZOOM)
  expect(x + (100 + 350) * zoom).toBeCloseTo(pane.width / 2)
})

test('panels give way one after the other, only as far as it helps', () => {
  const panels = [
    { panel: 'palette' as const, width: 252 },
    { panel: 'inspector' as const, width: 344 },
  ]
  expect(panelsInTheWay(chain, pane, panels, 10)).toEqual(['palette', 'inspector'])
  expect(panelsInTheWay({ ...chain, width: 1000 }, pane, panels, 10)).toEqual(['palette'])
  expect(panelsInTheWay({ ...chain, width: 700 }, pane, panels, 10)).toEqual([])
  expect(panelsInTheWay(chain, pane, panels, 3)).toEqual(['palette', 'inspector'])
  expect(panelsInTheWay({ ...chain, width: 1200 }, pane, panels, 3)).toEqual([])
  expect(panelsInTheWay(chain, pane, panels, 200)).toEqual([])
})

test('sizes are similar within a tenth', () => {
  expect(isSimilar({ width: 1000, height: 800 }, { width: 1080, height: 780 })).toBe(true)
  expect(isSimilar({ width: 1000, height: 800 }, { width: 1440, height: 800 })).toBe(false)
})
