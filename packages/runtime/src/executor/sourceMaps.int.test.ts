import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { compileExecutor } from './compileExecutor.ts'

const run = promisify(execFile)

test('the stack of an error names the sources and their lines, not the cache', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'flowdeck-maps-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'a b', 'executors'), { recursive: true })
  await mkdir(join(folder, 'lib'))
  const entry = join(folder, 'a b', 'executors', 'boom.ts')
  await writeFile(
    entry,
    "import { deep } from '../../lib/deep.ts'\nimport { here } from './here.ts'\nexport type A = 1\n\nexport function boom(): void {\n  here(deep)\n}\n",
  )
  // A module that asks for its own place is transformed before it is bundled.
  await writeFile(
    join(folder, 'a b', 'executors', 'here.ts'),
    'interface B {\n  c: 1\n}\nexport const here = (next: () => void): void => {\n  if (import.meta.url) next()\n}\n',
  )
  await writeFile(
    join(folder, 'lib', 'deep.ts'),
    "export type C = 1\nexport function deep(): void {\n  throw new RangeError('no')\n}\n",
  )
  const { path } = await compileExecutor(entry, {})
  const script = `import(${JSON.stringify(pathToFileURL(path).href)}).then(({ boom }) => { try { boom() } catch (e) { console.log(e.stack) } })`
  const { stdout } = await run(process.execPath, ['--enable-source-maps', '-e', script])
  for (const place of ['lib/deep.ts:3', 'a b/executors/here.ts:5', 'a b/executors/boom.ts:6'])
    expect(decodeURI(stdout)).toContain(`${folder}/${place}`)
  expect(stdout).not.toContain(path)
})
