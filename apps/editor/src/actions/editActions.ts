import { editSideNode } from '../canvas/groups/editing.ts'
import { isSideNode } from '../canvas/groups/groupModel.ts'
import { editCell, useOutline } from '../outline/outlineStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedExecutors } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { viewNow } from '../state/view.ts'
import type { Action } from './action.ts'
import { copySelection } from './clipboard.ts'
import { duplicateSelected } from './copies.ts'
import { moveInFile, redoStep, removeSelected, selectDirection, undoStep } from './edit.ts'
import { t } from '../i18n/t.ts'

/** Undo, and what is done to the selection. */
export const EDIT_ACTIONS: readonly Action[] = [
  { id: 'undo', title: t('Undo'), group: 'Edit', keys: ['Ctrl+Z'], run: undoStep },
  { id: 'redo', title: t('Redo'), group: 'Edit', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], run: redoStep },
  {
    id: 'duplicate',
    title: t('Duplicate the selection'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Ctrl+D'],
    run: () => duplicateSelected(),
  },
  {
    id: 'delete',
    title: t('Delete the selection'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Delete', 'Backspace'],
    run: () => removeSelected(false),
  },
  {
    id: 'delete-join',
    title: t('Delete and reconnect the neighbours'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
    run: () => removeSelected(true),
  },
  {
    id: 'select-all',
    title: t('Select all Executors'),
    group: 'Edit',
    keys: ['Ctrl+A'],
    run: () => select(useDocument.getState().model.executors.map((card) => card.name)),
  },
  {
    id: 'select-none',
    title: t('Select nothing'),
    group: 'Edit',
    keys: ['Escape'],
    run: leaveOff,
  },
  {
    id: 'rename',
    title: t('Rename the Executor'),
    group: 'Edit',
    on: 'nodes',
    keys: ['F2'],
    run: renameSelected,
  },
  {
    id: 'copy',
    title: t('Copy as YAML'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Ctrl+C'],
    where: 'nodes',
    run: () => void copySelection(),
  },
  {
    id: 'earlier',
    title: t('Move up in the file'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Alt+ArrowUp'],
    where: 'outline',
    run: () => moveInFile(-1),
  },
  {
    id: 'later',
    title: t('Move down in the file'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Alt+ArrowDown'],
    where: 'outline',
    run: () => moveInFile(1),
  },
  {
    id: 'select-up',
    title: t('Select everything upstream'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Shift+Alt+ArrowLeft'],
    run: () => selectDirection('upstream'),
  },
  {
    id: 'select-down',
    title: t('Select everything downstream'),
    group: 'Edit',
    on: 'nodes',
    keys: ['Shift+Alt+ArrowRight'],
    run: () => selectDirection('downstream'),
  },
]

function renameSelected(): void {
  const { selection } = useDocument.getState()
  const [only] = selection
  if (selection.size === 1 && only !== undefined && isSideNode(only)) return editSideNode(only)
  const [name, ...more] = selectedExecutors()
  if (name === undefined || more.length > 0) return
  if (viewNow() === 'outline') editCell(name, useOutline.getState().column ?? 'name')
  else ui.focusField('name')
}

/** Escape, step by step: the wire that is being drawn, then the selection. */
function leaveOff(): void {
  if (useUi.getState().linking) {
    ui.setLinking(null)
    ui.announce(t('Linking cancelled.'))
  } else select([])
}
