import { expect, test } from 'vitest'
import { summarizeEntry } from './summarizeEntry.ts'

const PYTHON =
  'Traceback (most recent call last):\n  File "exec.py", line 10, in f\n    g()\n    ^^^\nValueError: boom'
const CHAIN = `${PYTHON}\n\nDuring handling of the above exception, another exception occurred:\n\n${PYTHON.replace('ValueError: boom', 'jina.Odd')}`

test.each([
  [PYTHON, 'ValueError: boom'],
  [CHAIN, 'jina.Odd'],
  [`ERROR failed\n${PYTHON}`, 'ERROR failed · ValueError: boom'],
  [`ERROR it was ValueError: boom\n${PYTHON}`, 'ERROR it was ValueError: boom'],
  [`${PYTHON}\n  and this`, 'ValueError: boom'],
  [PYTHON.replace('\nValueError: boom', ''), 'Traceback (most recent call last):'],
  ['  File "x.py", line 1\n    a b c\n      ^\nSyntaxError: invalid syntax', 'SyntaxError: invalid syntax'],
  [
    '  + Exception Group Traceback (most recent call last):\n  |   File "x.py", line 1\n  | ExceptionGroup: eg (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | ValueError: 1\n    +----',
    'ExceptionGroup: eg (1 sub-exception)',
  ],
  ['╭── Traceback (most recent call last) ──╮\n│ x │\n╰──╯\nValueError: boom', 'ValueError: boom'],
  ['Error: boom\n    at f (x.ts:1:2)', 'Error: boom'],
  [
    'file:///app/x.ts:18\nthrow new Error("x")\n      ^\n\nError: x\n    at f (x.ts:1:2)\n\nNode.js v20.0.0',
    'Error: x',
  ],
  ["/x.py:3: UserWarning: old\n  warnings.warn('old')", '/x.py:3: UserWarning: old'],
])('%j is summed up as %j', (text, summary) => {
  expect(summarizeEntry(text.split('\n'))).toBe(summary)
})
