import {
  followNames,
  record as recordChange,
  redo as redoChange,
  undo as undoChange,
  EMPTY_HISTORY,
  type FlowEdit,
  type FlowLayout,
  type ParsedFlow,
} from '@flowdeck/shared'
import { toCanvas, type CanvasModel } from '../canvas/canvasModel.ts'
import { nodeIds, placeMissing } from '../canvas/placeMissing.ts'
import { renameInPlayground } from '../live/playground/playgroundStore.ts'
import { EMPTY_MODEL, NO_DOCUMENT, NO_SELECTION, useDocument, type DocumentState } from './documentStore.ts'
import { planEdits } from './edits.ts'
import { readFlow } from './readFlow.ts'
import { keepSelection, select } from './selection.ts'
import { ui } from './uiStore.ts'
import { needsWholeLayout, wholeLayout } from './wholeLayout.ts'
import { refusalOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'

const get = useDocument.getState
const set = useDocument.setState

/** Everything that follows from a text. A broken text keeps the last good canvas. */
function meaning(text: string): Pick<DocumentState, 'parsed' | 'model' | 'broken'> {
  const parsed = readFlow(text)
  const model = drawSafely(parsed)
  return model ? { parsed, model, broken: false } : { parsed, model: get().model, broken: true }
}

/** The canvas of a Flow; null where it cannot be drawn, which then is a broken text. */
function drawSafely(parsed: ParsedFlow): CanvasModel | null {
  try {
    return toCanvas(parsed)
  } catch {
    return null
  }
}

/** Starts with the text and layout of a file (or of its draft); history begins here. */
export function loadDocument(
  at: { id: string; text: string; layout: FlowLayout },
  rest: Pick<DocumentState, 'baseRevision' | 'savedText' | 'restored' | 'gone' | 'aside'>,
): void {
  cancelParse()
  const parsed = readFlow(at.text)
  const good = drawSafely(parsed)
  // A broken draft shows the Flow that is on disk.
  const model = good ?? drawSafely(readFlow(rest.savedText))
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

/** No Flow is open: nothing of the one before is left that could be edited, saved or run under another name. */
export function unloadDocument(
  now: Pick<DocumentState, 'status' | 'id'> & Partial<Pick<DocumentState, 'aside' | 'gone' | 'error'>>,
): void {
  cancelParse()
  set({ ...NO_DOCUMENT, aside: null, error: null, ...now })
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
  if (get().status !== 'ready') return { ok: false, reason: t('No Flow is open.') }
  flushParse()
  const { parsed, text: before, layout, history } = get()
  const plan = planEdits(parsed, edits)
  if ('refused' in plan) return { ok: false, reason: refusalOf(plan) }
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
