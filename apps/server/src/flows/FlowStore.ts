import { createHash } from 'node:crypto'
import type { Draft, FlowLayout } from '@flowdeck/shared'

/** A Flow file as it is stored. */
export interface StoredFlow {
  id: string
  text: string
  revision: string
  layout: FlowLayout
  /** Milliseconds since the epoch. */
  modifiedAt: number
}

/** What happened to a Flow file, wherever the change came from; `revision: null`: it is gone. */
export interface FlowChange {
  flowId: string
  revision: string | null
}

/** What a store cannot show of a workspace. */
export interface StoreLimits {
  /** Links that lead out of the workspace: they are not followed. */
  outsideLinks: string[]
  /** Folders in which changes by other programs are not noticed: the system watches no more. */
  unwatchedFolders: number
}

/** Flow files with revisions. Files and memory implement it under one contract test. */
export interface FlowStore {
  list(): Promise<StoredFlow[]>
  /** What the last list left out. */
  limits(): StoreLimits
  /** @throws FlowError FLOW_NOT_FOUND, FORBIDDEN for a path outside the workspace */
  load(id: string): Promise<StoredFlow>
  /** @throws FlowError FLOW_EXISTS */
  create(id: string, text: string): Promise<StoredFlow>
  /** Replaces the text if `revision` is still the present one. @throws FlowError REVISION_CONFLICT with the present text, DISK_FULL */
  save(id: string, change: { text: string; layout: FlowLayout; revision: string }): Promise<StoredFlow>
  saveLayout(id: string, layout: FlowLayout): Promise<void>
  remove(id: string): Promise<void>
  /** Calls `listener` with every change, own and foreign; returns how to stop that. */
  watch(listener: (change: FlowChange) => void): () => void
  /** Absolute path of a Flow's file: its sources are found beside it. */
  pathOf(id: string): string
  close(): void
}

/** Who asks for a draft to go. */
export interface DraftOwner {
  tab?: string | undefined
  over?: number | undefined
}

/** Drafts: what was typed and not saved, kept apart from the workspace. */
export interface DraftStore {
  load(id: string): Promise<Draft | null>
  /** Keeps a draft; another tab's is replaced only if its `savedAt` is `over`. @throws FlowError DRAFT_CONFLICT with the draft that is there, DISK_FULL */
  save(id: string, draft: Draft, over?: number): Promise<void>
  /** Forgets the draft; with `by`, only one that this tab wrote or whose `savedAt` is `over`. */
  remove(id: string, by?: DraftOwner): Promise<void>
}

/** Names a text by its content: 64 hex digits. */
export function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
