import {
  EMPTY_HISTORY,
  followNames,
  record as recordChange,
  redo as redoChange,
  undo as undoChange,
  type FlowEdit,
  type FlowLayout,
  type FlowSummary,
  type History,
  type ParsedFlow,
} from '@flowdeck/shared'
import { renameInPlayground } from '../live/playground/playgroundStore.ts'
import { create } from 'zustand'
import { toCanvas, type CanvasModel } from '../canvas/canvasModel.ts'
import { sideNodeIds, withGroupMembers } from '../canvas/groups/groupModel.ts'
import { nodeIds, placeMissing } from '../canvas/placeMissing.ts'
import { planEdits } from './edits.ts'
import { readFlow } from './readFlow.ts'
import { ui } from './uiStore.ts'
import { needsWholeLayout, wholeLayout } from './wholeLayout.ts'
import { t } from '../i18n/t.ts'

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
  /** `none`: no Flow chosen; `failed`: it could not be read, `error` says why. */
  status: 'none' | 'loading' | 'ready' | 'failed'
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
  elsewhere: Elsewhere | null
  restored: Restored | null
}

const NOTHING = readFlow('')
const EMPTY_MODEL: CanvasModel = {
  executors: [],
  disabled: [],
  edges: [],
  gateway: { protocols: [], ports: [], errors: 0, warnings: 0 },
}
export const NO_SELECTION: ReadonlySet<string> = new Set()

export const useDocument = create<DocumentState>()(() => ({
  workspaceName: '',
  version: '',
  flows: [],
  status: 'none',
  error: null,
  id: null,
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
  saving: false,
  history: EMPTY_HISTORY,
  conflict: null,
  changedOutside: false,
  elsewhere: null,
  restored: null,
}))

/** Texts as they stood on disk in this session, so that a run can be compared with what was started. */
const onDisk = new Map<string, string>()
export const textOfRevision = (revision: string): string | null => onDisk.get(revision) ?? null
useDocument.subscribe(({ baseRevision, savedText }, before) => {
  if (baseRevision !== before.baseRevision && baseRevision !== '') onDisk.set(baseRevision, savedText)
})

export const isDirty = (state: DocumentState) => state.text !== state.savedText

const get = useDocument.getState
const set = useDocument.setState

/** Everything that follows from a text. A broken text keeps the last good canvas. */
function meaning(text: string): Pick<DocumentState, 'parsed' | 'model' | 'broken'> {
  const parsed = readFlow(text)
  const model = toCanvas(parsed)
  return model ? { parsed, model, broken: false } : { parsed, model: get().model, broken: true }
}

/** Starts with the text and layout of a file (or of its draft); history begins here. */
export function loadDocument(
  at: { id: string; text: string; layout: FlowLayout },
  rest: Pick<DocumentState, 'baseRevision' | 'savedText' | 'restored'>,
): void {
  cancelParse()
  const parsed = readFlow(at.text)
  const good = toCanvas(parsed)
  // A broken draft shows the Flow that is on disk.
  const model = good ?? toCanvas(readFlow(rest.savedText))
  const nodes = placeMissing(model ?? EMPTY_MODEL, at.layout.nodes)
  set({
    ...rest,
    ...at,
    layout: { ...at.layout, nodes },
    status: 'ready',
    error: null,
    parsed,
    model: model ?? EMPTY_MODEL,
    broken: good === null,
    selection: NO_SELECTION,
    selectedEdges: NO_SELECTION,
    savedAt: null,
    history: EMPTY_HISTORY,
    conflict: null,
    changedOutside: false,
    elsewhere: null,
  })
}

let timer: ReturnType<typeof setTimeout> | null = null
function cancelParse(): void {
  if (timer !== null) clearTimeout(timer)
  timer = null
}

/** Reads the text now if typing is ahead of the parser. */
export function flushParse(): void {
  if (timer === null) return
  cancelParse()
  const { text, layout, model } = get()
  const next = meaning(text)
  if (!next.broken && needsWholeLayout(next.model, layout.nodes))
    void layoutAnew(next.parsed, model.executors.length)
  set({
    ...next,
    layout: { ...layout, nodes: placeMissing(next.model, layout.nodes) },
    ...keepSelection(next.model),
  })
}

/** Another Flow was pasted over the whole text: its nodes are laid out as one, when that is known. */
async function layoutAnew(parsed: ParsedFlow, before: number): Promise<void> {
  const layout = await wholeLayout(parsed, { version: 1, nodes: {} })
  const now = get()
  // Typed further meanwhile: what stands there already stays.
  if (now.parsed !== parsed || (before === 0 && now.model.executors.length < 2)) return
  set({ layout: { ...now.layout, nodes: layout.nodes } })
  ui.reveal([])
}

function keepSelection(model: CanvasModel): Pick<DocumentState, 'selection' | 'selectedEdges'> {
  const { selection, selectedEdges } = get()
  const ids = new Set([...nodeIds(model), ...sideNodeIds(get().layout)])
  const edges = new Set(model.edges.map((edge) => edge.id))
  const keep = (chosen: ReadonlySet<string>, known: ReadonlySet<string>) =>
    [...chosen].every((id) => known.has(id)) ? chosen : new Set([...chosen].filter((id) => known.has(id)))
  return { selection: keep(selection, ids), selectedEdges: keep(selectedEdges, edges) }
}

/** Milliseconds of quiet before typed text is read: longer texts take longer to read. */
const parseDelayMs = (length: number) => (length < 50_000 ? 60 : 120)

