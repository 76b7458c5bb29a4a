import { applyNodeChanges, type NodeChange } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { edit } from '../actions/edit.ts'
import { moveNodes, select, useDocument } from '../state/documentStore.ts'
import { toFlowNodes, type CanvasNode } from './flowNodes.ts'

/** Remembers the nodes it gave last, so that those which did not change stay the same objects. */
function nodeMaker() {
  let known: ReadonlyMap<string, CanvasNode> = new Map()
  return (shown: Parameters<typeof toFlowNodes>[0]): CanvasNode[] => {
    const nodes = toFlowNodes(shown, known)
    known = new Map(nodes.map((node) => [node.id, node]))
    return nodes
  }
}

/** React Flow's nodes, what changes them, and dragging, which reaches the document only when it ends. */
export function useFlowNodes() {
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const selection = useDocument((state) => state.selection)
  const [make] = useState(nodeMaker)
  const derived = useMemo(
    () => make({ model, layout: layout.nodes, selection }),
    [make, model, layout, selection],
  )
  const [nodes, setNodes] = useState(derived)
  const draggingRef = useRef(false)
  useEffect(() => {
    if (!draggingRef.current) setNodes(derived)
    else
      setNodes((now) => {
        const at = new Map(now.map((node) => [node.id, node.position]))
        return derived.map((node) => ({ ...node, position: at.get(node.id) ?? node.position }))
      })
  }, [derived])

  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    takeSelection(changes)
    const moves = changes.filter((change) => change.type === 'position' && draggingRef.current)
    if (moves.length > 0) setNodes((now) => applyNodeChanges(moves, now))
  }, [])
  const copyRef = useRef(false)
  const onDragStart = useCallback((copy: boolean) => {
    draggingRef.current = true
    copyRef.current = copy
  }, [])
  const onDragStop = useCallback(
    (moved: readonly CanvasNode[]) => {
      draggingRef.current = false
      if (!copyRef.current) return commitMoves(moved)
      // The originals go back; copies stay where they were let go.
      setNodes(derived)
      duplicateAt(moved)
    },
    [derived],
  )
  return { nodes, onNodesChange, onDragStart, onDragStop }
}

function takeSelection(changes: readonly NodeChange<CanvasNode>[]): void {
  const chosen = changes.filter((change) => change.type === 'select')
  if (chosen.length === 0) return
  const { selection, selectedEdges } = useDocument.getState()
  const next = new Set(selection)
  for (const change of chosen) {
    if (change.selected) next.add(change.id)
    else next.delete(change.id)
  }
  select(next, next.size > 0 ? [] : selectedEdges)
}

function duplicateAt(moved: readonly CanvasNode[]): void {
  const dragged = moved.filter((node) => node.type === 'executor')
  if (dragged.length === 0) return
  const names = new Set(dragged.map((node) => node.id))
  // Copies are made in the order of the document.
  const { model } = useDocument.getState()
  const ordered = model.executors.map((card) => card.name).filter((name) => names.has(name))
  const at = new Map(dragged.map(({ id, position }) => [id, position]))
  edit({ type: 'duplicate', names: ordered }, { at: ordered.map((name) => at.get(name) ?? { x: 0, y: 0 }) })
}

function commitMoves(moved: readonly CanvasNode[]): void {
  const { layout } = useDocument.getState()
  const changed = moved.filter(({ id, position }) => {
    const old = layout.nodes[id]
    return old?.x !== position.x || old.y !== position.y
  })
  if (changed.length === 0) return
  moveNodes(
    Object.fromEntries(changed.map(({ id, position }) => [id, position])),
    changed.length === 1 ? `move ${changed[0]?.id ?? ''}` : `move ${changed.length} nodes`,
  )
}
