import { Position, type Edge, type Node } from '@xyflow/react'
import type { FlowLayout } from '@flowdeck/shared'
import { ENTRY, EXIT, type CanvasModel } from '../canvas/canvasModel.ts'
import { layersLayout } from '../canvas/layersLayout.ts'
import { getNodeSize } from '../canvas/layoutInput.ts'
import { nodeIds, placeMissing } from '../canvas/placeMissing.ts'
import { CHANGE_WORDS, type Change, type FlowDiff } from './diffFlows.ts'
import { t } from '../i18n/t.ts'

export interface DiffNodeData extends Record<string, unknown> {
  name: string
  uses: string
  change: Change
  /** Keys that differ, in one line. */
  keys: string
}
export type DiffFlowNode = Node<DiffNodeData, 'diff'>
export type DiffFlowEdge = Edge<{ change: Change }, 'diff'>

/** Nodes and edges of the picture: what stands in the later Flow stands there here, what went stands where it was. */
export function toDiffNodes(
  diff: FlowDiff,
  { before, after }: { before: FlowLayout['nodes']; after: FlowLayout['nodes'] },
): { nodes: DiffFlowNode[]; edges: DiffFlowEdge[] } {
  const union: CanvasModel = {
    executors: diff.executors.map(({ card }) => card),
    disabled: [],
    edges: diff.edges.map(({ edge }) => edge),
    gateway: { protocols: [], ports: [], errors: 0, warnings: 0 },
  }
  const isPlaced = union.executors.some((card) => after[card.name])
  const places = isPlaced
    ? placeMissing(union, after, before)
    : layersLayout({ nodes: nodeIds(union), edges: union.edges })
  const node = (id: string, data: DiffNodeData): DiffFlowNode => {
    const size = getNodeSize(id)
    const y = size.height / 2
    return {
      id,
      type: 'diff',
      position: places[id] ?? { x: 0, y: 0 },
      data,
      ...size,
      measured: size,
      handles: [
        { type: 'target', position: Position.Left, x: 0, y },
        { type: 'source', position: Position.Right, x: size.width, y },
      ],
      ariaRole: 'group',
      ariaLabel: `${data.name}: ${CHANGE_WORDS[data.change]}${data.keys ? ` (${data.keys})` : ''}`,
    }
  }
  const flowKeys = diff.flow.map(({ key }) => key).join(', ')
  return {
    nodes: [
      node(ENTRY, { name: t('Gateway'), uses: '', change: flowKeys ? 'changed' : 'same', keys: flowKeys }),
      ...diff.executors.map(({ card, change, keys }) =>
        node(card.name, {
          name: card.name,
          uses: card.uses,
          change,
          keys: keys.map(({ key }) => key).join(', '),
        }),
      ),
      node(EXIT, { name: t('Response'), uses: '', change: 'same', keys: '' }),
    ],
    edges: diff.edges.map(({ edge, change }) => ({
      id: edge.id,
      source: edge.source,
      target: edge.target,
      type: 'diff',
      data: { change },
      className: `diff-edge ${change}`,
      ariaLabel: t('Edge from {{source}} to {{target}}: {{change}}', {
        source: edge.source,
        target: edge.target,
        change: CHANGE_WORDS[change],
      }),
      // What differs lies above what does not.
      zIndex: change === 'same' ? 0 : 1,
    })),
  }
}
