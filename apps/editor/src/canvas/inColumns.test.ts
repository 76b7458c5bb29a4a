import { expect, test } from 'vitest'
import { inColumns } from './inColumns.ts'

test('each Executor stands right of those it waits for, siblings below each other', () => {
  const executors = [
    { name: 'a', needs: ['gateway'] },
    { name: 'b', needs: ['a'] },
    { name: 'c', needs: ['a'] },
    { name: 'd', needs: ['b', 'c'] },
  ]
  expect(inColumns(['a', 'b', 'c', 'd'], executors)).toEqual([
    { x: 0, y: 0 },
    { x: 288, y: 0 },
    { x: 288, y: 144 },
    { x: 576, y: 0 },
  ])
})
