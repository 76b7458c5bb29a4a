import { GRID } from '@flowdeck/shared'
import { moveSelected } from '../actions/arrange.ts'
import { focusNode, refuse } from '../actions/edit.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedExecutors } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { refusals } from '../actions/edit.ts'
import { nextNode, type Direction } from './nextNode.ts'
import { nodeIds } from './placeMissing.ts'
import { t } from '../i18n/t.ts'

const STEP: Record<Direction, { x: number; y: number }> = {
  left: { x: -GRID, y: 0 },
  right: { x: GRID, y: 0 },
  up: { x: 0, y: -GRID },
  down: { x: 0, y: GRID },
}

/** The node or row that has the focus. */
export const focusedNode = (): string | null =>
  document.activeElement?.closest('.react-flow__node, .outline-row')?.getAttribute('data-id') ?? null

/** An arrow: moves the selection by grid steps; without a selection, or while linking, it walks. */
export function moveOrWalk(direction: Direction, steps: number): void {
  if (useUi.getState().linking?.by === 'keyboard' || useDocument.getState().selection.size === 0)
    walk(direction)
  else nudge(direction, steps)
}

/** Goes to the node that lies in a direction, along an edge if there is one. */
export function walk(direction: Direction): void {
  const { model, layout, selection } = useDocument.getState()
  const from = focusedNode() ?? [...selection][0] ?? null
  const to =
    from === null ? (nodeIds(model)[0] ?? null) : nextNode({ model, layout: layout.nodes }, from, direction)
  if (to === null) return
  if (!useUi.getState().linking) select([to])
  ui.reveal([to])
  focusNode(to)
}

function nudge(direction: Direction, by: number): void {
  const step = STEP[direction]
  moveSelected({ x: step.x * by, y: step.y * by }, 'nudge')
}

/** Starts a wire from the focused (or selected) node; arrows go to its end, Enter links. */
export function startLink(): void {
  const from = focusedNode() ?? selectedExecutors()[0]
  if (from === undefined) {
    refuse(t('Focus an Executor first, then press L to link it.'))
    return
  }
  ui.setLinking({ from, by: 'keyboard', side: 'source', refused: refusals(from, 'source') })
  ui.announce(t('Linking from {{from}}. Move with the arrow keys, Enter links, Escape cancels.', { from }))
}
