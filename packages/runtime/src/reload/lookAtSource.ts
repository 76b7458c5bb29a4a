import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExecutorSource } from '../flow/planFlow.ts'
import { exists } from '../python/findPython.ts'

/** A Python package is at most this large; what lies deeper or beyond is not looked at. */
const MAX_FOLDERS = 500
const MAX_FILES = 5000

/** What there is of a source now. */
export interface SourceLook {
  /** Folders in which it may change. */
  folders: string[]
  /** Changes when the source does. */
  digest: string
  /** Its Python files, and what runs them. */
  python: { interpreter: string; files: string[] } | null
}

/**
 * Looks at the files of a source: of TypeScript those that were bundled; of Python all in the folders of its modules and below, as
 * Jina does.
 */
export async function lookAtSource(source: ExecutorSource): Promise<SourceLook> {
  switch (source.kind) {
    case 'pass':
      return { folders: [], digest: '', python: null }
    case 'module':
      return {
        folders: [...new Set(source.files.map((file) => dirname(file)))],
        digest: digestOf([source.fingerprint, JSON.stringify(source.config)]),
        python: null,
      }
    case 'python': {
      const folders = await foldersBelow([...new Set(source.files.map((file) => dirname(file)))])
      const files = (await Promise.all(folders.map(pythonFilesIn))).flat().sort().slice(0, MAX_FILES)
      const all = [...new Set([...files, ...source.files])]
      const texts = await Promise.all(all.map((file) => readFile(file, 'utf8').catch(() => '')))
      return {
        folders,
        digest: digestOf(all.flatMap((file, i) => [file, texts[i] ?? ''])),
        python: { interpreter: source.python, files: all.filter((file) => file.endsWith('.py')) },
      }
    }
  }
}

/** The folders and those below, without environments, caches and what is hidden. */
async function foldersBelow(roots: readonly string[]): Promise<string[]> {
  const found = [...roots]
  for (let i = 0; i < found.length && found.length < MAX_FOLDERS; i++) {
    const folder = found[i] as string
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (!entry.isDirectory() || /^(\.|__pycache__$|node_modules$)/.test(entry.name)) continue
      if (!found.includes(path) && !(await exists(join(path, 'pyvenv.cfg')))) found.push(path)
    }
  }
  return found.slice(0, MAX_FOLDERS)
}

async function pythonFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith('.py')).map((name) => join(folder, name))
}

function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}
