import { expect, test } from 'vitest'
import { ENTRY, EXIT } from './canvasModel.ts'
import { placeBeside } from './placeBeside.ts'

const layout = { a: { x: 0, y: 0 }, b: { x: 288, y: 0 }, [ENTRY]: { x: -304, y: 0 } }

test('the next node stands in the direction of the arrow, and passes what stands there', () => {
  expect(placeBeside('b', 'right', layout)).toEqual({ x: 576, y: 0 })
  expect(placeBeside('a', 'right', layout)).toEqual({ x: 288, y: 144 })
  expect(placeBeside('a', 'down', layout)).toEqual({ x: 288, y: 144 })
  expect(placeBeside('a', 'up', layout)).toEqual({ x: 288, y: -144 })
  expect(placeBeside('a', 'left', layout)).toEqual({ x: -288, y: 144 })
})

test('the response gives way', () => {
  expect(placeBeside('b', 'right', { ...layout, [EXIT]: { x: 576, y: 0 } })).toEqual({ x: 576, y: 0 })
})

test('bars have their own width; what stands nowhere has nothing beside it', () => {
  expect(placeBeside(ENTRY, 'right', { [ENTRY]: { x: 0, y: 0 } })).toEqual({ x: 152, y: 0 })
  expect(placeBeside(EXIT, 'left', layout)).toBeNull()
})
