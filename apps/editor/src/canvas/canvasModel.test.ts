import { parseFlow } from '@flowdeck/shared'
import { describe, expect, test } from 'vitest'
import { ENTRY, EXIT, reachable, toCanvas, type CanvasModel } from './canvasModel.ts'

const model = (yaml: string): CanvasModel => {
  const found = toCanvas(parseFlow(yaml))
  if (!found) throw new Error('no Flow')
  return found
}
const wires = (yaml: string) => model(yaml).edges.map(({ source, target }) => `${source} ${target}`)

describe('toCanvas', () => {
  test('chains Executors from the entry to the exit', () => {
    expect(wires('jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n')).toEqual([
      `${ENTRY} a`,
      'a b',
      `b ${EXIT}`,
    ])
  })
  test('draws a diamond from written needs', () => {
    const yaml = `jtype: Flow
executors:
  - name: a
  - {name: b, needs: a}
  - {name: c, needs: a}
  - {name: d, needs: [b, c]}
`
    expect(wires(yaml)).toEqual([`${ENTRY} a`, 'a b', 'a c', 'b d', 'c d', `d ${EXIT}`])
  })
  test('a floating Executor does not lead to the exit', () => {
    const yaml = 'jtype: Flow\nexecutors:\n  - name: a\n  - {name: log, floating: true}\n'
    expect(wires(yaml)).toEqual([`${ENTRY} a`, 'a log', `a ${EXIT}`])
  })
  test('an empty Flow passes requests through', () => {
    expect(wires('jtype: Flow\nexecutors: []\n')).toEqual([`${ENTRY} ${EXIT}`])
  })
  test('leaves out edges to Executors that do not exist, and counts the problem', () => {
    const found = model('jtype: Flow\nexecutors:\n  - {name: a, needs: nobody}\n')
    expect(found.edges.map((edge) => edge.id)).toEqual([`a→${EXIT}`])
    expect(found.executors[0]?.errors).toBe(1)
  })
  test('marks edges into a filtered Executor', () => {
    const found = model('jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, when: {tags__x: {$eq: 1}}}\n')
    expect(found.edges.filter((edge) => edge.conditional).map((edge) => edge.target)).toEqual(['b'])
  })
  test('is null for a text without a Flow', () => {
    expect(toCanvas(parseFlow('executors: [a,'))).toBeNull()
  })
})

test('reachable follows edges both ways and stops at the Gateway', () => {
  const found = model(
    'jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, needs: a}\n  - {name: c, needs: gateway}\n  - {name: d, needs: [b, c]}\n',
  )
  expect([...reachable(found, 'b', 'upstream')].sort()).toEqual(['a', 'b'])
  expect([...reachable(found, 'c', 'downstream')].sort()).toEqual(['c', 'd'])
})