/** Text typed in the YAML panel. The canvas follows after a short quiet. */
export function typeText(text: string): void {
  const { text: before, layout, history } = get()
  if (text === before) return
  set({
    text,
    history: recordChange(history, {
      before: { text: before, layout },
      after: { text, layout },
      label: t('typing'),
      burst: 'typing',
      nowMs: performance.now(),
    }),
  })
  cancelParse()
  timer = setTimeout(flushParse, parseDelayMs(text.length))
}

export interface ApplyOptions {
  /** Changes with the same key within half a second are one undo step. */
  burst?: string
  label?: string
  /** Where new nodes go: by their order in `added`. */
  at?: readonly { x: number; y: number }[]
  /** Positions that change together with the text. */
  layout?: FlowLayout['nodes']
  /** Groups and notes that change together with the text, once everything has its place. */
  finish?: (layout: FlowLayout, added: readonly string[]) => FlowLayout
  /** Select what was added (default) or leave the selection. */
  select?: boolean
}
export type Applied = { ok: true; added: string[]; label: string } | { ok: false; reason: string }

/** Carries out edits as one undo step; refuses (and changes nothing) with the reason in words. */
export function applyEdits(edits: readonly FlowEdit[], options: ApplyOptions = {}): Applied {
  flushParse()
  const { parsed, text: before, layout, history } = get()
  const plan = planEdits(parsed, edits)
  if ('refused' in plan) return { ok: false, reason: plan.refused }
  const label = options.label ?? plan.label
  if (plan.text === before && !options.layout) return { ok: true, added: plan.added, label }
  const next = meaning(plan.text)
  const ids = nodeIds(next.model)
  const known = followNames(
    { ...layout, nodes: options.layout ?? layout.nodes },
    plan.renamed,
    next.broken ? Object.keys(layout.nodes) : ids,
  )
  const wanted = Object.fromEntries(
    plan.added.flatMap((name, i) => (options.at?.[i] ? [[name, options.at[i]]] : [])),
  )
  const placed: FlowLayout = { ...known, nodes: placeMissing(next.model, known.nodes, wanted) }
  const after = options.finish?.(placed, plan.added) ?? placed
  const follow = (names: ReadonlySet<string>) => new Set([...names].map((name) => plan.renamed[name] ?? name))
  set({
    ...next,
    text: plan.text,
    layout: after,
    selection: follow(get().selection),
    history: recordChange(history, {
      before: { text: before, layout },
      after: { text: plan.text, layout: after },
      label,
      burst: options.burst ?? null,
      nowMs: performance.now(),
    }),
  })
  set(keepSelection(next.model))
  const { id } = get()
  if (id !== null && Object.keys(plan.renamed).length > 0) renameInPlayground(id, plan.renamed)
  if (plan.added.length > 0 && options.select !== false) select(plan.added)
  return { ok: true, added: plan.added, label }
}

export const applyEdit = (edit: FlowEdit, options?: ApplyOptions): Applied => applyEdits([edit], options)

/** New positions as one undo step (a drag of many nodes, a nudge, a tidy). */
export function moveNodes(positions: FlowLayout['nodes'], label: string, burst: string | null = null): void {
  const { layout } = get()
  changeLayout({ ...layout, nodes: { ...layout.nodes, ...positions } }, label, burst)
}

/** Another layout (positions, groups, notes) as one undo step. */
export function changeLayout(after: FlowLayout, label: string, burst: string | null = null): void {
  const { text, layout, history, model } = get()
  set({
    layout: after,
    history: recordChange(history, {
      before: { text, layout },
      after: { text, layout: after },
      label,
      burst,
      nowMs: performance.now(),
    }),
  })
  set(keepSelection(model))
}

export interface Travelled {
  label: string
  /** Nodes that moved, came or changed. */
  changed: string[]
}

function travel(step: typeof undoChange): Travelled | null {
  flushParse()
  const { text, layout, history, model } = get()
  const went = step(history, { text, layout })
  if (!went) return null
  const next =
    went.snapshot.text === text
      ? { parsed: get().parsed, model, broken: get().broken }
      : meaning(went.snapshot.text)
  set({
    ...next,
    text: went.snapshot.text,
    layout: {
      ...went.snapshot.layout,
      nodes: placeMissing(next.model, went.snapshot.layout.nodes),
    },
    history: went.history,
  })
  set(keepSelection(next.model))
  return { label: went.label, changed: changedNodes(model, layout) }
}

function changedNodes(before: CanvasModel, placed: FlowLayout): string[] {
  const { model, layout } = get()
  const old = new Map(before.executors.map((card) => [card.name, JSON.stringify(card)]))
  const changed = model.executors.filter((card) => {
    const a = placed.nodes[card.name]
    const b = layout.nodes[card.name]
    return old.get(card.name) !== JSON.stringify(card) || a?.x !== b?.x || a?.y !== b?.y
  })
  return changed.map((card) => card.name)
}

export const undo = (): Travelled | null => travel(undoChange)
export const redo = (): Travelled | null => travel(redoChange)

export function select(ids: Iterable<string>, edges: Iterable<string> = []): void {
  const nodes = new Set(ids)
  const lines = new Set(edges)
  const { selection, selectedEdges } = get()
  if (same(nodes, selection) && same(lines, selectedEdges)) return
  set({ selection: nodes, selectedEdges: lines })
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((id) => b.has(id))

/** Names of the selected Executors (those of selected groups too), in document order, without the Gateway's bars. */
export function selectedExecutors(state: DocumentState = get()): string[] {
  const chosen = withGroupMembers(state.layout, state.selection)
  return state.model.executors.map((card) => card.name).filter((name) => chosen.has(name))
}

/** Names of the selected Executors that are commented out. */
export function selectedDisabled(state: DocumentState = get()): string[] {
  const chosen = withGroupMembers(state.layout, state.selection)
  return state.model.disabled.map((card) => card.name).filter((name) => chosen.has(name))
}
