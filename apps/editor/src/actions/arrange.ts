import { MAX_NOTE, freeId, groupExecutors, ungroup, type LayoutNote } from '@flowdeck/shared'
import { placeOnCanvas } from '../canvas/canvasView.ts'
import { editSideNode } from '../canvas/groups/editing.ts'
import { groupIdOf, groupNodeId, moveBy, noteIdOf, noteNodeId } from '../canvas/groups/groupModel.ts'
import { changeLayout } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedDisabled, selectedExecutors } from '../state/selection.ts'
import { ui } from '../state/uiStore.ts'
import { edit, focusNode, refuse } from './edit.ts'
import { t } from '../i18n/t.ts'
import { snapToGrid } from '../canvas/grid.ts'

const get = useDocument.getState
const several = (count: number) => t('{{count}} Executors', { count })

/** Puts a frame around what is selected; its name is written at once. */
export function groupSelected(): void {
  const { layout } = get()
  const members = [...selectedExecutors(), ...selectedDisabled()]
  if (members.length === 0) return refuse(t('Select the Executors first, then group them.'))
  const name = t('Group {{number}}', { number: Object.keys(layout.groups ?? {}).length + 1 })
  const { layout: after, id } = groupExecutors(layout, { name, members })
  changeLayout(after, t('group {{count}} Executors', { count: members.length }))
  select([groupNodeId(id)])
  editSideNode(groupNodeId(id))
  ui.announce(t('Grouped {{count}} Executors. Type a name.', { count: members.length }))
}

/** Groups that are selected, or that hold what is selected. */
function selectedGroups(): string[] {
  const { layout, selection } = get()
  return Object.entries(layout.groups ?? {}).flatMap(([id, { members }]) =>
    selection.has(groupNodeId(id)) || members.some((name) => selection.has(name)) ? [id] : [],
  )
}

/** Takes the frames away; the Executors stay where they are, selected. */
export function ungroupSelected(): void {
  const { layout } = get()
  const ids = selectedGroups()
  if (ids.length === 0) return refuse(t('Select a group, or an Executor in one, to ungroup it.'))
  const members = ids.flatMap((id) => layout.groups?.[id]?.members ?? [])
  changeLayout(ungroup(layout, ids), t('ungroup {{count}} groups', { count: ids.length }))
  select(members)
  ui.announce(t('Ungrouped {{count}} Executors.', { count: members.length }))
}

/** Folds groups to one node each, or unfolds them. */
export function toggleGroups(ids: readonly string[] = selectedGroups()): void {
  const { layout } = get()
  const known = ids.filter((id) => layout.groups?.[id])
  const [first] = known
  if (first === undefined) return refuse(t('Select a group, or an Executor in one, to collapse it.'))
  const collapsed = layout.groups?.[first]?.collapsed !== true
  const groups = Object.fromEntries(
    Object.entries(layout.groups ?? {}).map(([id, group]) => [
      id,
      known.includes(id) ? { ...group, collapsed } : group,
    ]),
  )
  changeLayout({ ...layout, groups }, collapsed ? t('collapse the group') : t('expand the group'))
  select(known.map(groupNodeId))
  if (collapsed) focusNode(groupNodeId(first))
  ui.announce(collapsed ? t('Collapsed the group.') : t('Expanded the group.'))
}

export function renameGroup(nodeId: string, name: string): void {
  const { layout } = get()
  const id = groupIdOf(nodeId) ?? ''
  const group = layout.groups?.[id]
  const wanted = name.trim()
  if (!group || wanted === '' || wanted === group.name) return
  changeLayout(
    { ...layout, groups: { ...layout.groups, [id]: { ...group, name: wanted } } },
    t('rename the group'),
  )
}

const NOTE_SIZE = { width: 208, height: 112 }

/** A sticky note under the pointer (or in the middle of the view), ready to be written. */
export function addNote(): void {
  const { layout, status } = get()
  if (status !== 'ready') return
  const notes = layout.notes ?? {}
  const id = freeId(notes, 'note')
  const at = placeOnCanvas()
  const note: LayoutNote = {
    text: '',
    color: 'yellow',
    x: snapToGrid(at.x - NOTE_SIZE.width / 2),
    y: snapToGrid(at.y - NOTE_SIZE.height / 2),
    ...NOTE_SIZE,
  }
  changeLayout({ ...layout, notes: { ...notes, [id]: note } }, t('add a note'))
  select([noteNodeId(id)])
  editSideNode(noteNodeId(id))
  ui.announce(t('Added a note. Type its text, Escape ends.'))
}

/** Changes a note: its text, its colour or its size. */
export function setNote(nodeId: string, change: Partial<LayoutNote>, label: string): void {
  const { layout } = get()
  const id = noteIdOf(nodeId) ?? ''
  const note = layout.notes?.[id]
  if (!note) return
  const after = { ...note, ...change, text: (change.text ?? note.text).slice(0, MAX_NOTE) }
  if (JSON.stringify(after) === JSON.stringify(note)) return
  changeLayout({ ...layout, notes: { ...layout.notes, [id]: after } }, label)
}

/** Moves nodes of the canvas by the same way; groups take their members along. One step a burst. */
export function moveSelected(by: { x: number; y: number }, burst: string | null = null): void {
  const { layout, selection } = get()
  const [first] = selection
  if (first === undefined) return
  const what = selection.size === 1 ? wordsOf(first) : t('{{count}} nodes', { count: selection.size })
  changeLayout(moveBy(layout, selection, by), t('move {{what}}', { what }), burst)
}

/** What a node of the canvas is called in undo. */
export function wordsOf(nodeId: string): string {
  if (noteIdOf(nodeId) !== null) return t('the note')
  return groupIdOf(nodeId) === null ? nodeId : t('the group')
}

/** Comments the selected Executors out in the YAML; when all of them are disabled already, brings them back. */
export function toggleDisabled(): void {
  const names = selectedExecutors()
  const disabled = selectedDisabled()
  if (names.length === 0 && disabled.length === 0)
    return refuse(t('Select the Executors first, then disable or enable them.'))
  const off = names.length > 0
  const chosen = off ? names : disabled
  const done = edit({ type: off ? 'disableExecutors' : 'enableExecutors', names: chosen }, { select: false })
  if (!done.ok) return
  const [first = ''] = chosen
  const what = chosen.length === 1 ? first : several(chosen.length)
  ui.announce(off ? t('Disabled {{what}}.', { what }) : t('Enabled {{what}}.', { what }))
}
