import { Position, type NodeHandle } from '@xyflow/react'
import { NODE_SIZE, visibleText, type FlowLayout } from '@flowdeck/shared'
import { ENTRY, EXIT, type CanvasEdge, type CanvasModel, type ExecutorCard } from './canvasModel.ts'
import type { ExecutorFlowNode } from './ExecutorNode.tsx'
import type { FlowCanvasEdge } from './FlowEdge.tsx'
import type { GatewayFlowNode } from './GatewayBar.tsx'
import { KIND_WORDS } from './executorFacts.ts'
import { BAR_SIZE } from './layoutInput.ts'
import { groupIdOf } from './groups/groupModel.ts'
import type { SideNode } from './groups/sideNodes.ts'
import { nodeIds } from './placeMissing.ts'
import { stateId } from './stateId.ts'
import { t } from '../i18n/t.ts'

export type CanvasNode = ExecutorFlowNode | GatewayFlowNode | SideNode

const HANDLE = 10
const handle = (side: 'in' | 'out', size: { width: number; height: number }): NodeHandle => ({
  type: side === 'in' ? 'target' : 'source',
  position: side === 'in' ? Position.Left : Position.Right,
  x: side === 'in' ? -HANDLE / 2 : size.width - HANDLE / 2,
  y: size.height / 2 - HANDLE / 2,
  width: HANDLE,
  height: HANDLE,
})
/** Sizes and handles are given, so React Flow measures nothing: that is what keeps 2,000 nodes smooth. */
const EXECUTOR_BOX = {
  ...NODE_SIZE,
  measured: NODE_SIZE,
  handles: [handle('in', NODE_SIZE), handle('out', NODE_SIZE)],
}
const ENTRY_BOX = { ...BAR_SIZE, measured: BAR_SIZE, handles: [handle('out', BAR_SIZE)] }
const EXIT_BOX = { ...BAR_SIZE, measured: BAR_SIZE, handles: [handle('in', BAR_SIZE)] }

interface Shown {
  model: CanvasModel
  layout: FlowLayout['nodes']
  selection: ReadonlySet<string>
}

const sameGateway = (a: CanvasModel['gateway'], b: CanvasModel['gateway']) =>
  JSON.stringify(a) === JSON.stringify(b)
const sameCard = (a: ExecutorCard, b: ExecutorCard) => a === b || JSON.stringify(a) === JSON.stringify(b)

/**
 * React Flow's nodes for a Flow. A node that shows the same as before stays the same object, so only what changed is
 * drawn again. Exactly one node is in the tab order (the first selected, else the first): arrows move inside.
 */
export function toFlowNodes(
  { model, layout, selection }: Shown,
  before: ReadonlyMap<string, CanvasNode>,
): CanvasNode[] {
  const ids = nodeIds(model)
  const stop = ids.find((id) => selection.has(id)) ?? model.executors[0]?.name ?? ENTRY
  const cards = new Map([...model.executors, ...model.disabled].map((card) => [card.name, card]))
  return ids.map((id) => {
    const position = layout[id] ?? { x: 0, y: 0 }
    const selected = selection.has(id)
    const tabIndex = id === stop ? 0 : -1
    const old = before.get(id)
    const card = cards.get(id)
    const same =
      old !== undefined &&
      old.selected === selected &&
      old.position.x === position.x &&
      old.position.y === position.y &&
      old.domAttributes?.tabIndex === tabIndex
    const base = { id, position, selected, domAttributes: { tabIndex, 'aria-describedby': stateId(id) } }
    if (card) {
      const known = old?.type === 'executor' && sameCard(old.data.card, card) ? old : null
      if (known && same) return known
      // A node that only moved is called what it was called: its words are most of what a move costs.
      const ariaLabel = known?.ariaLabel ?? labelOfCard(card)
      return { ...EXECUTOR_BOX, ...base, type: 'executor', data: known?.data ?? { card }, ariaLabel }
    }
    if (same && old.type === 'gateway' && sameGateway(old.data.gateway, model.gateway)) return old
    const side = id === ENTRY ? 'entry' : 'exit'
    return {
      ...(side === 'entry' ? ENTRY_BOX : EXIT_BOX),
      ...base,
      type: 'gateway',
      deletable: false,
      data: { side, gateway: model.gateway },
      ariaLabel:
        side === 'entry'
          ? t('Gateway: entry of the Flow, {{protocols}}', { protocols: model.gateway.protocols.join(', ') })
          : t('Response: exit of the Flow'),
    }
  })
}

/** What a screen reader says of a node: name, kind, count, neighbours, problems. */
export function labelOfCard(card: ExecutorCard): string {
  const parts = [
    visibleText(card.name),
    t('Executor {{uses}}', { uses: card.uses }),
    card.kind === 'blank' ? null : KIND_WORDS[card.kind],
    card.disabled ? t('disabled') : null,
    card.replicas > 1 ? t('{{count}} Pods', { count: card.replicas }) : null,
    card.upstream.length > 0 ? t('waits for {{names}}', { names: card.upstream.join(', ') }) : null,
    card.downstream.length > 0 ? t('leads to {{names}}', { names: card.downstream.join(', ') }) : null,
    card.errors + card.warnings > 0 ? t('{{count}} problems', { count: card.errors + card.warnings }) : null,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

/** Whether an edge ends at a collapsed group: it stands for others and cannot be changed itself. */
export const isFolded = (source: string, target: string) =>
  groupIdOf(source) !== null || groupIdOf(target) !== null

export function toFlowEdges(
  edges: readonly CanvasEdge[],
  chosen: {
    selected: ReadonlySet<string>
    drop: string | null
    hidden: ReadonlySet<string>
    /** Nodes that stand out; edges among them do too. */
    traced: ReadonlySet<string> | null
  },
  before: ReadonlyMap<string, FlowCanvasEdge>,
): FlowCanvasEdge[] {
  return edges.map(({ id, source, target, conditional }) => {
    const selected = chosen.selected.has(id)
    const dimmed = chosen.traced !== null && !(chosen.traced.has(source) && chosen.traced.has(target))
    const className = chosen.drop === id ? 'drop-target' : dimmed ? 'dimmed' : ''
    const bowed = chosen.hidden.has(id)
    const old = before.get(id)
    if (
      old &&
      old.data?.bowed === bowed &&
      old.selected === selected &&
      old.className === className &&
      old.data?.conditional === conditional
    )
      return old
    return {
      id,
      source,
      target,
      type: 'flow',
      selected,
      className,
      data: { conditional, bowed },
      markerEnd: 'flowdeck-arrow',
      reconnectable: (source !== ENTRY || target !== EXIT) && !isFolded(source, target),
    }
  })
}
