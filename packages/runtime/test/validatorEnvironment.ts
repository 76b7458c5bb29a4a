import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Schemas of Kubernetes, and those of the Compose specification as docker-compose carries them. */
const PACKAGES = ['kubernetes-validate==1.34.1', 'jsonschema==4.26.0']
const ALONE = ['docker-compose==1.29.2']

/**
 * A Python with the schemas, made once and kept outside the repository. Null where it cannot be had: tests that need it are then skipped,
 * unless FLOWDECK_REQUIRE_PYTHON says that they must run.
 */
export async function validatorEnvironment(): Promise<string | null> {
  const hash = createHash('sha256')
    .update([...PACKAGES, ...ALONE].join())
    .digest('hex')
    .slice(0, 12)
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'flowdeck')
  const folder = join(cache, `schemas-${hash}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(python)) return python
  const run = promisify(execFile)
  // Test files run side by side: each makes its own, and the first that is ready stays.
  const making = `${folder}.${process.pid}`
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  try {
    rmSync(making, { recursive: true, force: true })
    mkdirSync(cache, { recursive: true })
    await run('python3', ['-m', 'venv', making])
    const made = join(making, 'bin', 'python')
    await run(made, [...pip, ...PACKAGES])
    await run(made, [...pip, '--no-deps', ...ALONE])
    try {
      renameSync(making, folder)
    } catch {
      rmSync(making, { recursive: true, force: true })
    }
    return python
  } catch (thrown) {
    if (process.env['FLOWDECK_REQUIRE_PYTHON']) throw thrown
    console.warn(`skipped: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    return null
  }
}
