import { NODE_SIZE } from '@flowdeck/shared'
import { acyclic } from './acyclic.ts'
import { getNodeSize, type LayoutInput, type Positions } from './layoutInput.ts'

/** Columns by longest distance from the sources: what is shown when the better layout is not to be had. */
export function layersLayout(input: LayoutInput): Positions {
  const edges = acyclic(input)
  const incoming = new Map<string, number>(input.nodes.map((id) => [id, 0]))
  const out = new Map<string, string[]>()
  for (const { source, target } of edges) {
    incoming.set(target, (incoming.get(target) ?? 0) + 1)
    const known = out.get(source)
    if (known) known.push(target)
    else out.set(source, [target])
  }
  const layer = new Map<string, number>()
  const open = input.nodes.filter((id) => incoming.get(id) === 0)
  for (const id of open) layer.set(id, 0)
  // The list grows while it is walked.
  for (const id of open)
    for (const target of out.get(id) ?? []) {
      layer.set(target, Math.max(layer.get(target) ?? 0, (layer.get(id) ?? 0) + 1))
      const left = (incoming.get(target) ?? 1) - 1
      incoming.set(target, left)
      if (left === 0) open.push(target)
    }
  const columns = new Map<number, string[]>()
  for (const id of input.nodes) {
    const at = layer.get(id) ?? 0
    const column = columns.get(at)
    if (column) column.push(id)
    else columns.set(at, [id])
  }
  const pitch = NODE_SIZE.height + 48
  const positions: Positions = {}
  for (const [at, ids] of columns)
    ids.forEach((id, row) => {
      const offset = (NODE_SIZE.height - getNodeSize(id).height) / 2
      positions[id] = {
        x: at * (NODE_SIZE.width + 64),
        y: Math.round((row - (ids.length - 1) / 2) * pitch + offset),
      }
    })
  return positions
}
