import { database } from '../state/database.ts'
import type { ExportedFile } from './exportedFiles.ts'
import { noteUnkept } from '../ui/storage.ts'

/** What was written the last time, to be compared with. */
export interface LastExport {
  files: ExportedFile[]
  /** Milliseconds since the epoch. */
  at: number
}

/** The last export of a Flow in a format; null when there was none, or the browser keeps nothing. */
export async function lastExport(flowId: string, format: string): Promise<LastExport | null> {
  try {
    return readExport(await (await database()).get('exports', [flowId, format]))
  } catch {
    return null
  }
}

/** An export as an earlier page kept it; null when it is none. */
export function readExport(value: unknown): LastExport | null {
  const { at, files } = (typeof value === 'object' && value !== null ? value : {}) as Partial<LastExport>
  const whole =
    typeof at === 'number' &&
    Array.isArray(files) &&
    files.every((file) => typeof file?.path === 'string' && typeof file.text === 'string')
  return whole ? { at, files } : null
}

/** Keeps what was exported, without the files that hold secrets. */
export async function keepExport(
  flowId: string,
  format: string,
  files: readonly ExportedFile[],
): Promise<LastExport> {
  const kept: LastExport = { files: files.filter(({ secret }) => !secret), at: Date.now() }
  try {
    await (await database()).put('exports', { ...kept, flowId, format })
  } catch {
    // A full or forbidden storage costs the comparison with this export, nothing else.
    noteUnkept('indexedDB')
  }
  return kept
}

export type FileChange = 'same' | 'new' | 'changed' | 'removed'

/** What became of each file since an export; files that are gone come last. Secret files, which are not kept, count as the same. */
export function fileChanges(
  before: readonly ExportedFile[],
  now: readonly ExportedFile[],
): Map<string, FileChange> {
  const old = new Map(before.map(({ path, text }) => [path, text]))
  const changes = new Map<string, FileChange>()
  for (const { path, text, secret } of now) {
    const was = old.get(path)
    changes.set(path, secret ? 'same' : was === undefined ? 'new' : was === text ? 'same' : 'changed')
  }
  for (const path of old.keys()) if (!changes.has(path)) changes.set(path, 'removed')
  return changes
}
