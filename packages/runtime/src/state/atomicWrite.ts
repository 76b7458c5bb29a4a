import { randomBytes } from 'node:crypto'
import { open, mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file so that a reader, a crash or a full disk finds the old content or the new, never a part.
 * @throws NodeJS.ErrnoException ENOSPC, EACCES…, with the path of the file; the old file is untouched then
 */
export async function atomicWrite(
  path: string,
  content: string | Uint8Array,
  /** Permissions of the file: for its owner only, unless told. */
  { mode = 0o600 }: { mode?: number } = {},
): Promise<void> {
  const temporary = temporaryPath(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, 'wx', 0o600)
    try {
      // Not through `open`: there the umask would take away what the old file had.
      await file.chmod(mode)
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => {})
    // A failed write knows no path, and the temporary one says nothing to a person.
    throw Object.assign(thrown as NodeJS.ErrnoException, { path })
  }
}

/** The process id tells later whether the writer was killed: see `removeStaleWrites`. */
function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`)
}

/** The process that writes a temporary file of `atomicWrite`; null for any other name. 0 where an older version named none. */
export function readTemporaryName(name: string): { pid: number } | null {
  const found = /^\..+?(?:\.(\d{1,10}))?\.[0-9a-f]{12}\.tmp$/.exec(name)
  return found ? { pid: Number(found[1] ?? 0) } : null
}

/** Makes the new name last through a power cut; some file systems cannot, and the file is written all the same. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
