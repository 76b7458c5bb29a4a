import type { CanvasNode } from './flowNodes.ts'

/** So many nodes may be elements of the page where a large Flow is painted. */
const MANY = 60
export const isMany = (count: number): boolean => count > MANY

/**
 * Nodes that stay elements on the map of a large Flow: the one that Tab reaches, and what is selected. Many selected ones
 * are painted like the rest, and dragged by `farDragHandlers`.
 */
export function elementsOfMap(nodes: readonly CanvasNode[]): CanvasNode[] {
  const reached = (node: CanvasNode) => node.domAttributes?.tabIndex === 0
  const selected = nodes.filter((node) => node.selected)
  if (!isMany(selected.length)) return nodes.filter((node) => node.selected || reached(node))
  return nodes.filter(reached).map((node) => ({ ...node, draggable: false }))
}
