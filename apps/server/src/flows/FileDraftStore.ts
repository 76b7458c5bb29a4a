import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '@flowdeck/runtime'
import { FlowError, draft as draftSchema, type Draft } from '@flowdeck/shared'
import type { DraftStore } from './FlowStore.ts'

/** Drafts as files of the state folder, named by workspace and Flow: nothing unsaved ever lies in the workspace. */
export class FileDraftStore implements DraftStore {
  private readonly folder: string

  constructor(stateDir: string, workspace: string) {
    const name = createHash('sha256').update(workspace).digest('hex').slice(0, 16)
    this.folder = join(stateDir, 'drafts', name)
  }

  async load(id: string): Promise<Draft | null> {
    try {
      return draftSchema.parse(JSON.parse(await readFile(this.pathOf(id), 'utf8')))
    } catch {
      return null
    }
  }

  async save(id: string, draft: Draft): Promise<void> {
    try {
      await atomicWrite(this.pathOf(id), JSON.stringify(draft))
    } catch (thrown) {
      const full = (thrown as NodeJS.ErrnoException).code === 'ENOSPC'
      throw new FlowError(
        full ? 'DISK_FULL' : 'INTERNAL',
        `the draft was not kept: ${(thrown as Error).message}`,
        {
          cause: thrown,
        },
      )
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true })
  }

  private pathOf(id: string): string {
    return join(this.folder, `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`)
  }
}
