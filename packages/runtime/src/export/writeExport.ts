import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { EXPORT_MARK, FlowError, type ExportFile } from '@flowdeck/shared'
import { explainFullDisk } from '../state/diskFull.ts'

/**
 * Writes an export as a folder that is there as a whole or not at all: it grows under another name and is renamed. A folder of an earlier
 * export is replaced; one that holds anything else is left alone.
 * @throws FlowError FLOW_EXISTS, DISK_FULL, FORBIDDEN; what was there is untouched then
 */
export async function writeFolder(folder: string, files: readonly ExportFile[]): Promise<void> {
  const target = resolve(folder)
  await explained(target, async () => {
    const foreign = await foreignFile(target)
    if (foreign !== null)
      throw new FlowError(
        'FLOW_EXISTS',
        `${target} holds ${foreign}, which no export has written. Choose a folder that is empty or not there yet.`,
      )
    await mkdir(dirname(target), { recursive: true })
    const temporary = beside(target)
    const old = beside(target)
    try {
      for (const file of files) await writeOne(join(temporary, safePath(file.path)), file)
      const exists = (await stat(target).catch(() => null)) !== null
      if (exists) await rename(target, old)
      await rename(temporary, target)
    } finally {
      await rm(temporary, { recursive: true, force: true })
      await rm(old, { recursive: true, force: true })
    }
  })
}

/**
 * Writes an export as files beside each other, the first under the name `main`. All are written before the first gets its name.
 * @throws FlowError FLOW_EXISTS, DISK_FULL, FORBIDDEN; what was there is untouched then
 */
export async function writeFiles(main: string, files: readonly ExportFile[]): Promise<string[]> {
  const folder = dirname(resolve(main))
  const placed = files.map((file, i) => ({
    file,
    path: i === 0 ? resolve(main) : join(folder, safePath(file.path)),
  }))
  return await explained(folder, async () => {
    for (const { path } of placed) {
      const found = await stat(path).catch(() => null)
      if (found?.isDirectory())
        throw new FlowError('FLOW_EXISTS', `${path} is a folder; choose the name of a file.`)
      if (found && !(await isOurs(path)))
        throw new FlowError(
          'FLOW_EXISTS',
          `${path} exists, and no export has written it. Choose another folder, or move the file away.`,
        )
    }
    const written: { temporary: string; path: string }[] = []
    try {
      for (const { file, path } of placed) {
        const temporary = beside(path)
        written.push({ temporary, path })
        await writeOne(temporary, file)
      }
      for (const { temporary, path } of written) await rename(temporary, path)
    } finally {
      for (const { temporary } of written) await rm(temporary, { force: true })
    }
    return placed.map(({ path }) => path)
  })
}

/** Where something may grow until it gets its name: in the same folder, so that a rename is enough. */
function beside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
}

async function writeOne(path: string, { text, secret, executable }: ExportFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const mode = secret ? 0o600 : executable ? 0o755 : 0o644
  await writeFile(path, text, { mode, flag: 'wx' })
  await chmod(path, mode)
}

/** Paths come from names in a file that somebody else may have written. */
function safePath(path: string): string {
  if (
    path === '' ||
    path.startsWith('/') ||
    /\\|\0/.test(path) ||
    path.split('/').some((part) => /^\.{0,2}$/.test(part))
  )
    throw new FlowError('BAD_REQUEST', `"${path}" is no path inside an export`)
  return path
}

async function isOurs(path: string): Promise<boolean> {
  return (await readFile(path, 'utf8')).slice(0, 300).includes(EXPORT_MARK)
}

/** A file in a folder that no export has written, as its path in there; null when there is none. */
async function foreignFile(folder: string): Promise<string | null> {
  const found = await stat(folder).catch(() => null)
  if (found === null) return null
  if (!found.isDirectory()) return 'a file'
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) continue
    if (!entry.isFile() || !(await isOurs(path))) return path.slice(folder.length + 1)
  }
  return null
}

/** Turns what a file system says into what a person can do. */
async function explained<T>(where: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    const full = explainFullDisk(Object.assign(thrown as Error, { path: where }), 'the export')
    if (full) throw full
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR')
      throw new FlowError('FORBIDDEN', `${where} cannot be written to (${message}): nothing was written.`, {
        cause: thrown,
      })
    throw thrown
  }
}
