import { applyNodeChanges, type NodeChange, type XYPosition } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { wordsOf } from '../actions/arrange.ts'
import { duplicate } from '../actions/copies.ts'
import { changeLayout } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { hideGuides, snapDrag, type DragView } from './dragSnap.ts'
import { toFlowNodes, type CanvasNode } from './flowNodes.ts'
import { glide, takeGlide } from './glide.ts'
import { landed, withMembers } from './groups/dragging.ts'
import { foldedInto, isSideNode } from './groups/groupModel.ts'
import { toSideNodes, type SideNode } from './groups/sideNodes.ts'
import { t } from '../i18n/t.ts'

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
export function useFlowNodes(view: () => DragView) {
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const selection = useDocument((state) => state.selection)
  const [make] = useState(nodeMaker)
  const derived = useMemo(() => make({ model, layout, selection }), [make, model, layout, selection])
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
      const seen = view()
      // Lines are those of Executors: a frame or a note stands on the grid.
      const snapped = snapDrag(moves, {
        ...seen,
        suspended: seen.suspended || moves.some(({ id }) => isSideNode(id)),
      })
      const different = snapped.filter(({ id, position }) => {
        const before = dragged.get(id)
        return position && (before?.x !== position.x || before.y !== position.y)
      })
      if (different.length === 0) return
      for (const { id, position } of different) if (position) dragged.set(id, position)
      setNodes((now) => applyNodeChanges(withMembers(different, now), now))
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

const toPlaces = (moved: ReadonlyMap<string, XYPosition>) =>
  [...moved].map(([id, position]) => ({ id, position }))

function duplicateAt(moved: ReadonlyMap<string, XYPosition>): void {
  const { nodes, notes } = landed(toPlaces(moved), useDocument.getState().layout)
  duplicate({ at: nodes, notes })
}

/** False when everything stands where it stood. */
function commitMoves(moved: ReadonlyMap<string, XYPosition>): boolean {
  const { layout } = useDocument.getState()
  const { nodes, notes } = landed(toPlaces(moved), layout)
  const still = (a: { x: number; y: number } | undefined, b: { x: number; y: number }) =>
    a?.x === b.x && a.y === b.y
  if (
    Object.entries(nodes).every(([name, at]) => still(layout.nodes[name], at)) &&
    Object.entries(notes).every(([id, at]) => still(layout.notes?.[id], at))
  )
    return false
  const [first] = moved.keys()
  const what =
    moved.size === 1 && first !== undefined ? wordsOf(first) : t('{{count}} nodes', { count: moved.size })
  const placed = Object.entries(layout.notes ?? {}).map(([id, note]) => [id, { ...note, ...notes[id] }])
  changeLayout(
    {
      ...layout,
      nodes: { ...layout.nodes, ...nodes },
      ...(placed.length > 0 ? { notes: Object.fromEntries(placed) } : {}),
    },
    t('move {{what}}', { what }),
  )
  return true
}
