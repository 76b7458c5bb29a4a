import {
  GATEWAY,
  checkConnection,
  planFixAll,
  uniqueName,
  type CatalogEntry,
  type FlowEdit,
  type IssueCode,
  type QuickFix,
  type YamlMap,
} from '@flowdeck/shared'
import { ENTRY, EXIT, editName, reachable } from '../canvas/canvasModel.ts'
import { glideNext } from '../canvas/glide.ts'
import { LAYOUT_LIMIT } from '../canvas/layoutInput.ts'
import { layoutInWorker } from '../canvas/layoutClient.ts'
import { noteNodesOf, withoutNotes } from '../canvas/notes/noteModel.ts'
import { makeRoom, nodeIds } from '../canvas/placeMissing.ts'
import {
  applyEdits,
  changeLayout,
  moveNodes,
  redo,
  undo,
  type Applied,
  type ApplyOptions,
  type Travelled,
} from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedDisabled, selectedExecutors } from '../state/selection.ts'
import { readFlow } from '../state/readFlow.ts'
import { activate } from '../outline/outlineStore.ts'
import { wholeLayout } from '../state/wholeLayout.ts'
import { ui, type QuickAdd } from '../state/uiStore.ts'
import { toast } from '../ui/toast.ts'
import { messageOf, titleOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'

const get = useDocument.getState

/** Carries out edits and says in words when they are refused. */
export function edit(edits: FlowEdit | readonly FlowEdit[], options?: ApplyOptions): Applied {
  const applied = applyEdits(Array.isArray(edits) ? (edits as FlowEdit[]) : [edits as FlowEdit], options)
  if (!applied.ok) refuse(applied.reason)
  return applied
}

export function refuse(reason: string): void {
  ui.announce(reason)
  toast.error(reason, { duration: 3000 })
}

const taken = () => [...get().model.executors, ...get().model.disabled].map((card) => card.name)

/** Adds an Executor from the palette or the picker, wired as asked; it is selected and its name takes the focus. */
export function addExecutor(
  entry: Pick<CatalogEntry, 'name' | 'values'>,
  where: { at?: { x: number; y: number } | null; wire?: QuickAdd['wire'] } = {},
): Applied {
  const name = uniqueName(taken(), entry.name)
  const values = entry.values as YamlMap
  const wire = where.wire ?? null
  const at = where.at ? { at: [where.at] } : {}
  let applied: Applied
  if (wire?.type === 'edge') {
    const { model, layout } = get()
    const room = makeRoom(
      layout.nodes,
      { source: wire.from, target: wire.to },
      reachable(model, wire.to, 'downstream'),
    )
    applied = edit(
      { type: 'insertOnEdge', name, values, from: editName(wire.from), to: editName(wire.to) },
      room ? { layout: room.positions, at: [where.at ?? room.at] } : at,
    )
  } else if (wire?.type === 'after')
    applied = edit({ type: 'addExecutor', name, values, needs: [editName(wire.from)] }, at)
  else if (wire?.type === 'before') {
    const edits: FlowEdit[] = [{ type: 'addExecutor', name, values, needs: [GATEWAY] }]
    if (wire.to !== EXIT) edits.push({ type: 'connect', from: name, to: editName(wire.to) })
    applied = edit(edits, at)
  } else applied = edit({ type: 'addExecutor', name, values }, at)
  if (applied.ok) {
    ui.announce(t('Added {{name}}.', { name }))
    ui.reveal([name])
  }
  return applied
}

export function connect(source: string, target: string): boolean {
  const applied = edit({ type: 'connect', from: editName(source), to: editName(target) })
  if (applied.ok)
    ui.announce(t('Linked {{source}} to {{target}}.', { source: editName(source), target: editName(target) }))
  return applied.ok
}

export function disconnect(source: string, target: string): void {
  const applied = edit({ type: 'disconnect', from: editName(source), to: editName(target) })
  if (applied.ok)
    ui.announce(
      t('Removed the edge from {{source}} to {{target}}.', {
        source: editName(source),
        target: editName(target),
      }),
    )
}

export function reconnect(
  old: { source: string; target: string },
  next: { source: string; target: string },
): void {
  edit({
    type: 'reconnect',
    from: editName(old.source),
    to: editName(old.target),
    newFrom: editName(next.source),
    newTo: editName(next.target),
  })
}

/** Why each node cannot take a wire that leaves `from` at `side`. Left empty in very large Flows. */
export function refusals(from: string, side: 'source' | 'target'): Map<string, string> {
  const { model, parsed } = get()
  const refused = new Map<string, string>()
  if (!parsed.spec || model.executors.length > 400) return refused
  for (const id of nodeIds(model)) {
    if (id === from) continue
    const problem = whyNot(side === 'source' ? [from, id] : [id, from])
    if (problem) refused.set(id, problem)
  }
  return refused
}

/** Why an edge cannot be drawn between two nodes, in words; null when it can. */
export function whyNot([source, target]: readonly [string, string]): string | null {
  const { parsed } = get()
  if (!parsed.spec) return t('The YAML has problems: repair it first, then wire.')
  if (target === ENTRY) return t('The entry of the Flow takes no input.')
  if (source === EXIT) return t('The response of the Flow leads nowhere further.')
  const problem = checkConnection(parsed.spec, editName(source), editName(target))
  return problem ? messageOf(problem) : null
}

/** Removes what is selected: Executors (joining their neighbours if asked) and edges, as one step. */
export function removeSelected(join: boolean): void {
  const { model, selectedEdges, selection } = get()
  const names = selectedExecutors()
  const gone = new Set(names)
  const edges = model.edges.filter(
    ({ id, source, target }) =>
      selectedEdges.has(id) && target !== EXIT && !gone.has(source) && !gone.has(target),
  )
  const edits: FlowEdit[] = edges.map(({ source, target }) => ({
    type: 'disconnect',
    from: editName(source),
    to: editName(target),
  }))
  if (names.length > 0) edits.push({ type: 'removeExecutors', names, reconnect: join })
  const disabled = selectedDisabled()
  if (disabled.length > 0) edits.push({ type: 'removeDisabled', names: disabled })
  const notes = noteNodesOf(selection)
  if (edits.length === 0) {
    if (notes.length > 0) return removeNotes(notes)
    if (selection.has(ENTRY) || selection.has(EXIT))
      refuse(t('The Gateway belongs to every Flow; it cannot be deleted.'))
    else if (selectedEdges.size > 0)
      refuse(t('The answer always comes from the last Executor: wire another one to the response instead.'))
    return
  }
  const neighbour = model.executors.find(
    (card) =>
      !gone.has(card.name) &&
      names.some((name) => card.downstream.includes(name) || card.upstream.includes(name)),
  )
  const done = edit(edits, { select: false, finish: (layout) => withoutNotes(layout, notes) })
  if (!done.ok) return
  const all = [...names, ...disabled]
  ui.announce(all.length > 0 ? t('Deleted {{what}}.', { what: listOf(all) }) : t('Deleted the edge.'))
  if (neighbour && names.length > 0) {
    select([neighbour.name])
    focusNode(neighbour.name)
  }
}

function removeNotes(ids: readonly string[]): void {
  const count = ids.length
  changeLayout(withoutNotes(get().layout, ids), t('delete {{count}} notes', { count }))
  ui.announce(t('Deleted {{count}} notes.', { count }))
}

/** The one node of the canvas, or row or cell of the outline, that is in the tab order. */
export const NODE_STOP = '.react-flow__node[tabindex="0"], .outline [tabindex="0"]'

/** Frames that a node is waited for: it may have to come into view first. */
const FOCUS_FRAMES = 30

/** Puts the keyboard on a node (in the outline: on its row), once it is on screen. */
export function focusNode(id: string): void {
  activate(id)
  focusSoon(`:is(.react-flow__node, .outline-row)[data-id="${CSS.escape(id)}"]`, FOCUS_FRAMES)
}

function focusSoon(selector: string, frames: number): void {
  requestAnimationFrame(() => {
    const node = document.querySelector<HTMLElement>(selector)
    if (node) node.focus({ preventScroll: true })
    else if (frames > 0) focusSoon(selector, frames - 1)
  })
}

/** Moves the selected Executor one place up or down in the file; its edges stay. */
export function moveInFile(by: -1 | 1): void {
  const [name, ...more] = selectedExecutors()
  if (name === undefined || more.length > 0) {
    refuse(t('Select one Executor to move it in the file.'))
    return
  }
  if (edit({ type: 'moveInList', name, by }, { select: false }).ok)
    ui.announce(by < 0 ? t('Moved {{name}} up.', { name }) : t('Moved {{name}} down.', { name }))
}

export function rename(from: string, to: string): Applied {
  return applyEdits([{ type: 'renameExecutor', from, to }])
}

/** Lays out the selection (if it holds several Executors) or the whole Flow, as one undo step. */
export async function tidy(): Promise<void> {
  const { model, id } = get()
  const chosen = selectedExecutors()
  const some = chosen.length > 1
  const nodes = some ? chosen : nodeIds(model)
  const found = await layoutInWorker({ nodes, edges: model.edges })
  // Another Flow may be open, or nodes gone, by the time the worker answers.
  if (get().id !== id) return
  const { layout } = get()
  const known = new Set(nodeIds(get().model))
  const first = (of: Record<string, { x: number; y: number } | undefined>) => ({
    x: Math.min(...nodes.map((name) => of[name]?.x ?? Infinity)),
    y: Math.min(...nodes.map((name) => of[name]?.y ?? Infinity)),
  })
  const from = first(found)
  const to = some ? first(layout.nodes) : { x: 0, y: 0 }
  const positions = Object.fromEntries(
    Object.entries(found)
      .filter(([name]) => known.has(name))
      .map(([name, at]) => [name, { x: at.x - from.x + to.x, y: at.y - from.y + to.y }]),
  )
  glideNext()
  moveNodes(positions, some ? t('tidy {{count}} Executors', { count: chosen.length }) : t('tidy'))
  ui.reveal(some ? chosen : [])
  if (nodes.length > LAYOUT_LIMIT)
    toast(
      t('{{number}} nodes are too many for the finer layout: they stand in plain columns.', {
        number: nodes.length,
      }),
    )
}

const travelled = (went: Travelled | null, said: (label: string) => string, nothing: string) => {
  if (!went) {
    ui.announce(nothing)
    return
  }
  ui.announce(said(went.label))
  toast(said(went.label), { id: 'history', duration: 1800 })
  if (went.changed.length > 0) ui.reveal(went.changed)
}
export const undoStep = () =>
  travelled(undo(), (label) => t('Undid: {{label}}', { label }), t('Nothing to undo.'))
export const redoStep = () =>
  travelled(redo(), (label) => t('Redid: {{label}}', { label }), t('Nothing to redo.'))

export function applyFix(fix: QuickFix): void {
  const label = titleOf(fix)
  if (edit(fix.edits, { label, select: false }).ok) ui.announce(t('{{what}}: done.', { what: label }))
}

/** Fixes all problems with this code, each by its first fix, as one undo step. */
export function fixAll(code: IssueCode): void {
  const edits = planFixAll(get().parsed, code)
  const label = t('fix all: {{code}}', { code })
  if (edits.length > 0 && edit(edits, { label, select: false }).ok)
    ui.announce(t('{{count}} problems fixed.', { count: edits.length }))
}

/** Replaces the whole document by an imported one, laid out anew; one undo step. */
export async function replaceDocument(text: string, label: string): Promise<Applied> {
  const layout = await wholeLayout(readFlow(text), { version: 1, nodes: {} })
  return edit({ type: 'replaceText', text }, { label, layout: layout.nodes, select: false })
}

/** Selects everything before or behind the selection; the rest is dimmed until something else is selected. */
export function selectDirection(direction: 'upstream' | 'downstream'): void {
  const { model } = get()
  const found = new Set(selectedExecutors().flatMap((name) => [...reachable(model, name, direction)]))
  if (found.size === 0) return
  select(found)
  ui.trace(get().selection)
  const count = found.size
  ui.announce(
    direction === 'upstream'
      ? t('Selected {{count}} Executors upstream.', { count })
      : t('Selected {{count}} Executors downstream.', { count }),
  )
}

const listOf = (names: readonly string[]) =>
  names.length <= 3 ? names.join(', ') : t('{{count}} Executors', { count: names.length })
