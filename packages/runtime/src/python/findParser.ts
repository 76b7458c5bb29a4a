import { readlink, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'

/**
 * The interpreter from which an environment was made: it parses as that of the environment does, and is no code of the workspace, so it may
 * run before Start. Null when the environment has an interpreter of its own (a copy), or its link stays in the workspace.
 */
export async function findParser(environment: string): Promise<string | null> {
  const link = await followInside(join(environment, 'bin'), 'python')
  if (link === null) return null
  const path = await realpath(link).catch(() => null)
  const workspace = await realpath(dirname(environment)).catch(() => null)
  if (path === null || workspace === null || path.startsWith(join(workspace, sep))) return null
  return /^(python|pypy)[\d.]*$/.test(basename(path)) ? path : null
}

/** Follows links from name to name in one folder; gives the absolute path that the last one has, null when it has another. */
async function followInside(folder: string, name: string): Promise<string | null> {
  for (let step = 0; step < 5; step++) {
    const target = await readlink(join(folder, name)).catch(() => null)
    if (target === null) return null
    if (isAbsolute(target)) return target
    // A relative link that leaves the folder could lead to a file that came with the workspace.
    if (basename(target) !== target) return null
    name = target
  }
  return null
}
