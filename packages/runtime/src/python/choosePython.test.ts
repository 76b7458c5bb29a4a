import { expect, test } from 'vitest'
import { choosePython } from './choosePython.ts'
import type { Python } from './findPython.ts'

const python = (path: string, jina: string | null, docarray: string | null): Python => ({
  path,
  version: '3.11.2',
  jina,
  docarray,
  parser: path,
})
const bare = python('/usr/bin/python3', null, null)
const v1 = python('/v1', '3.34.0', '0.21.1')
const v2 = python('/v2', '3.34.0', '0.41.0')

test.each([
  [[bare, v2, v1], null, '/v2'],
  [[bare, v2, v1], 'v1', '/v1'],
  [[v1, v2], 'v2', '/v2'],
] as const)('of %j an Executor of generation %s gets %s', (found, wanted, path) => {
  expect(choosePython({ found: [...found], broken: [] }, 'exec.py', wanted).path).toBe(path)
})

test('says what was looked at when none has Jina', () => {
  expect(() => choosePython({ found: [bare], broken: ['/w/.venv (it is gone)'] }, 'exec.py', 'v1')).toThrow(
    'exec.py needs a Python with Jina and docarray v1, and none was found. Looked at: /usr/bin/python3 (Python 3.11.2, without jina); /w/.venv (it is gone).',
  )
})

test('says that the other generation is not enough', () => {
  expect(() => choosePython({ found: [v2], broken: [] }, 'exec.py', 'v1')).toThrow(
    'docarray v1 (its imports say so), and none was found. Looked at: /v2 (Python 3.11.2, jina 3.34.0, docarray 0.41.0).',
  )
})
