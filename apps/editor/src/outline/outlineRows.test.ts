import { parseFlow } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { toCanvas, type CanvasModel } from '../canvas/canvasModel.ts'
import { outlineRows, visibleRows } from './outlineRows.ts'

const flow = (...entries: string[]) =>
  toCanvas(
    parseFlow(`jtype: Flow\nexecutors:\n${entries.map((entry) => `  - {${entry}}\n`).join('')}`),
  ) as CanvasModel
const shape = (model: CanvasModel) =>
  outlineRows(model).map(({ id, level }) => `${'  '.repeat(level - 1)}${id}`)

test('a chain stands at one level', () => {
  expect(shape(flow('name: a', 'name: b', 'name: c'))).toEqual([
    'gateway-entry',
    'a',
    'b',
    'c',
    'gateway-exit',
  ])
})

test('branches stand deeper, what joins them stands where they forked', () => {
  const diamond = flow(
    'name: start',
    'name: left, needs: start',
    'name: after, needs: left',
    'name: right, needs: start',
    'name: end, needs: [after, right]',
  )
  expect(shape(diamond)).toEqual([
    'gateway-entry',
    'start',
    '  left',
    '  after',
    '  right',
    'end',
    'gateway-exit',
  ])
  const [entry, , left, after, right] = outlineRows(diamond)
  expect(entry).toMatchObject({ position: 1, siblings: 4, branches: false })
  expect([left, after, right].map((row) => row?.position)).toEqual([1, 2, 3])
  expect(right).toMatchObject({ siblings: 3 })
})

test('a branch that skips a join is one of the branches, before the join', () => {
  expect(
    shape(
      flow(
        'name: a',
        'name: b, needs: a',
        'name: c, needs: a',
        'name: d, needs: [b, c]',
        'name: e, needs: a',
        'name: f, needs: [d, e]',
      ),
    ),
  ).toEqual(['gateway-entry', 'a', '  b', '  c', '  e', 'd', 'f', 'gateway-exit'])
})

test('what stands below a closed row is not seen', () => {
  const rows = outlineRows(
    flow('name: a', 'name: b, needs: a', 'name: c, needs: a', 'name: d, needs: [b, c]'),
  )
  expect(visibleRows(rows, new Set(['a'])).map(({ id }) => id)).toEqual([
    'gateway-entry',
    'a',
    'd',
    'gateway-exit',
  ])
})

test('a chain of five thousand is laid out', () => {
  const names = Array.from({ length: 5000 }, (_, at) => `e${at}`)
  const model: CanvasModel = {
    executors: names.map((name) => ({ name }) as CanvasModel['executors'][number]),
    disabled: [],
    edges: names.map((name, at) => ({
      id: name,
      source: names[at - 1] ?? 'gateway-entry',
      target: name,
      conditional: false,
    })),
    gateway: { protocols: [], ports: [], errors: 0, warnings: 0 },
  }
  expect(outlineRows(model)).toHaveLength(5002)
})
