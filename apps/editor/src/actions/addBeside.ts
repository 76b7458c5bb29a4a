import { ENTRY, EXIT } from '../canvas/canvasModel.ts'
import type { Direction } from '../canvas/nextNode.ts'
import { placeBeside } from '../canvas/placeBeside.ts'
import { BLANK } from '../palette/catalogStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { addExecutor, focusNode, refuse } from './edit.ts'
import type { Action } from './action.ts'
import { t } from '../i18n/t.ts'

/** Ctrl and an arrow: the next Executor on that side, blank and wired, with the focus on it. */
export function addBeside(direction: Direction, focused: string | null = null): true {
  const { layout, selection } = useDocument.getState()
  const from = focused ?? (selection.size === 1 ? ([...selection][0] ?? null) : null)
  if (from === null) {
    refuse(t('Select one Executor first: the new one is wired to it.'))
    return true
  }
  if (direction === 'left' ? from === ENTRY : from === EXIT) {
    refuse(
      direction === 'left' ? t('Nothing comes before the Gateway.') : t('Nothing comes after the response.'),
    )
    return true
  }
  const applied = addExecutor(BLANK, {
    at: placeBeside(from, direction, layout.nodes),
    wire: direction === 'left' ? { type: 'before', to: from } : { type: 'after', from },
  })
  const [name] = applied.ok ? applied.added : []
  if (name !== undefined) focusNode(name)
  return true
}

const beside = (direction: Direction, arrow: string, where: string): Action => ({
  id: `add-${direction}`,
  title: t('Add a connected Executor {{where}}', { where }),
  group: 'Canvas',
  on: 'nodes',
  keys: [`Ctrl+${arrow}`],
  where: 'nodes',
  run: () => void addBeside(direction),
})

export const BESIDE_ACTIONS: readonly Action[] = [
  beside('right', 'ArrowRight', t('to the right')),
  beside('left', 'ArrowLeft', t('to the left')),
  beside('up', 'ArrowUp', t('one row up')),
  beside('down', 'ArrowDown', t('one row down')),
]
