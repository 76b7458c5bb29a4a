import { useMemo, useState } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'
import { hiddenEdges } from './edgePath.ts'
import type { FlowCanvasEdge } from './FlowEdge.tsx'
import { toFlowEdges } from './flowNodes.ts'
import { foldEdges, foldPositions, foldedInto } from './groups/groupModel.ts'

function edgeMaker() {
  let known: ReadonlyMap<string, FlowCanvasEdge> = new Map()
  return (
    ...shown: [Parameters<typeof toFlowEdges>[0], Parameters<typeof toFlowEdges>[1]]
  ): FlowCanvasEdge[] => {
    const edges = toFlowEdges(...shown, known)
    known = new Map(edges.map((edge) => [edge.id, edge]))
    return edges
  }
}

/** What was found by walking the graph, as long as it is what is selected. */
export function useTraced(): ReadonlySet<string> | null {
  const traced = useUi((state) => state.traced)
  const selection = useDocument((state) => state.selection)
  return traced === selection ? traced : null
}

/** React Flow's edges; those that did not change stay the same objects. */
export function useFlowEdges(): FlowCanvasEdge[] {
  const all = useDocument((state) => state.model.edges)
  const layout = useDocument((state) => state.layout)
  const selected = useDocument((state) => state.selectedEdges)
  const drop = useUi((state) => state.dropEdge)
  const traced = useTraced()
  const edges = useMemo(() => foldEdges(all, foldedInto(layout)), [all, layout])
  const hidden = useMemo(() => hiddenEdges(edges, foldPositions(layout)), [edges, layout])
  const [make] = useState(edgeMaker)
  return useMemo(
    () => make(edges, { selected, drop, hidden, traced }),
    [make, edges, selected, drop, hidden, traced],
  )
}
