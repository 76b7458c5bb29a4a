import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { DocarrayGeneration } from '@flowdeck/shared'
import { setUpPython } from '../src/python/setUpPython.ts'
import { PACKAGE_ROOT } from '../src/state/paths.ts'

/**
 * A Python with the pinned Jina, made once and kept outside the repository. Null where it cannot be had: tests that need
 * it are then skipped, unless FLOWDECK_REQUIRE_PYTHON says that they must run.
 */
export async function pythonEnvironment(docarray: DocarrayGeneration): Promise<string | null> {
  const list = readFileSync(join(PACKAGE_ROOT, 'python', `jina-3.34-docarray-${docarray}.txt`))
  const hash = createHash('sha256').update(list).digest('hex').slice(0, 12)
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  try {
    const python = await setUpPython({
      root: join(cache, 'flowdeck', `python-${hash}`),
      docarray,
      env: process.env,
      onLine: () => {},
    })
    return python.path
  } catch (thrown) {
    if (process.env['FLOWDECK_REQUIRE_PYTHON']) throw thrown
    console.warn(`skipped: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    return null
  }
}
