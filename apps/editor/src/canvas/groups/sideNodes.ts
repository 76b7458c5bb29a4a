import { Position, type Node, type NodeHandle } from '@xyflow/react'
import { NODE_SIZE, type FlowLayout, type LayoutGroup, type LayoutNote } from '@flowdeck/shared'
import type { CanvasModel } from '../canvasModel.ts'
import { groupBoxes, noteNodeId } from './groupModel.ts'
import { t } from '../../i18n/t.ts'

export type GroupFlowNode = Node<{ group: LayoutGroup; members: string[]; problems: number }, 'group-frame'>
export type NoteFlowNode = Node<{ note: LayoutNote }, 'note'>
export type SideNode = GroupFlowNode | NoteFlowNode

const HANDLE = 10
const handle = (type: 'source' | 'target'): NodeHandle => ({
  type,
  position: type === 'target' ? Position.Left : Position.Right,
  x: (type === 'target' ? 0 : NODE_SIZE.width) - HANDLE / 2,
  y: NODE_SIZE.height / 2 - HANDLE / 2,
  width: HANDLE,
  height: HANDLE,
})
const HANDLES = [handle('target'), handle('source')]

interface Shown {
  model: CanvasModel
  layout: FlowLayout
  selection: ReadonlySet<string>
}

/** React Flow's nodes for groups and notes; one that shows the same as before stays the same object. */
export function toSideNodes(
  { model, layout, selection }: Shown,
  before: ReadonlyMap<string, SideNode>,
): SideNode[] {
  const keep = (node: SideNode): SideNode => {
    const old = before.get(node.id)
    return old && JSON.stringify(old) === JSON.stringify(node) ? old : node
  }
  const problemsOf = new Map(model.executors.map((card) => [card.name, card.errors + card.warnings]))
  const there = new Set([...model.executors, ...model.disabled].map((card) => card.name))
  const groups = groupBoxes(layout).map(({ id, group, x, y, width, height }): SideNode => {
    const members = group.members.filter((name) => there.has(name))
    const size = { width, height }
    const selected = selection.has(id)
    return keep({
      id,
      type: 'group-frame',
      position: { x, y },
      ...size,
      measured: size,
      selected,
      connectable: false,
      // A frame lies under its members and lets the pointer through: only its head can be grasped.
      zIndex: group.collapsed ? 0 : -1,
      ...(group.collapsed ? { handles: HANDLES } : { handles: [], style: { pointerEvents: 'none' } }),
      data: {
        group,
        members,
        problems: members.reduce((sum, name) => sum + (problemsOf.get(name) ?? 0), 0),
      },
      domAttributes: { tabIndex: selected ? 0 : -1 },
      ariaLabel: [
        t('Group {{name}}', { name: group.name }),
        t('{{count}} Executors', { count: members.length }),
        ...(group.collapsed ? [t('collapsed')] : []),
      ].join(', '),
    })
  })
  const notes = Object.entries(layout.notes ?? {}).map(([key, note]): SideNode => {
    const size = { width: note.width, height: note.height }
    const id = noteNodeId(key)
    const selected = selection.has(id)
    return keep({
      id,
      type: 'note',
      position: { x: note.x, y: note.y },
      ...size,
      measured: size,
      selected,
      handles: [],
      connectable: false,
      zIndex: -1,
      data: { note },
      domAttributes: { tabIndex: selected ? 0 : -1 },
      ariaLabel: t('Note: {{text}}', { text: note.text || t('empty') }),
    })
  })
  return [...groups, ...notes]
}
