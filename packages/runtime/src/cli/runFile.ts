import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FlowError } from '@flowdeck/shared'
import { compileExecutor } from '../executor/compileExecutor.ts'
import { MAIN_FILE } from '../flow/callerFile.ts'
import { PACKAGE_ROOT } from '../state/paths.ts'

/** `flowdeck run`: compiles a TypeScript file and runs it in this process. */
export async function runFile(file: string): Promise<void> {
  const path = resolve(file)
  await access(path).catch(() => {
    throw new FlowError('FLOW_NOT_FOUND', `${path} does not exist`)
  })
  const { path: compiled } = await compileExecutor(path, {
    '@flowdeck/runtime': join(PACKAGE_ROOT, 'dist', 'index.js'),
    '@flowdeck/runtime/docs': join(PACKAGE_ROOT, 'dist', 'docs.js'),
  })
  ;(globalThis as Record<symbol, unknown>)[MAIN_FILE] = path
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(compiled).href)
}
