import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { isFlowFile, isSkipped } from './flowId.ts'

/** What an entry of a folder is, links followed as long as they stay in the workspace. */
export interface Entry {
  id: string
  /** `outside`: a link that leads out of the workspace. */
  kind: 'folder' | 'file' | 'outside'
  /** Where it really is: a link into a folder above it would be walked for ever. */
  real: string
}

/** The entries of a folder that may hold Flows, in order: hidden folders and installed packages are left out. */
export async function readEntries(root: string, folder: string): Promise<Entry[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  const found: Entry[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isSkipped(entry.name)) continue
    const id = folder ? `${folder}/${entry.name}` : entry.name
    const path = join(root, folder, entry.name)
    if (entry.isDirectory()) found.push({ id, kind: 'folder', real: await realpath(path).catch(() => path) })
    else if (entry.isFile()) found.push({ id, kind: 'file', real: path })
    else if (entry.isSymbolicLink()) {
      const real = await realpath(path).catch(() => null)
      if (real === null) continue
      if (real !== root && !real.startsWith(root + sep)) {
        found.push({ id, kind: 'outside', real })
        continue
      }
      const info = await stat(real).catch(() => null)
      if (info) found.push({ id, kind: info.isDirectory() ? 'folder' : 'file', real })
    }
  }
  return found
}

export interface FoundFiles {
  /** Ids of the files that may be Flows, in order. */
  ids: string[]
  /** Ids of links that lead out of the workspace: they are not followed. */
  outside: string[]
  /** Ids of links to files of the workspace, by where these really are. */
  links: Map<string, string[]>
}

/** The files of a workspace that may be Flows. Every folder is read once, however it is reached. */
export async function findFlowFiles(root: string): Promise<FoundFiles> {
  const ids: string[] = []
  const outside: string[] = []
  const links = new Map<string, string[]>()
  const walked = new Set<string>()
  const walk = async (folder: string): Promise<void> => {
    const linked: string[] = []
    for (const { id, kind, real } of await readEntries(root, folder)) {
      if (kind === 'outside') outside.push(id)
      else if (kind === 'file') {
        if (!isFlowFile(id)) continue
        ids.push(id)
        if (real !== join(root, id)) links.set(real, [...(links.get(real) ?? []), id])
      } else if (real === join(root, id)) {
        walked.add(real)
        await walk(id)
      } else linked.push(id)
    }
    folderLinks.push(...linked)
  }
  const folderLinks: string[] = []
  await walk('')
  // Links to folders come last: a folder keeps the name that it really has.
  for (let next = folderLinks.shift(); next !== undefined; next = folderLinks.shift()) {
    const real = await realpath(join(root, next)).catch(() => null)
    if (real === null || real === root || walked.has(real)) continue
    walked.add(real)
    await walk(next)
  }
  return { ids: ids.sort(), outside: outside.sort(), links }
}
