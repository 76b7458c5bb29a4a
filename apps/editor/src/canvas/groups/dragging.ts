import type { NodeChange, XYPosition } from '@xyflow/react'
import type { FlowLayout } from '@flowdeck/shared'
import type { CanvasNode } from '../flowNodes.ts'
import { groupBoxes, groupIdOf, noteIdOf } from './groupModel.ts'

/** While a group is dragged its members come along, although only the frame is under the pointer. */
export function withMembers(
  changes: readonly NodeChange<CanvasNode>[],
  nodes: readonly CanvasNode[],
): NodeChange<CanvasNode>[] {
  const at = new Map(nodes.map((node) => [node.id, node]))
  const moved = new Set(changes.map((change) => ('id' in change ? change.id : '')))
  return changes.flatMap((change) => {
    if (change.type !== 'position' || !change.position) return [change]
    const group = at.get(change.id)
    if (group?.type !== 'group-frame') return [change]
    const by = { x: change.position.x - group.position.x, y: change.position.y - group.position.y }
    const members = group.data.members.flatMap((name): NodeChange<CanvasNode>[] => {
      const node = at.get(name)
      if (!node || moved.has(name)) return []
      return [{ id: name, type: 'position', position: add(node.position, by) }]
    })
    return [change, ...members]
  })
}

const add = (a: XYPosition, b: XYPosition): XYPosition => ({ x: a.x + b.x, y: a.y + b.y })

/** Where everything stands after a drag: Executors (members of dragged groups too) by name, notes by id. */
export function landed(
  moved: readonly Pick<CanvasNode, 'id' | 'position'>[],
  layout: FlowLayout,
): { nodes: FlowLayout['nodes']; notes: Record<string, XYPosition> } {
  const boxes = new Map(groupBoxes(layout).map((box) => [box.id, box]))
  const nodes: FlowLayout['nodes'] = {}
  const notes: Record<string, XYPosition> = {}
  for (const { id, position } of moved) {
    const box = boxes.get(id)
    const note = noteIdOf(id)
    if (note !== null) notes[note] = position
    else if (box) {
      const by = { x: position.x - box.x, y: position.y - box.y }
      for (const name of box.group.members) {
        const at = layout.nodes[name]
        if (at) nodes[name] ??= add(at, by)
      }
    } else if (groupIdOf(id) === null) nodes[id] = position
  }
  return { nodes, notes }
}
