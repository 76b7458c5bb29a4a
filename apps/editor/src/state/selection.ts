import type { CanvasModel } from '../canvas/canvasModel.ts'
import { sideNodeIds, withGroupMembers } from '../canvas/groups/groupModel.ts'
import { nodeIds } from '../canvas/placeMissing.ts'
import { useDocument, type DocumentState } from './documentStore.ts'

const get = useDocument.getState

/** What is selected of what is still there. */
export function keepSelection(model: CanvasModel): Pick<DocumentState, 'selection' | 'selectedEdges'> {
  const { selection, selectedEdges } = get()
  const ids = new Set([...nodeIds(model), ...sideNodeIds(get().layout)])
  const edges = new Set(model.edges.map((edge) => edge.id))
  const keep = (chosen: ReadonlySet<string>, known: ReadonlySet<string>) =>
    [...chosen].every((id) => known.has(id)) ? chosen : new Set([...chosen].filter((id) => known.has(id)))
  return { selection: keep(selection, ids), selectedEdges: keep(selectedEdges, edges) }
}

export function select(ids: Iterable<string>, edges: Iterable<string> = []): void {
  const nodes = new Set(ids)
  const lines = new Set(edges)
  const { selection, selectedEdges } = get()
  if (same(nodes, selection) && same(lines, selectedEdges)) return
  useDocument.setState({ selection: nodes, selectedEdges: lines })
}

const same = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
  a.size === b.size && [...a].every((id) => b.has(id))

/** Names of the selected Executors (those of selected groups too), in document order, without the Gateway's bars. */
export function selectedExecutors(state: DocumentState = get()): string[] {
  const chosen = withGroupMembers(state.layout, state.selection)
  return state.model.executors.map((card) => card.name).filter((name) => chosen.has(name))
}

/** Names of the selected Executors that are commented out. */
export function selectedDisabled(state: DocumentState = get()): string[] {
  const chosen = withGroupMembers(state.layout, state.selection)
  return state.model.disabled.map((card) => card.name).filter((name) => chosen.has(name))
}
