import { expect, test } from 'vitest'
import { READABLE_ZOOM, firstView, isSimilar, panelsInTheWay } from './firstView.ts'

const chain = { x: 0, y: 0, width: 3200, height: 96 }
const pane = { width: 840, height: 800 }

test('a chain of ten begins readable at its entry, and a small or very large Flow is shown whole', () => {
  const view = firstView(chain, pane, 10)
  expect(view.zoom).toBe(READABLE_ZOOM)
  expect(view.x).toBeGreaterThan(0)
  expect(view.x).toBeLessThan(60)
  for (const executors of [3, 200]) expect(firstView(chain, pane, executors).zoom).toBeLessThan(0.3)
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
  expect(panelsInTheWay(chain, pane, panels, 3)).toEqual([])
})

test('sizes are similar within a tenth', () => {
  expect(isSimilar({ width: 1000, height: 800 }, { width: 1080, height: 780 })).toBe(true)
  expect(isSimilar({ width: 1000, height: 800 }, { width: 1440, height: 800 })).toBe(false)
})
