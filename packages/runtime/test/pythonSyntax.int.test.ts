import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { checkPythonSyntax } from '../src/python/checkPythonSyntax.ts'
import { preparePlan } from '../src/flow/preparePlan.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { folderWith, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

/** Valid Python that grammars written for editors get wrong. */
const EXECUTORS = {
  Division: `text = str(510 / 255.)`,
  Yields: `
            @contextmanager
            def session():
                yield
            with session():
                text = 'ctx'`,
  Tuples: `
            with nullcontext((1, 2)) as (a, b):
                text = str(a + b)`,
  Parenthesized: `
            with (nullcontext(1) as a, nullcontext(2) as b,):
                text = str(a * b)`,
  Match: `
            match {'a': [1, *range(2)]}:
                case {'a': [1, *rest], **others} if (n := len(rest)): text = str(n)
                case _: text = 'none'`,
  Numbers: `text = str(0xFF_FF + 1_0 + 0b1_1 + 1e1_0 + .5j.imag + 0_0)`,
  Lambdas: `text = (lambda *a, b=1, **c: str(b))()`,
  Slices: `text = str([*range(5)][::-1,][0] if False else [*range(5)][1::2])`,
}

const source = (name: string, body: string) => `from contextlib import contextmanager, nullcontext
from jina import Executor, requests
class ${name}(Executor):
    @requests
    def run(self, docs, **kwargs):
        for doc in docs:
            ${body.trim()}
            doc.text += ' ' + text
`

describe.skipIf(!python)('Python source is judged by the interpreter that runs it', () => {
  beforeAll(() => void vi.stubEnv('FLOWDECK_PYTHON', python ?? ''))

  test('Executors in valid Python start and answer', async () => {
    const files = Object.fromEntries(
      Object.entries(EXECUTORS).map(([name, body]) => [`${name.toLowerCase()}.py`, source(name, body)]),
    )
    const steps = Object.keys(EXECUTORS).map(
      (name) => `  - {name: ${name.toLowerCase()}, uses: ${name}, py_modules: ${name.toLowerCase()}.py}\n`,
    )
    const flow = await startTestFlow(`jtype: Flow\nexecutors:\n${steps.join('')}`, files)
    const [doc] = await flow.post('/run', [{ text: '' }])
    expect(doc?.text).toBe(' 2.0 ctx 3 2 2 10000065548.5 1 [1, 3]')
  })

  test('no file of the standard library that Python compiles is refused', async () => {
    const library = execFileSync(python ?? '', [
      '-c',
      'import sysconfig; print(sysconfig.get_path("stdlib"))',
    ])
    const root = library.toString().trim()
    // Tests of Python itself hold files that are wrong on purpose.
    const files = (await readdir(root, { recursive: true }))
      .filter((file) => file.endsWith('.py') && !/(^|\/)(tests?|idlelib|site-packages)\//.test(file))
      .map((file) => join(root, file))
    expect(files.length).toBeGreaterThan(300)
    expect(await checkPythonSyntax(python ?? '', files)).toEqual(new Map())
  })

  test.each<[string, string | Buffer, number, RegExp]>([
    ['a missing colon', 'x = 1\nclass A(B)\n    pass\n', 2, /expected ':'/],
    ['a null byte', Buffer.from('x = 1\ny\0 = 2\n'), 2, /null byte/],
    ['bytes that are not of its encoding', Buffer.from('s = "\xe9"\n', 'latin1'), 1, /utf-8/],
    ['an encoding that does not exist', '# coding: nope\nx = 1\n', 1, /unknown encoding/],
    ['brackets 100,000 deep', `${'('.repeat(100_000)}${')'.repeat(100_000)}`, 1, /nested/],
    ['signs 100,000 deep', `x = ${'-'.repeat(100_000)}1`, 1, /nested/],
    ['attributes 100,000 deep', `x = a${'.b'.repeat(100_000)}`, 1, /nested/],
  ])('%s is refused in its line', async (_, text, line, message) => {
    const folder = folderWith({})
    const [bad, good] = [join(folder, 'bad.py'), join(folder, 'good.py')]
    writeFileSync(bad, text)
    writeFileSync(good, 'x = 1 / 2.\n')
    const broken = await checkPythonSyntax(python ?? '', [bad, good])
    expect([...broken]).toEqual([[bad, { line, message: expect.stringMatching(message) }]])
  })

  test('another encoding, a byte order mark and CRLF are read as Python reads them', async () => {
    const folder = folderWith({})
    const files = {
      'latin.py': Buffer.from('# -*- coding: latin-1 -*-\ns = "\xe9"\n', 'latin1'),
      'bom.py': '\uFEFFx = 1\n',
      'crlf.py': 'def f():\r\n    yield\r\n',
      'empty.py': '',
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const broken = await checkPythonSyntax(
      python ?? '',
      Object.keys(files).map((name) => join(folder, name)),
    )
    expect(broken).toEqual(new Map())
  })

  test('nothing of the files and of their folder runs', async () => {
    const trap = "open(__file__ + '.ran', 'w')\nraise SystemExit\n"
    const folder = folderWith({
      'exec.py': trap,
      'ast.py': trap,
      'json.py': trap,
      'sitecustomize.py': trap,
      'warnings.py': trap,
    })
    expect(await checkPythonSyntax(python ?? '', [join(folder, 'exec.py')])).toEqual(new Map())
    expect((await readdir(folder)).filter((name) => !name.endsWith('.py'))).toEqual([])
  })
})

test.each(['/nowhere/python', '/bin/true', '/bin/cat'])('%s refuses no file', async (interpreter) => {
  const folder = folderWith({ 'exec.py': 'class (' })
  expect(await checkPythonSyntax(interpreter, [join(folder, 'exec.py')])).toEqual(new Map())
})

test('without an interpreter the start reports that alone, not the syntax', async () => {
  vi.stubEnv('FLOWDECK_PYTHON', '/nowhere/python')
  onTestFinished(() => void vi.unstubAllEnvs())
  const folder = folderWith({ 'exec.py': 'class A(Executor)\n' })
  const { preflight } = await preparePlan({
    text: 'jtype: Flow\nexecutors:\n  - {name: a, uses: A, py_modules: exec.py}\n',
    flowPath: join(folder, 'flow.yml'),
    flowId: 'f',
    revision: '1',
  })
  expect(preflight.problems.map(({ code }) => code)).toEqual(['PYTHON_NOT_FOUND'])
})
