import {
  EMPTY_HISTORY,
  type Draft,
  type FlowLayout,
  type FlowSummary,
  type History,
  type ParsedFlow,
} from '@flowdeck/shared'
import { create } from 'zustand'
import type { CanvasModel } from '../canvas/canvasModel.ts'
import { readFlow } from './readFlow.ts'

export interface Restored {
  savedAt: number
  /** The text on disk, to compare with or go back to. */
  diskText: string
}
export interface SaveConflict {
  theirs: string
  theirRevision: string
}

/** Unsaved edits of the same Flow in another tab. */
export interface Elsewhere {
  tab: string
  text: string
}

export interface DocumentState {
  workspaceName: string
  version: string
  flows: FlowSummary[]
  /** Links that lead out of the workspace, and folders whose changes are not noticed. */
  outsideLinks: string[]
  unwatchedFolders: number
  /**
   * `none`: no Flow chosen; `failed`: it could not be read, `error` says why; `missing`: there is no such file;
   * `asking`: the draft that is `aside` could not be opened, or was not opened the last time.
   */
  status: 'none' | 'loading' | 'ready' | 'failed' | 'missing' | 'asking'
  error: string | null
  id: string | null
  text: string
  /** What `text` means. While typing it may lag by the debounce; `flushParse` catches up. */
  parsed: ParsedFlow
  /** Nodes and edges of the last text from which a Flow could be read. */
  model: CanvasModel
  /** `text` gives no Flow: the canvas shows the last good one. */
  broken: boolean
  layout: FlowLayout
  /** Names of selected nodes (`gateway-entry`, `gateway-exit` included) and the selected edge. */
  selection: ReadonlySet<string>
  selectedEdges: ReadonlySet<string>
  baseRevision: string
  savedText: string
  savedAt: number | null
  saving: boolean
  history: History
  conflict: SaveConflict | null
  /** The file changed on disk while there are edits here. */
  changedOutside: boolean
  /** The file was deleted or renamed: the text is only here. */
  gone: boolean
  /** A draft that is kept and not shown. */
  aside: Draft | null
  elsewhere: Elsewhere | null
  restored: Restored | null
}

const NOTHING = readFlow('')
export const EMPTY_MODEL: CanvasModel = {
  executors: [],
  disabled: [],
  edges: [],
  gateway: { protocols: [], ports: [], errors: 0, warnings: 0 },
}
export const NO_SELECTION: ReadonlySet<string> = new Set()

/** What is known of a Flow while none is open. */
export const NO_DOCUMENT = {
  text: '',
  parsed: NOTHING,
  model: EMPTY_MODEL,
  broken: false,
  layout: { version: 1, nodes: {} },
  selection: NO_SELECTION,
  selectedEdges: NO_SELECTION,
  baseRevision: '',
  savedText: '',
  savedAt: null,
  history: EMPTY_HISTORY,
  conflict: null,
  changedOutside: false,
  gone: false,
  elsewhere: null,
  restored: null,
} as const satisfies Partial<DocumentState>

export const useDocument = create<DocumentState>()(() => ({
  ...NO_DOCUMENT,
  workspaceName: '',
  version: '',
  flows: [],
  outsideLinks: [],
  unwatchedFolders: 0,
  status: 'none',
  error: null,
  id: null,
  saving: false,
  aside: null,
}))

/** Texts as they stood on disk in this session, so that a run can be compared with what was started. */
const onDisk = new Map<string, string>()
export const textOfRevision = (revision: string): string | null => onDisk.get(revision) ?? null
useDocument.subscribe(({ baseRevision, savedText }, before) => {
  if (baseRevision !== before.baseRevision && baseRevision !== '') onDisk.set(baseRevision, savedText)
})

export const isDirty = (state: DocumentState) => state.text !== state.savedText
