import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readFlowText } from '@flowdeck/shared'
import { expect, onTestFinished, test } from 'vitest'
import { findMissingSources } from './findMissingSources.ts'

const FILES = {
  'foo.ts': '',
  'exec.py': '',
  'sub/config.yml': 'jtype: Sub\npy_modules: sub.ts\n',
  'sub/sub.ts': '',
  'gone/config.yml': 'jtype: Gone\npy_modules: gone.py\n',
  'empty/readme.md': '',
  'pkg/__init__.py': '',
  'pkg/mod.py': '',
  'pkg/native.cpython-311-x86_64-linux-gnu.so': '',
  'bare/mod.py': '',
  'far/config.yml': 'jtype: Far\npy_modules: pkg.mod\n',
  'lost/config.yml': 'jtype: Lost\npy_modules: pkg.lost\n',
}

async function missingOf(lines: string[]): Promise<Record<string, string>> {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-missing-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const items = lines.map((line, at) => `  - {name: e${at}, ${line}}\n`).join('')
  const { spec } = readFlowText(`jtype: Flow\nexecutors:\n${items}`)
  if (!spec) throw new Error('not a Flow')
  const found = await findMissingSources(spec, root)
  return Object.fromEntries(found.map(({ owner, key }) => [owner, key]))
}

test('every shape of a source that is there is no problem', async () => {
  expect(
    await missingOf([
      'uses: foo.ts',
      "uses: 'foo.ts:Foo'",
      'uses: exec.py',
      "uses: 'exec.py:Exec'",
      'uses: Exec, py_modules: exec.py',
      'uses: Foo, py_modules: [foo.ts]',
      'uses: sub',
      'uses: sub/config.yml',
      'uses: {jtype: Exec, py_modules: exec.py}',
      'uses: docker://image',
      'uses: BaseExecutor',
      'uses: sub.ts, extra_search_paths: [sub]',
      'uses: $SOMEWHERE',
      "uses: '${{ ENV.SOMEWHERE }}/x.ts'",
      'external: true, port: 4000, uses: nowhere.ts',
      // Python imports these by their names, from the folder of the Flow or from what is installed.
      'uses: Exec, py_modules: exec',
      'uses: Exec, py_modules: [pkg.mod]',
      'uses: Exec, py_modules: pkg',
      'uses: Exec, py_modules: bare.mod',
      'uses: Exec, py_modules: installed.module',
      'uses: Exec, py_modules: pkg.native',
      'uses: pkg.mod.Exec',
      'uses: exec.Exec',
      'uses: installed.module.Exec',
      'uses: far',
    ]),
  ).toEqual({})
})

test('every shape of a source that is missing is told with its key', async () => {
  expect(
    await missingOf([
      'uses: nowhere.ts',
      "uses: 'nowhere.ts:Foo'",
      'uses: nowhere.py',
      'uses: Exec, py_modules: nowhere.py',
      'uses: Foo, py_modules: [nowhere.ts]',
      'uses: nowhere/config.yml',
      'uses: ./nowhere',
      'uses: empty',
      'uses: gone',
      'uses: {jtype: Exec, py_modules: nowhere.py}',
      'uses: NoModule',
      'uses: foo.ts, shards: 2, uses_after: nowhere.ts',
      'uses: Exec, py_modules: pkg.nowhere',
      'uses: pkg.nowhere.Exec',
      'uses: pkg.mod.Exec, py_modules: nowhere.py',
      'uses: lost',
      'uses: encoder.tsx',
    ]),
  ).toEqual({
    e0: 'uses',
    e1: 'uses',
    e2: 'uses',
    e3: 'py_modules',
    e4: 'py_modules',
    e5: 'uses',
    e6: 'uses',
    e7: 'uses',
    e8: 'py_modules',
    e9: 'py_modules',
    e10: 'uses',
    e11: 'uses_after',
    e12: 'py_modules',
    e13: 'uses',
    e14: 'py_modules',
    e15: 'py_modules',
    e16: 'uses',
  })
})
