import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PICTURE_COLOURS, PICTURE_THEMES, parseFlow, toSvg } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { ENTRY, EXIT, toCanvas, type CanvasModel } from '../canvas/canvasModel.ts'
import { placeMissing } from '../canvas/placeMissing.ts'
import { flowPicture } from './flowPicture.ts'

const pictureOf = (executors: string, nodes: Record<string, { x: number; y: number }> = {}) => {
  const model = toCanvas(parseFlow(`jtype: Flow\nexecutors:\n${executors}`)) as CanvasModel
  return flowPicture('t', model, placeMissing(model, nodes))
}

test('every node and edge of the Flow is in the picture, where the canvas has it', () => {
  const picture = pictureOf('  - name: a\n  - {name: b, when: {x: {$eq: 1}}}\n', { a: { x: 300, y: 40 } })
  expect(picture.nodes.map(({ name, x }) => [name, x])).toEqual([
    ['a', 300],
    ['b', expect.any(Number)],
  ])
  expect(picture.bars.map(({ side }) => side)).toEqual(['entry', 'exit'])
  expect(picture.edges.map(({ label }) => label?.text)).toEqual([undefined, 'when', undefined])
  expect(picture.edges[0]?.path).toMatch(/300,88$/)
})

test('an edge that would pass behind a node dips below it, as on the canvas', () => {
  const nodes = {
    [ENTRY]: { x: 0, y: 0 },
    a: { x: 200, y: 0 },
    b: { x: 500, y: 0 },
    c: { x: 800, y: 0 },
    [EXIT]: { x: 1100, y: 0 },
  }
  const picture = pictureOf('  - name: a\n  - name: b\n  - {name: c, needs: [a, b]}\n', nodes)
  expect(picture.edges.filter(({ path }) => path.includes('L ')).length).toBe(1)
})

test('a thousand Executors are drawn from the model', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `e${i}`)
  const card = {
    kind: 'blank' as const,
    uses: 'passes Documents through',
    chips: [],
    replicas: 1,
    external: false,
    floating: false,
    errors: 0,
    warnings: 0,
    upstream: [],
    downstream: [],
  }
  const picture = flowPicture(
    't',
    {
      executors: names.map((name) => ({ ...card, name })),
      disabled: [],
      edges: [],
      gateway: { protocols: ['grpc'], ports: [], errors: 0, warnings: 0 },
    },
    Object.fromEntries(names.map((name, i) => [name, { x: (i % 40) * 300, y: i * 4 }])),
  )
  const svg = toSvg(picture, { theme: 'dark' })
  expect(svg.match(/clip-path="url\(#node\)"/g)).toHaveLength(1000)
  expect(svg).toContain('>e999<')
})

test.each(PICTURE_THEMES)('the colours of the %s picture are those of the editor', (theme) => {
  const css = readFileSync(join(import.meta.dirname, '../styles/tokens.css'), 'utf8')
  const [light = '', dark = ''] = css.split(":root[data-theme='dark']")
  const block = theme === 'light' ? light : dark
  for (const [name, colour] of Object.entries(PICTURE_COLOURS[theme]))
    expect([name, new RegExp(`--${name}: (#\\w+);`).exec(block)?.[1]]).toEqual([name, colour])
})
