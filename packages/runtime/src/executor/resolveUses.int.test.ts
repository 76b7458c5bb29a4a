import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { YamlValue } from '@flowdeck/shared'
import { describeExecutors } from './describeExecutors.ts'
import { resolveUses } from './resolveUses.ts'

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

const FILES = {
  'foo.ts': '',
  'exec.py': '',
  'py/config.yml': 'jtype: Foo\npy_modules: exec.py\n',
  'py/exec.py': '',
  'sub/config.yml': 'jtype: Sub\npy_modules: [sub.ts]\nwith: {n: 1}\nmetas: {name: S}\nrequests: {/x: y}\n',
  'sub/sub.ts': '',
  'plain/executor.ts': '',
  'empty/readme.md': '',
  'bad/config.yml': 'a: [\n',
}

test.each<[YamlValue, YamlValue | undefined, object]>([
  [null, undefined, { kind: 'pass' }],
  ['BaseExecutor', undefined, { kind: 'pass' }],
  ['foo.ts', undefined, { kind: 'module', className: null }],
  ['./foo.ts:Foo', undefined, { kind: 'module', className: 'Foo' }],
  ['Foo', 'foo.ts', { kind: 'module', className: 'Foo' }],
  ['Foo', ['foo.ts'], { kind: 'module', className: 'Foo' }],
  [
    'sub',
    undefined,
    {
      kind: 'module',
      className: 'Sub',
      config: { with: { n: 1 }, metas: { name: 'S' }, requests: { '/x': 'y' } },
    },
  ],
  ['sub/config.yml', undefined, { kind: 'module', className: 'Sub' }],
  ['plain', undefined, { kind: 'module', className: null }],
  [
    { jtype: 'Foo', py_modules: 'foo.ts', with: { a: 1 } },
    undefined,
    { kind: 'module', className: 'Foo', config: { with: { a: 1 } } },
  ],
  ['exec.py', undefined, { kind: 'python', className: null }],
  ['exec.py:Foo', undefined, { kind: 'python', className: 'Foo' }],
  ['exec.py:Größe', undefined, { kind: 'python', className: 'Größe' }],
  ['./foo.ts:Größe', undefined, { kind: 'module', className: 'Größe' }],
  ['Größe', 'exec.py', { kind: 'python', className: 'Größe' }],
  ['größen.maß.Größe', undefined, { kind: 'python', className: 'Größe', modules: ['größen.maß'] }],
  ['Foo', ['größen.maß'], { kind: 'python', file: null, modules: ['größen.maß'] }],
  ['Foo', 'exec.py', { kind: 'python', className: 'Foo', config: null }],
  ['Foo', ['some.installed.module'], { kind: 'python', file: null, modules: ['some.installed.module'] }],
  [
    'py',
    undefined,
    { kind: 'python', className: 'Foo', modules: [], config: expect.stringMatching(/py.config\.yml$/) },
  ],
  ['docker://me/image:1', undefined, { kind: 'container', image: 'me/image:1' }],
])('uses %j with py_modules %j', async (uses, pyModules, expected) => {
  const root = folder(FILES)
  expect(await resolveUses({ uses, pyModules, searchPaths: [root] })).toMatchObject(expected)
})

test.each<[YamlValue, YamlValue | undefined, string]>([
  ['nowhere.ts', undefined, '"nowhere.ts" does not exist (looked for'],
  ['Foo', undefined, 'no module: set py_modules'],
  ['Foo', 'nowhere.ts', 'py_modules: "nowhere.ts" does not exist'],
  ['empty', undefined, 'has no config.yml'],
  ['bad', undefined, 'not readable YAML'],
  ['jinaai://me/Thing', undefined, 'remote source'],
  [5, undefined, 'must be a text or a map'],
])('uses %j with py_modules %j is refused: %s', async (uses, pyModules, message) => {
  const root = folder(FILES)
  await expect(resolveUses({ uses, pyModules, searchPaths: [root] })).rejects.toThrow(message)
})

test('Executors are described by reading their source, inherited endpoints included', async () => {
  const root = folder({
    'many.ts': `import { Executor } from '@flowdeck/runtime'
      class Hidden extends Executor { static requests = { '/hidden': 'x' } }
      /** Says one thing. And more. */
      export class One extends Executor { static override requests = { '/one': 'x' } satisfies Record<string, string> }
      class Two extends One { static override requests = { '/two': 'x' } }
      export default Two
      export class NotOne {}
    `,
    'broken.ts': 'class {',
  })
  expect(await describeExecutors(join(root, 'many.ts'))).toEqual([
    { className: 'One', isDefault: false, endpoints: ['/one'], description: 'Says one thing.' },
    { className: 'Two', isDefault: true, endpoints: ['/two', '/one'], description: '' },
  ])
  expect(await describeExecutors(join(root, 'broken.ts'))).toEqual([])
})
