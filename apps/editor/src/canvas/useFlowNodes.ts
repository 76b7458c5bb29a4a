import { applyNodeChanges, type NodeChange } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { wordsOf } from '../actions/arrange.ts'
import { duplicate } from '../actions/copies.ts'
import { changeLayout, select, useDocument } from '../state/documentStore.ts'
import { toFlowNodes, type CanvasNode } from './flowNodes.ts'
import { landed, withMembers } from './groups/dragging.ts'
import { foldedInto } from './groups/groupModel.ts'
import { toSideNodes, type SideNode } from './groups/sideNodes.ts'

/** Remembers the nodes it gave last, so that those which did not change stay the same objects. */
function nodeMaker() {
  let known: ReadonlyMap<string, CanvasNode> = new Map()
  let beside: ReadonlyMap<string, SideNode> = new Map()
  return ({ model, layout, selection }: Parameters<typeof toSideNodes>[0]): CanvasNode[] => {
    const nodes = toFlowNodes({ model, layout: layout.nodes, selection }, known)
    known = new Map(nodes.map((node) => [node.id, node]))
    const side = toSideNodes({ model, layout, selection }, beside)
    beside = new Map(side.map((node) => [node.id, node]))
    const folded = foldedInto(layout)
    return [...side, ...(folded.size > 0 ? nodes.filter(({ id }) => !folded.has(id)) : nodes)]
  }
}

/** React Flow's nodes, what changes them, and dragging, which reaches the document only when it ends. */
export function useFlowNodes() {
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const selection = useDocument((state) => state.selection)
  const [make] = useState(nodeMaker)
  const derived = useMemo(() => make({ model, layout, selection }), [make, model, layout, selection])
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
    if (moves.length > 0) setNodes((now) => applyNodeChanges(withMembers(moves, now), now))
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
  const { nodes, notes } = landed(moved, useDocument.getState().layout)
  duplicate({ at: nodes, notes })
}

function commitMoves(moved: readonly CanvasNode[]): void {
  const { layout } = useDocument.getState()
  const { nodes, notes } = landed(moved, layout)
  const still = (a: { x: number; y: number } | undefined, b: { x: number; y: number }) =>
    a?.x === b.x && a.y === b.y
  if (
    Object.entries(nodes).every(([name, at]) => still(layout.nodes[name], at)) &&
    Object.entries(notes).every(([id, at]) => still(layout.notes?.[id], at))
  )
    return
  const [first] = moved
  const what = moved.length === 1 && first ? wordsOf(first.id) : `${moved.length} nodes`
  const placed = Object.entries(layout.notes ?? {}).map(([id, note]) => [id, { ...note, ...notes[id] }])
  changeLayout(
    {
      ...layout,
      nodes: { ...layout.nodes, ...nodes },
      ...(placed.length > 0 ? { notes: Object.fromEntries(placed) } : {}),
    },
    `move ${what}`,
  )
}
