import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
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
  const folder = join(cache, `validators-${hash}`)
  const python = join(folder, 'bin', 'python')
  if (existsSync(join(folder, 'ready'))) return python
  const run = promisify(execFile)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  try {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(cache, { recursive: true })
    await run('python3', ['-m', 'venv', folder])
    await run(python, [...pip, ...PACKAGES])
    await run(python, [...pip, '--no-deps', ...ALONE])
    // Last of all: a half-made one is made again.
    mkdirSync(join(folder, 'ready'))
    return python
  } catch (thrown) {
    if (process.env['FLOWDECK_REQUIRE_PYTHON']) throw thrown
    console.warn(`skipped: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    return null
  }
}
