import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { removeStaleWrites } from './removeStaleWrites.ts'

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-stale-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

/** A process id that nothing uses any more. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

const HEX = 'a0b1c2d3e4f5'

test('temporary files of ended processes go, those of living ones and all other files stay [FI-54] [FI-64]', async () => {
  const root = folder()
  mkdirSync(join(root, 'sub'))
  mkdirSync(join(root, 'node_modules'))
  const ended = await endedPid()
  const stale = [`.flow.yml.${ended}.${HEX}.tmp`, `sub/.flow.yml.${ended}.${HEX}.tmp`]
  const kept = [
    `.flow.yml.${process.ppid}.${HEX}.tmp`,
    // An older version named no process; a young file may still be written.
    `.flow.yml.${HEX}.tmp`,
    `node_modules/.x.${ended}.${HEX}.tmp`,
    'flow.tmp',
    '.notes.tmp',
    `x.${ended}.${HEX}.tmp`,
  ]
  for (const name of [...stale, ...kept]) writeFileSync(join(root, name), '')
  const removed = await removeStaleWrites(root, { skip: (name) => name === 'node_modules', now: Date.now() })
  expect(removed.sort()).toEqual(stale.map((name) => join(root, name)).sort())
  for (const name of kept) expect([name, existsSync(join(root, name))]).toEqual([name, true])
})

test('after an hour a temporary file goes, even if a process has its id', async () => {
  const root = folder()
  for (const name of [`.flow.yml.${process.ppid}.${HEX}.tmp`, `.flow.yml.${HEX}.tmp`]) {
    writeFileSync(join(root, name), '')
    utimesSync(join(root, name), new Date(0), new Date(0))
  }
  await removeStaleWrites(root, { skip: () => false, now: Date.now() })
  expect(readdirSync(root)).toEqual([])
})
