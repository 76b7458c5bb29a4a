import { expect, test } from 'vitest'
import { freeFolder } from './freeFolder.ts'

test('a template goes to a folder that no Flow is in', () => {
  const flows = [{ id: 'hello/flow.yml' }, { id: 'hello-2/other.yml' }]
  expect(freeFolder('hello', flows)).toBe('hello-3')
  expect(freeFolder('routing', flows)).toBe('routing')
})
