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
  })
})
