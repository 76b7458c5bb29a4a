import { parseFlow } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { toCanvas, type CanvasModel } from './canvasModel.ts'
import { nextNode } from './nextNode.ts'

const model = toCanvas(
  parseFlow('jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, needs: a}\n  - {name: c, needs: a}\n'),
) as CanvasModel
const layout = { a: { x: 0, y: 0 }, b: { x: 300, y: -80 }, c: { x: 300, y: 120 } }
const from = (id: string, direction: 'left' | 'right' | 'up' | 'down') =>
  nextNode({ model, layout }, id, direction)

test('arrows follow edges first, then the nearest node that way', () => {
  expect(from('a', 'right')).toBe('b')
  expect(from('b', 'left')).toBe('a')
  expect(from('b', 'down')).toBe('c')
  expect(from('c', 'up')).toBe('b')
  expect(from('a', 'left')).toBeNull()
})
