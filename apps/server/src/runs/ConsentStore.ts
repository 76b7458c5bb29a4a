import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '@flowdeck/runtime'

/**
 * What a person allowed Flow files to read and to set, by file. It is in the state folder: no file of a workspace can allow itself
 * anything. Permissions are kept as hashes, because what they set may be a secret.
 */
export class ConsentStore {
  private readonly dir: string

  constructor(stateDir: string) {
    this.dir = join(stateDir, 'consents')
  }

  /** Tells of each permission whether it was granted to this file. `flowPath` is absolute. */
  async read(flowPath: string): Promise<(permission: string) => boolean> {
    const granted = new Set(await this.hashes(flowPath))
    return (permission) => granted.has(hash(permission))
  }

  /** Remembers permissions for this file. @throws FlowError DISK_FULL, FORBIDDEN */
  async grant(flowPath: string, permissions: readonly string[]): Promise<void> {
    if (permissions.length === 0) return
    const granted = new Set([...(await this.hashes(flowPath)), ...permissions.map(hash)])
    await atomicWrite(this.pathOf(flowPath), JSON.stringify({ flowPath, granted: [...granted] }))
  }

  private async hashes(flowPath: string): Promise<string[]> {
    try {
      const { granted } = JSON.parse(await readFile(this.pathOf(flowPath), 'utf8')) as { granted: string[] }
      return granted
    } catch {
      // Nothing was granted yet, or what was cannot be read: the person is asked again.
      return []
    }
  }

  private pathOf(flowPath: string): string {
    return join(this.dir, `${hash(flowPath).slice(0, 32)}.json`)
  }
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
