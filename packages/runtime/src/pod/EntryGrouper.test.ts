import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { EntryGrouper, type Entry, type EntryLine } from './EntryGrouper.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const PYTHON = `Traceback (most recent call last):
  File "exec.py", line 10, in <module>
    try: fn()
         ^^^^
ValueError: boom`
const GROUP = `  + Exception Group Traceback (most recent call last):
  |   File "exec.py", line 13, in <module>
  |     raise eg
  | ExceptionGroup: eg (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +---------------- 2 ----------------
    | ExceptionGroup: in (1 sub-exception)
    +-+---------------- 1 ----------------
      | Traceback (most recent call last):
      |   File "exec.py", line 14, in <module>
      | TypeError: 2
      +------------------------------------`
const NODE = `Error: boom
    at run (file:///app/exec.ts:1:15)
    at async Promise.all (index 0)
    at file:///app/exec.ts:4:1
    at <anonymous>`

/** What is written by Python 3.8 to 3.13 and Node 20 to 24. */
const TRACES: Record<string, string> = {
  'a traceback': PYTHON,
  'an exception without a message': PYTHON.replace('ValueError: boom', 'KeyboardInterrupt'),
  'an exception of a nested class': PYTHON.replace('ValueError: boom', 'jina.make.<locals>.Odd: so: it'),
  'an exception in another alphabet': PYTHON.replace('ValueError: boom', 'Ärger: größer'),
  'an exception whose name says nothing': PYTHON.replace('ValueError: boom', 'Boom: x'),
  'a message with indented lines': `${PYTHON}\n  caused by this\n    and that`,
  'a validation error': `${PYTHON.replace('ValueError: boom', 'pydantic.error_wrappers.ValidationError: 2 validation errors for Doc')}
text
  field required (type=value_error.missing)
a -> b
  none is not an allowed value (type=type_error.none.not_allowed)`,
  'a chain by `from`': `${PYTHON}

The above exception was the direct cause of the following exception:

${PYTHON}`,
  'a chain of three': `${PYTHON}

During handling of the above exception, another exception occurred:

${PYTHON}

The above exception was the direct cause of the following exception:

${PYTHON}`,
  'a chain whose message has several lines': `${PYTHON}
second line

fourth line

During handling of the above exception, another exception occurred:

${PYTHON}`,
  'a chain that begins without a traceback': `${PYTHON}

During handling of the above exception, another exception occurred:

ValueError: there is no traceback`,
  'a recursion': PYTHON.replace(
    'ValueError: boom',
    '  [Previous line repeated 996 more times]\nRecursionError: maximum recursion depth exceeded',
  ),
  'an exception group': GROUP,
  'an exception group in a chain': `${PYTHON}\n\nDuring handling of the above exception, another exception occurred:\n\n${GROUP}`,
  'a chain within an exception group': GROUP.replace(
    '      | TypeError: 2',
    '      | TypeError: 2\n      | \n      | During handling of the above exception, another exception occurred:\n      | \n      | Traceback (most recent call last):\n      | KeyError: 3',
  ),
  'a syntax error': `Traceback (most recent call last):
  File "exec.py", line 16, in <module>
    import other
  File "other.py", line 1
    a b c
      ^
SyntaxError: invalid syntax`,
  'a syntax error without a traceback': `  File "other.py", line 3
    b
     ^
IndentationError: unindent does not match any outer indentation level`,
  'logging.exception': `ERROR:root:failed\n${PYTHON}`,
  'a record with a time': `2026-11-23 10:00:00,123 - exec - ERROR - failed\n${PYTHON}`,
  "Jina's own error": `ERROR ValueError('boom')\n add "--quiet-error" to suppress the exception details\n${PYTHON}`,
  'a critical record with an exception group': `CRITICAL:root:failed\n${GROUP}`,
  'a thread': `Exception in thread Thread-1 (f):\n${PYTHON}`,
  'an ignored exception': `Exception ignored in: <function D.__del__ at 0x7f1d5bdefa60>\n${PYTHON}`,
  'a process of multiprocessing': `Process SpawnProcess-1:\n${PYTHON}`,
  'a task of asyncio': `ERROR:asyncio:Task exception was never retrieved
future: <Task finished name='Task-2' coro=<f() done, defined at x.py:3> exception=ValueError('boom')>
${PYTHON}`,
  'an error of logging itself': `--- Logging error ---
${PYTHON}
Call stack:
  File "exec.py", line 48, in <module>
    logging.error('%d', 'x')
Message: '%d'
Arguments: ('x',)`,
  'a traceback of another process': `concurrent.futures.process._RemoteTraceback: 
"""
${PYTHON}
"""

The above exception was the direct cause of the following exception:

${PYTHON}`,
  'a traceback in the message of another': `${PYTHON.replace('boom', 'Caught in DataLoader worker process 0.')}
Original ${PYTHON}`,
  'a traceback with colours': PYTHON.replace('ValueError', '\u001B[1;35mValueError\u001B[0m').replace(
    'Traceback (most recent call last):',
    '\u001B[31mTraceback (most recent call last):\u001B[0m',
  ),
  'a traceback of rich': `╭────── Traceback (most recent call last) ──────╮
│ /app/exec.py:3 in <module>                      │
│ ❱ 3 raise ValueError('boom')                    │
╰─────────────────────────────────────────────────╯
ValueError: boom`,
  'a fatal error': `Fatal Python error: Segmentation fault

Current thread 0x00007f1 (most recent call first):
  File "exec.py", line 3 in f

Thread 0x00007f2 (most recent call first):
  File "exec.py", line 4 in g

Extension modules: numpy.core, google._upb (total: 2)`,
  'a stack of Node': NODE,
  'a stack with words before it': `while answering: ${NODE}`,
  'a rejection': `unhandled rejection: ${NODE}`,
  'a message of several lines': NODE.replace('boom', 'multi\nline\n\nmessage'),
  'an error with a cause': `${NODE} {
  [cause]: Error: inner
      at file:///app/exec.ts:3:75 {
    [cause]: { a: 1 }
  }
}`,
  'an AggregateError': `AggregateError: many
    at file:///app/exec.ts:5:15 {
  [errors]: [
    Error: a
        at file:///app/exec.ts:5:35
        at async ModuleLoader.import (node:internal/modules/esm/loader:606:24),
    RangeError: b
        at file:///app/exec.ts:5:51
  ]
}`,
  'an error with properties': `${NODE.replace('Error', 'FlowError')} {\n  code: 'Q',\n  detail: { a: 1 }\n}`,
  'an uncaught error': `file:///app/exec.ts:18
