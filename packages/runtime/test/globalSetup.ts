import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Tests with real Pods run today's code, and keep their records out of the user's state folder. */
export default function setup(): () => void {
  // `npm test` has built already, and makes container images of it meanwhile.
  if (!process.env['FLOWDECK_BUILT'])
    execFileSync(process.execPath, [join(import.meta.dirname, '..', 'build.mjs')], { stdio: 'inherit' })
  const state = mkdtempSync(join(tmpdir(), 'flowdeck-state-'))
  process.env['FLOWDECK_STATE_DIR'] = state
  return () => rmSync(state, { recursive: true, force: true })
}
