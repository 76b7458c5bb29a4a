import { freeId, type FlowLayout, type LayoutNote } from '@flowdeck/shared'
import { noteIdOf, noteNodeId } from '../groups/groupModel.ts'

/** The notes of a selection, by the ids of their nodes. */
export const noteNodesOf = (selection: ReadonlySet<string>): string[] =>
  [...selection].filter((id) => noteIdOf(id) !== null)

/** The layout without some notes (by the ids of their nodes). */
export function withoutNotes(layout: FlowLayout, nodeIds: readonly string[]): FlowLayout {
  if (nodeIds.length === 0) return layout
  const left = Object.entries(layout.notes ?? {}).filter(([id]) => !nodeIds.includes(noteNodeId(id)))
  return { ...layout, notes: left.length > 0 ? Object.fromEntries(left) : undefined }
}

/** The layout with further notes. */
export function withNotes(layout: FlowLayout, added: readonly LayoutNote[]): FlowLayout {
  let notes = layout.notes ?? {}
  for (const note of added) notes = { ...notes, [freeId(notes, 'note')]: note }
  return added.length > 0 ? { ...layout, notes } : layout
}
