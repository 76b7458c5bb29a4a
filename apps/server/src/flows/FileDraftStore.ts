import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '@flowdeck/runtime'
import { FlowError, readDraft, type Draft } from '@flowdeck/shared'
import type { DraftOwner, DraftStore } from './FlowStore.ts'
import { OneAtATime } from './OneAtATime.ts'
import { writeError } from './writeError.ts'

/** Drafts as files of the state folder, named by workspace and Flow: nothing unsaved ever lies in the workspace. */
export class FileDraftStore implements DraftStore {
  private readonly folder: string
  private readonly writing = new OneAtATime()

  constructor(stateDir: string, workspace: string) {
    const name = createHash('sha256').update(workspace).digest('hex').slice(0, 16)
    this.folder = join(stateDir, 'drafts', name)
  }

  async load(id: string): Promise<Draft | null> {
    try {
      return readDraft(JSON.parse(await readFile(this.pathOf(id), 'utf8')))
    } catch {
      return null
    }
  }

  save(id: string, draft: Draft, over?: number): Promise<void> {
    return this.writing.run(id, async () => {
      const there = await this.load(id)
      if (there && there.text !== draft.text && !mayReplace(there, { tab: draft.tab, over }))
        throw new FlowError('DRAFT_CONFLICT', `another tab has unsaved edits of "${id}"`, {
          details: { draft: there },
        })
      try {
        await atomicWrite(this.pathOf(id), JSON.stringify(draft))
      } catch (thrown) {
        throw writeError(thrown, `the draft of ${id}`)
      }
    })
  }

  remove(id: string, by?: DraftOwner): Promise<void> {
    return this.writing.run(id, async () => {
      const there = by && (await this.load(id))
      if (there && !mayReplace(there, by)) return
      await rm(this.pathOf(id), { force: true })
    })
  }

  private pathOf(id: string): string {
    return join(this.folder, `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`)
  }
}

/** A draft of before tabs had names belongs to whoever comes. */
const mayReplace = (there: Draft, { tab, over }: DraftOwner) =>
  there.tab === undefined || there.tab === tab || there.savedAt === over
