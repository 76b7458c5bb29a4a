import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isFlowFile, isSkipped } from './flowId.ts'

const MAX_FILES = 2000
export const MAX_DEPTH = 8

/** Ids of the YAML files of a workspace, in order: what is in hidden folders and in installed packages is left out. */
export async function findFlowFiles(root: string): Promise<string[]> {
  const ids: string[] = []
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isSkipped(entry.name) || ids.length >= MAX_FILES) continue
      const id = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.isDirectory()) {
        if (depth < MAX_DEPTH) await walk(id, depth + 1)
      } else if (entry.isFile() && isFlowFile(entry.name)) ids.push(id)
    }
  }
  await walk('', 0)
  return ids
}
