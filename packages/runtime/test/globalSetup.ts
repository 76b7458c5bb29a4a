import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { validatorEnvironment } from './validatorEnvironment.ts'

/** Tests with real Pods run today's code, and keep their records out of the user's state folder. */
export default async function setup(): Promise<() => void> {
  // `npm test` has built already, and makes container images of it meanwhile.
  if (process.env['FLOWDECK_BUILT']) await makeEnvironments()
  else execFileSync(process.execPath, [join(import.meta.dirname, '..', 'build.mjs')], { stdio: 'inherit' })
  const state = mkdtempSync(join(tmpdir(), 'flowdeck-state-'))
  process.env['FLOWDECK_STATE_DIR'] = state
  return () => rmSync(state, { recursive: true, force: true })
}

/** In a run of everything, several files want a Python at once; two that make the same one would spoil it. Tests tell what failed. */
async function makeEnvironments(): Promise<void> {
  await Promise.allSettled([pythonEnvironment('v1'), pythonEnvironment('v2'), validatorEnvironment()])
}
