import type { FlowLayout, FlowPicture } from '@flowdeck/shared'
import { Position, getBezierPath } from '@xyflow/react'
import { ENTRY, EXIT, type CanvasEdge, type CanvasModel } from '../canvas/canvasModel.ts'
import { bowedPath, hiddenEdges } from '../canvas/edgePath.ts'
import { KIND_WORDS } from '../canvas/executorFacts.ts'
import { middleEllipsis } from '../ui/shorten.ts'
import { getNodeSize } from '../canvas/layoutInput.ts'
import { t } from '../i18n/t.ts'

/** Characters of `uses` that a node has room for. */
const USES_CHARS = 29

/** What the canvas shows of a Flow, as data for a picture: from the model, whatever part of it is on the screen. */
export function flowPicture(
  title: string,
  { executors, edges, gateway }: CanvasModel,
  layout: FlowLayout['nodes'],
): FlowPicture {
  const at = (id: string) => layout[id] ?? { x: 0, y: 0 }
  const hidden = hiddenEdges(edges, layout)
  const [first, ...others] = gateway.ports
  const protocols = gateway.protocols.map((name) => (name === 'websocket' ? 'ws' : name))
  return {
    title,
    nodes: executors.map((card) => ({
      ...at(card.name),
      name: card.name,
      kind: card.kind,
      uses: middleEllipsis(card.uses, USES_CHARS),
      words: KIND_WORDS[card.kind],
      chips: card.chips,
      count: card.replicas > 1 ? `×${card.replicas}` : null,
      floating: card.floating,
      external: card.external,
      errors: card.errors,
      warnings: card.warnings,
    })),
    bars: [
      {
        ...at(ENTRY),
        side: 'entry',
        title: t('Gateway'),
        detail:
          first === undefined
            ? protocols.join(' · ')
            : `${protocols[0] ?? ''} :${first}${others.length > 0 ? ` +${others.length}` : ''}`,
      },
      { ...at(EXIT), side: 'exit', title: t('Response'), detail: t('to the client') },
    ],
    edges: edges.map((edge) => drawnEdge(edge, at, hidden.has(edge.id))),
  }
}

function drawnEdge(
  { source, target, conditional }: CanvasEdge,
  at: (id: string) => { x: number; y: number },
  bowed: boolean,
): FlowPicture['edges'][number] {
  const [from, to] = [at(source), at(target)]
  const ends = {
    sourceX: from.x + getNodeSize(source).width,
    sourceY: from.y + getNodeSize(source).height / 2,
    targetX: to.x,
    targetY: to.y + getNodeSize(target).height / 2,
  }
  const [path, x, y] = bowed
    ? bowedPath(ends)
    : getBezierPath({ ...ends, sourcePosition: Position.Right, targetPosition: Position.Left })
  return { path, label: conditional ? { text: 'when', x, y } : null }
}
