import { homedir } from 'node:os'
import { join } from 'node:path'

/** Folder for what outlives a process: records of runs, drafts, compiled Executors. Never inside a workspace. */
export function stateDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env['FLOWDECK_STATE_DIR']) return env['FLOWDECK_STATE_DIR']
  return join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'flowdeck')
}

/** Root of this package, in the source tree as in an installed one. */
export const PACKAGE_ROOT = join(import.meta.dirname, '..', '..')

/** The bundled entry points of Pods, and of the threads that read Flow files and do what is large. */
export const POD_ENTRY = {
  worker: join(PACKAGE_ROOT, 'dist', 'bundle', 'worker.mjs'),
  gateway: join(PACKAGE_ROOT, 'dist', 'bundle', 'gateway.mjs'),
  head: join(PACKAGE_ROOT, 'dist', 'bundle', 'head.mjs'),
  executor: join(PACKAGE_ROOT, 'dist', 'bundle', 'executor.mjs'),
  docs: join(PACKAGE_ROOT, 'dist', 'bundle', 'docs.mjs'),
  reader: join(PACKAGE_ROOT, 'dist', 'bundle', 'reader.mjs'),
  converter: join(PACKAGE_ROOT, 'dist', 'bundle', 'converter.mjs'),
  documents: join(PACKAGE_ROOT, 'dist', 'bundle', 'documents.mjs'),
  /** Runs Jina's own Executors; see `src/python`. */
  python: join(PACKAGE_ROOT, 'python', 'flowdeck_pod.py'),
  pythonLogging: join(PACKAGE_ROOT, 'python', 'logging.yml'),
} as const

/** What the modules that an Executor imports from Flowdeck mean in its process. */
export const EXECUTOR_MODULES: Readonly<Record<string, string>> = {
  '@flowdeck/runtime': POD_ENTRY.executor,
  '@flowdeck/runtime/docs': POD_ENTRY.docs,
}