setTimeout(() => { throw new Error('uncaught') }, 50)
                         ^

${NODE}

Node.js v20.20.2`,
  'a rejection that nobody handles': `node:internal/process/promises:389
      new UnhandledPromiseRejection(reason);
      ^

UnhandledPromiseRejection: This error originated either by throwing inside of an async function [...].
    at throwUnhandledRejectionsMode (node:internal/process/promises:389:7) {
  code: 'ERR_UNHANDLED_REJECTION'
}

Node.js v20.20.2`,
  'a thrown number': `/app/exec.js:1
throw 5
^
5
(Use \`node --trace-uncaught ...\` to show where the exception was thrown)

Node.js v20.20.2`,
  'an exception of Java': `java.lang.RuntimeException: boom
\tat a.b.C.run(C.java:12)
Caused by: java.lang.Error: inner
\tat a.b.D.run(D.java:3)
\t... 12 more`,
}

const WARNINGS: Record<string, string> = {
  'a warning of Python': "/app/exec.py:26: UserWarning: old\n  warnings.warn('old')",
  'a warning of Node':
    '(node:13670) [DEP1] DeprecationWarning: old thing\n(Use `node --trace-deprecation ...` to show where the warning was created)',
  'a warning of Node with its stack':
    '(node:13670) Warning: old thing\n    at run (file:///app/exec.ts:1:15)',
  'a warning of a logger with more': 'WARNING:root:low disk\n  12 MB left',
  'a stack that a logger shows': `WARNING:root:here
Stack (most recent call last):
  File "exec.py", line 38, in <module>
    logging.warning('here', stack_info=True)`,
}

const read = (text: string): EntryLine[] => text.split('\n').map((line) => ({ text: line }))

function group(chunks: readonly EntryLine[][]): Entry[] {
  const entries: Entry[] = []
  const grouper = new EntryGrouper((some) => entries.push(...some))
  for (const chunk of chunks) grouper.push(chunk, 0)
  grouper.end()
  return entries
}
const texts = (chunks: readonly EntryLine[][]) => group(chunks).map(({ text }) => text)

