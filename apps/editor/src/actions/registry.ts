import { useFind } from '../find/findStore.ts'
import { useUi } from '../state/uiStore.ts'
import { viewNow } from '../state/view.ts'
import type { Action } from './action.ts'
import { BESIDE_ACTIONS } from './addBeside.ts'
import { ARRANGE_ACTIONS } from './arrangeActions.ts'
import { CANVAS_ACTIONS } from './canvasActions.ts'
import { EDIT_ACTIONS } from './editActions.ts'
import { FLOW_ACTIONS } from './flowActions.ts'
import { GROUP_ACTIONS } from './groupActions.ts'
import { VIEW_ACTIONS } from './viewActions.ts'

/** Every action once: the command palette, the shortcut sheet and the keyboard read this list. */
export const ACTIONS: readonly Action[] = [
  ...EDIT_ACTIONS,
  ...GROUP_ACTIONS,
  ...BESIDE_ACTIONS,
  ...CANVAS_ACTIONS,
  ...ARRANGE_ACTIONS,
  ...VIEW_ACTIONS,
  ...FLOW_ACTIONS,
]

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]))
export const actionById = (id: string): Action | undefined => BY_ID.get(id)

/** Whether an action means something in the view that is shown. */
export const isOffered = ({ where }: Action): boolean =>
  where === 'canvas' || where === 'outline'
    ? where === viewNow()
    : where !== 'find' || useFind.getState().open

/** True while the panels of a dialog own the keyboard. */
export const dialogIsOpen = () =>
  useUi.getState().dialog !== null ||
  document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"]') !== null
