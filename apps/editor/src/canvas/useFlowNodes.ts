import { applyNodeChanges, type NodeChange, type XYPosition } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { edit } from '../actions/edit.ts'
import { moveNodes, select, useDocument } from '../state/documentStore.ts'
import { hideGuides, snapDrag, type DragView } from './dragSnap.ts'
import { toFlowNodes, type CanvasNode } from './flowNodes.ts'
import { glide, takeGlide } from './glide.ts'

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
export function useFlowNodes(view: () => DragView) {
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const selection = useDocument((state) => state.selection)
  const [make] = useState(nodeMaker)
  const derived = useMemo(
    () => make({ model, layout: layout.nodes, selection }),
    [make, model, layout, selection],
  )
  const [nodes, setNodes] = useState(derived)
  const shownRef = useRef(nodes)
  /** Where the dragged nodes stand; null while nothing is dragged. */
  const draggedRef = useRef<Map<string, XYPosition> | null>(null)
  useEffect(() => {
    shownRef.current = nodes
  }, [nodes])
  useEffect(() => {
    const dragged = draggedRef.current
    if (dragged) {
      setNodes(derived.map((node) => ({ ...node, position: dragged.get(node.id) ?? node.position })))
      return undefined
    }
    if (takeGlide(derived.length)) return glide(shownRef.current, derived, setNodes)
    setNodes(derived)
    return undefined
  }, [derived])

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      takeSelection(changes)
      const dragged = draggedRef.current
      const moves = changes.filter((change) => change.type === 'position')
      if (!dragged || moves.length === 0) return
      const snapped = snapDrag(moves, view())
      const different = snapped.filter(({ id, position }) => {
        const before = dragged.get(id)
        return position && (before?.x !== position.x || before.y !== position.y)
      })
      if (different.length === 0) return
      for (const { id, position } of different) if (position) dragged.set(id, position)
      setNodes((now) => applyNodeChanges(different, now))
    },
    [view],
  )
  const copyRef = useRef(false)
  const onDragStart = useCallback((copy: boolean) => {
    draggedRef.current = new Map()
    copyRef.current = copy
  }, [])
  const onDragStop = useCallback(() => {
    const moved = draggedRef.current ?? new Map<string, XYPosition>()
    draggedRef.current = null
    hideGuides()
    if (!copyRef.current) {
      if (!commitMoves(moved)) setNodes(derived)
      return
    }
    // The originals go back; copies stay where they were let go.
    setNodes(derived)
    duplicateAt(moved)
  }, [derived])
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

function duplicateAt(moved: ReadonlyMap<string, XYPosition>): void {
  // Copies are made in the order of the document.
  const { model } = useDocument.getState()
  const names = model.executors.map((card) => card.name).filter((name) => moved.has(name))
  if (names.length === 0) return
  edit({ type: 'duplicate', names }, { at: names.map((name) => moved.get(name) ?? { x: 0, y: 0 }) })
}

/** False when everything stands where it stood. */
function commitMoves(moved: ReadonlyMap<string, XYPosition>): boolean {
  const { layout } = useDocument.getState()
  const changed = [...moved].filter(([id, position]) => {
    const old = layout.nodes[id]
    return old?.x !== position.x || old.y !== position.y
  })
  if (changed.length === 0) return false
  moveNodes(
    Object.fromEntries(changed),
    changed.length === 1 ? `move ${changed[0]?.[0] ?? ''}` : `move ${changed.length} nodes`,
  )
  return true
}