describe.each(Object.entries({ ...TRACES, ...WARNINGS }))('%s', (_, text) => {
  test('is one entry, in one piece and line by line', () => {
    expect(texts([read(text)])).toEqual([text])
    expect(texts(read(text).map((line) => [line]))).toEqual([text])
  })

  test('takes no line before or after it', () => {
    const lines = read(`hello\n${text}\nINFO next`)
    const expected = ['hello', text, 'INFO next']
    expect(texts([lines])).toEqual(expected)
    expect(texts(lines.map((line) => [line]))).toEqual(expected)
    expect(texts([read(text), read('plain words')])).toEqual([text, 'plain words'])
  })

  test('stays apart from the same once more', () => {
    expect(texts([read(`${text}\n${text}`)])).toEqual([text, text])
  })
})

test.each(Object.entries(TRACES))('%s is the trace of an error', (_, text) => {
  expect(group([read(text)])[0]?.grave).toBe(true)
})

test.each(Object.entries(WARNINGS))('%s is no trace of an error', (_, text) => {
  expect(group([read(text)])[0]?.grave).toBe(false)
})

test.each([
  'one\ntwo\n  indented\nthree',
  'Error: only words\nnext\nand next',
  'ERROR one\nERROR two\nWARNING three',
  '{\n  "a": 1\n}',
  'GET /a/b:80\nGET /c',
  '  + added\n  - removed',
  'Error: first\nError: second',
  '',
  'a\n\nb\n\n',
])('%j stays as many entries as it has lines', (text) => {
  expect(texts([read(text)])).toEqual(text.split('\n'))
})

test('a trace that the end of the process cuts is one entry and an error', () => {
  for (let lines = 1; lines < 5; lines++) {
    const cut = PYTHON.split('\n').slice(0, lines).join('\n')
    expect(group([read(cut)])).toMatchObject([{ text: cut, grave: true }])
  }
})

test('lines of two requests are not put together', () => {
  const [first, ...rest] = read(NODE).map((line) => ({ ...line, requestId: 'a' }))
  expect(group([[first!, { text: '    at x (y:1)', requestId: 'b' }, ...rest]])).toHaveLength(3)
  expect(group([[first!, ...rest]])).toMatchObject([{ text: NODE, requestId: 'a' }])
})

test('a plain line is shown at once, a trace when nothing came for 100 ms or another entry begins', () => {
  const entries: string[] = []
  const grouper = new EntryGrouper((some) => entries.push(...some.map(({ text }) => text)))
  grouper.push(read('plain'), 0)
  expect(entries).toEqual(['plain'])
  grouper.push(read(NODE), 0)
  vi.advanceTimersByTime(99)
  expect(entries).toEqual(['plain'])
  vi.advanceTimersByTime(1)
  expect(entries).toEqual(['plain', NODE])
  grouper.push(read(NODE), 0)
  grouper.push(read('next'), 0)
  expect(entries).toEqual(['plain', NODE, NODE, 'next'])
})

test('a process that is slow does not cut a traceback, and one that stands still does not hide it', () => {
  const entries: string[] = []
  const grouper = new EntryGrouper((some) => entries.push(...some.map(({ text }) => text)))
  for (const line of read(PYTHON)) {
    vi.advanceTimersByTime(900)
    grouper.push([line], 0)
  }
  vi.advanceTimersByTime(100)
  expect(entries).toEqual([PYTHON])
  grouper.push(read('Traceback (most recent call last):'), 0)
  vi.advanceTimersByTime(1000)
  expect(entries).toHaveLength(2)
})

test('of a long trace the beginning and the end stay, and what was left out is said', () => {
  const frames = Array.from({ length: 5000 }, (_, i) => `  File "exec.py", line ${i}, in f`)
  const long = ['Traceback (most recent call last):', ...frames, 'ValueError: deep']
  const [entry, ...others] = group([long.map((text) => ({ text }))])
  expect(others).toEqual([])
  const lines = entry!.text.split('\n')
  expect(lines).toHaveLength(401)
  expect(lines.slice(149, 152)).toEqual([
    '  File "exec.py", line 148, in f',
    '    … 4,602 lines left out …',
    '  File "exec.py", line 4751, in f',
  ])
  expect(lines.at(-1)).toBe('ValueError: deep')
})

test('a trace of long lines is at most 80 KiB', () => {
  const frames = Array.from({ length: 100 }, () => ({ text: `  ${'x'.repeat(16_000)}` }))
  const [entry] = group([[...read('Traceback (most recent call last):'), ...frames, ...read('E: x')]])
  expect(entry!.text.length).toBeLessThan(80 * 1024)
  expect(entry!.text.endsWith('\nE: x')).toBe(true)
})

test('what is dropped is told on', () => {
  let lost = 0
  new EntryGrouper((_, dropped) => (lost += dropped)).push([], 7)
  expect(lost).toBe(7)
})
