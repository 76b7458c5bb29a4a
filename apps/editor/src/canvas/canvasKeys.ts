import type { ReactFlowInstance } from '@xyflow/react'
import type { KeyboardEvent } from 'react'
import { GRID, NODE_SIZE } from '@flowdeck/shared'
import { connect, focusNode, refusals, refuse } from '../actions/edit.ts'
import { moveNodes, select, selectedExecutors, useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import type { CanvasNode } from './flowNodes.ts'
import type { FlowCanvasEdge } from './FlowEdge.tsx'
import { sizeOf } from './layoutInput.ts'
import { nextNode, type Direction } from './nextNode.ts'
import { nodeIds } from './placeMissing.ts'
import { animateMs, fitNodes } from './fitNodes.ts'

const ARROWS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
const STEP: Record<Direction, { x: number; y: number }> = {
  left: { x: -GRID, y: 0 },
  right: { x: GRID, y: 0 },
  up: { x: 0, y: -GRID },
  down: { x: 0, y: GRID },
}

/** Keys that mean something only while the canvas has the focus. Tab is left alone: it leaves the canvas. */
export function onCanvasKey(event: KeyboardEvent, flow: ReactFlowInstance<CanvasNode, FlowCanvasEdge>): void {
  const target = event.target as HTMLElement
  if (target.closest('input, textarea, button, [contenteditable]')) return
  const focused = target.closest('.react-flow__node')?.getAttribute('data-id') ?? null
  const arrow = ARROWS[event.key]
  const plain = !event.ctrlKey && !event.metaKey
  const handled =
    arrow && !event.ctrlKey && !event.metaKey
      ? onArrow(event, arrow, focused)
      : plain && (event.key === 'Enter' || event.key === ' ')
        ? choose(event, focused)
        : event.key === 'Escape'
          ? escape()
          : plain && !event.altKey && onLetter(event.key, focused, flow)
  if (handled) {
    event.preventDefault()
    event.stopPropagation()
  }
}

function onArrow(event: KeyboardEvent, direction: Direction, focused: string | null): boolean {
  if (event.shiftKey && event.altKey) return false
  const { model, layout, selection } = useDocument.getState()
  const walk = event.altKey || useUi.getState().linking?.by === 'keyboard' || selection.size === 0
  if (!walk) {
    nudge(direction, event.shiftKey ? 5 : 1)
    return true
  }
  const from = focused ?? [...selection][0] ?? null
  const linking = useUi.getState().linking
  const to =
    from === null ? (nodeIds(model)[0] ?? null) : nextNode({ model, layout: layout.nodes }, from, direction)
  if (to === null) return true
  if (!linking) select([to])
  ui.reveal([to])
  focusNode(to)
  return true
}

function nudge(direction: Direction, by: number): void {
  const { layout, selection } = useDocument.getState()
  const step = STEP[direction]
  const positions = Object.fromEntries(
    [...selection].flatMap((id) => {
      const at = layout.nodes[id]
      return at ? [[id, { x: at.x + step.x * by, y: at.y + step.y * by }]] : []
    }),
  )
  const names = Object.keys(positions)
  if (names.length === 0) return
  moveNodes(positions, names.length === 1 ? `move ${names[0]}` : `move ${names.length} nodes`, 'nudge')
}

function choose(event: KeyboardEvent, focused: string | null): boolean {
  if (!focused) return false
  const { linking } = useUi.getState()
  if (linking?.by === 'keyboard') {
    if (focused === linking.from) return true
    if (connect(linking.from, focused)) ui.setLinking(null)
    return true
  }
  const { selection } = useDocument.getState()
  if (event.shiftKey) {
    const next = new Set(selection)
    if (next.has(focused)) next.delete(focused)
    else next.add(focused)
    select(next)
  } else if (selection.has(focused) && selection.size === 1 && event.key === 'Enter') ui.focusField('name')
  else select([focused])
  return true
}

function escape(): boolean {
  const { linking } = useUi.getState()
  if (linking) {
    ui.setLinking(null)
    ui.announce('Linking cancelled.')
    return true
  }
  select([])
  return true
}

function onLetter(
  key: string,
  focused: string | null,
  flow: ReactFlowInstance<CanvasNode, FlowCanvasEdge>,
): boolean {
  const duration = animateMs()
  switch (key.toLowerCase()) {
    case 'n':
      quickAdd(flow)
      return true
    case 'l':
      startLink(focused)
      return true
    case '0':
      void flow.zoomTo(1, { duration })
      return true
    case '1':
      fitNodes(flow)
      return true
    case '2': {
      const { selection } = useDocument.getState()
      if (selection.size > 0) fitNodes(flow, [...selection])
      return true
    }
    case '+':
    case '=':
      void flow.zoomIn({ duration })
      return true
    case '-':
      void flow.zoomOut({ duration })
      return true
    default:
      return false
  }
}

/** The picker, beside the selected node (wired after it) or in the middle of the view. */
export function quickAdd(flow: Pick<ReactFlowInstance, 'flowToScreenPosition'>): void {
  const { layout } = useDocument.getState()
  const chosen = selectedExecutors()
  const name = chosen.length === 1 ? chosen[0] : undefined
  const at = name === undefined ? undefined : layout.nodes[name]
  const pane = document.querySelector('.canvas')?.getBoundingClientRect()
  const middle = {
    x: (pane?.left ?? 0) + (pane?.width ?? 0) / 2 - 160,
    y: (pane?.top ?? 0) + (pane?.height ?? 0) / 3,
  }
  if (name === undefined || !at) {
    ui.openQuickAdd({ screen: middle, at: null, wire: null })
    return
  }
  const size = sizeOf(name)
  const screen = flow.flowToScreenPosition({ x: at.x + size.width + 24, y: at.y + NODE_SIZE.height / 2 })
  ui.openQuickAdd({ screen, at: null, wire: { type: 'after', from: name } })
}

function startLink(focused: string | null): void {
  const [from] = focused ? [focused] : selectedExecutors()
  if (from === undefined) {
    refuse('Focus an Executor first, then press L to link it.')
    return
  }
  ui.setLinking({ from, by: 'keyboard', side: 'source', refused: refusals(from, 'source') })
  ui.announce(`Linking from ${from}. Move with the arrow keys, Enter links, Escape cancels.`)
}
