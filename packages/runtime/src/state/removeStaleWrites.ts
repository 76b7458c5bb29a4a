import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../pod/processes.ts'
import { readTemporaryName } from './atomicWrite.ts'

/** No write takes longer; the process of an older file that is alive only has the same id. */
const OLD_MS = 3_600_000

/**
 * Removes temporary files that killed processes left when they saved something, in a folder and its subfolders.
 * `skip` names folders that are not looked into. Files of living processes stay. Gives the removed paths.
 */
export async function removeStaleWrites(
  root: string,
  { skip, now }: { skip: (folderName: string) => boolean; now: number },
): Promise<string[]> {
  const removed: string[] = []
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (!skip(entry.name)) await visit(path)
        continue
      }
      const writer = entry.isFile() ? readTemporaryName(entry.name) : null
      if (!writer) continue
      const age = now - ((await stat(path).catch(() => null))?.mtimeMs ?? now)
      const working = writer.pid === 0 || (writer.pid !== process.pid && isAlive(writer.pid))
      if (working && age < OLD_MS) continue
      await rm(path, { force: true }).catch(() => {})
      removed.push(path)
    }
  }
  await visit(root)
  return removed
}
