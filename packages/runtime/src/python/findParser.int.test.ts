import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findParser } from './findParser.ts'

/** A folder with an interpreter outside of the workspace, one inside, and an environment whose `bin` has the given links. */
function environment(links: Record<string, string>) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'flowdeck-test-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const bin = join(root, 'workspace', '.venv', 'bin')
  mkdirSync(bin, { recursive: true })
  for (const folder of ['system', 'workspace']) {
    mkdirSync(join(root, folder), { recursive: true })
    for (const name of ['python3.11', 'bash']) writeFileSync(join(root, folder, name), '')
  }
  for (const [name, target] of Object.entries(links))
    symlinkSync(target.replace('ROOT', root), join(bin, name))
  return { root, path: join(root, 'workspace', '.venv') }
}

test('finds the interpreter from which an environment was made, through the links of its bin folder', async () => {
  const { root, path } = environment({
    python: 'python3',
    python3: 'python3.11',
    'python3.11': 'ROOT/system/python3.11',
  })
  expect(await findParser(path)).toBe(join(root, 'system', 'python3.11'))
})

test.each<[string, Record<string, string>]>([
  ['a link into the workspace', { python: 'ROOT/workspace/python3.11' }],
  ['a relative link out of the folder', { python: '../../../system/python3.11' }],
  ['a link to another program', { python: 'ROOT/system/bash' }],
  ['a link that leads nowhere', { python: 'ROOT/system/python3.12' }],
  ['links in a circle', { python: 'python3', python3: 'python' }],
  ['no link', {}],
])('%s names no interpreter that may run before Start', async (_, links) => {
  expect(await findParser(environment(links).path)).toBeNull()
})
