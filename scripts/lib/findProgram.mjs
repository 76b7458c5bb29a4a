import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** The path of a program, or null. Looks into the folders of the administrator too. */
export function findProgram(name) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM]) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not there.
    }
  }
  return null
}
