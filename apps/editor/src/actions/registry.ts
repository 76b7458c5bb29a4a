import { openAttach, openCompose, requestStart, requestStop } from '../live/index.ts'
import { BESIDE_ACTIONS } from './addBeside.ts'
import { ARRANGE_ACTIONS } from './arrangeActions.ts'
import { copySelection } from './clipboard.ts'
import { downloadYaml, openImport } from './exchange.ts'
import { NODE_STOP, moveInFile, redoStep, removeSelected, selectDirection, tidy, undoStep } from './edit.ts'
import { openExport } from '../export/exportStore.ts'
import { saveNow } from './save.ts'
import { openNameVersion, openVersions } from './versions.ts'
import { select, selectedExecutors, useDocument } from '../state/documentStore.ts'
import { openFind, useFind, walkHits } from '../find/findStore.ts'
import { editCell, useOutline } from '../outline/outlineStore.ts'
import { toggleView, viewNow } from '../state/view.ts'
import { duplicateSelected } from './copies.ts'
import { editSideNode } from '../canvas/groups/editing.ts'
import { groupIdOf } from '../canvas/groups/groupModel.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { GROUP_ACTIONS } from './groupActions.ts'
import { CANVAS_ACTIONS } from './canvasActions.ts'
import type { Where } from './keymap.ts'

export interface Action {
  id: string
  title: string
  group: 'Edit' | 'Canvas' | 'View' | 'Flow' | 'Run'
  /** Out of the box, as written on the sheet; `Ctrl` is ⌘ on a Mac. What holds now: `keysOf`. */
  keys?: readonly string[]
  /** Where the keys hold; everywhere when absent. */
  where?: Where
  /** Also while a text field has the focus. */
  inText?: true
  run: () => void
}

/** Every action once: the command palette, the shortcut sheet and the keyboard read this list. */
export const ACTIONS: readonly Action[] = [
  { id: 'undo', title: 'Undo', group: 'Edit', keys: ['Ctrl+Z'], run: undoStep },
  { id: 'redo', title: 'Redo', group: 'Edit', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], run: redoStep },
  {
    id: 'duplicate',
    title: 'Duplicate the selection',
    group: 'Edit',
    keys: ['Ctrl+D'],
    run: duplicateSelected,
  },
  {
    id: 'delete',
    title: 'Delete the selection',
    group: 'Edit',
    keys: ['Delete', 'Backspace'],
    run: () => removeSelected(false),
  },
  {
    id: 'delete-join',
    title: 'Delete and reconnect the neighbours',
    group: 'Edit',
    keys: ['Ctrl+Delete', 'Ctrl+Backspace'],
    run: () => removeSelected(true),
  },
  {
    id: 'select-all',
    title: 'Select all Executors',
    group: 'Edit',
    keys: ['Ctrl+A'],
    run: () => select(useDocument.getState().model.executors.map((card) => card.name)),
  },
  {
    id: 'select-none',
    title: 'Select nothing',
    group: 'Edit',
    keys: ['Escape'],
    run: leaveOff,
  },
  {
    id: 'rename',
    title: 'Rename the Executor',
    group: 'Edit',
    keys: ['F2'],
    run: renameSelected,
  },
  {
    id: 'copy',
    title: 'Copy as YAML',
    group: 'Edit',
    keys: ['Ctrl+C'],
    where: 'nodes',
    run: () => void copySelection(),
  },
  {
    id: 'earlier',
    title: 'Move up in the file',
    group: 'Edit',
    keys: ['Alt+ArrowUp'],
    where: 'outline',
    run: () => moveInFile(-1),
  },
  {
    id: 'later',
    title: 'Move down in the file',
    group: 'Edit',
    keys: ['Alt+ArrowDown'],
    where: 'outline',
    run: () => moveInFile(1),
  },
  {
    id: 'select-up',
    title: 'Select everything upstream',
    group: 'Edit',
    keys: ['Shift+Alt+ArrowLeft'],
    run: () => selectDirection('upstream'),
  },
  {
    id: 'select-down',
    title: 'Select everything downstream',
    group: 'Edit',
    keys: ['Shift+Alt+ArrowRight'],
    run: () => selectDirection('downstream'),
  },
  ...GROUP_ACTIONS,
  ...BESIDE_ACTIONS,
  { id: 'tidy', title: 'Tidy the layout', group: 'Canvas', keys: ['Shift+Alt+T'], run: () => void tidy() },
  ...CANVAS_ACTIONS,
  ...ARRANGE_ACTIONS,
  {
    id: 'yaml',
    title: 'Show or hide the YAML',
    group: 'View',
    keys: ['Ctrl+E'],
    inText: true,
    run: () => ui.togglePanel('yaml'),
  },
  {
    id: 'inspector',
    title: 'Show or hide the inspector',
    group: 'View',
    keys: ['Ctrl+I'],
    inText: true,
    run: () => ui.togglePanel('inspector'),
  },
  {
    id: 'palette',
    title: 'Show or hide the palette',
    group: 'View',
    keys: ['Ctrl+B'],
    inText: true,
    run: () => ui.togglePanel('palette'),
  },
  {
    id: 'drawer',
    title: 'Show or hide the drawer',
    group: 'View',
    keys: ['Ctrl+J'],
    inText: true,
    run: () => ui.togglePanel('drawer'),
  },
  {
    id: 'find-next',
    title: 'Next hit',
    group: 'View',
    keys: ['N', 'F3'],
    where: 'find',
    run: () => walkHits(1),
  },
  {
    id: 'find-previous',
    title: 'Previous hit',
    group: 'View',
    keys: ['Shift+N', 'Shift+F3'],
    where: 'find',
    run: () => walkHits(-1),
  },
  {
    id: 'outline',
    title: 'Show the outline or the canvas',
    group: 'View',
    keys: ['Ctrl+Shift+O'],
    inText: true,
    run: toggleView,
  },
  { id: 'problems', title: 'Show the problems', group: 'View', run: () => ui.showDrawer('problems') },
  { id: 'playground', title: 'Show the playground', group: 'View', run: () => ui.showDrawer('playground') },
  { id: 'logs', title: 'Show the logs', group: 'View', run: () => ui.showDrawer('logs') },
  { id: 'theme-light', title: 'Theme: light', group: 'View', run: () => ui.setTheme('light') },
  { id: 'theme-dark', title: 'Theme: dark', group: 'View', run: () => ui.setTheme('dark') },
  { id: 'theme-system', title: 'Theme: as the system', group: 'View', run: () => ui.setTheme('system') },
  { id: 'wheel-zoom', title: 'Mouse wheel: zooms', group: 'View', run: () => ui.setWheel('zoom') },
  { id: 'wheel-pan', title: 'Mouse wheel: pans', group: 'View', run: () => ui.setWheel('pan') },
  {
    id: 'region',
    title: 'Go to the next region',
    group: 'View',
    keys: ['F6'],
    inText: true,
    run: nextRegion,
  },
  {
    id: 'context-menu',
    title: 'Open the menu of what has the focus',
    group: 'View',
    keys: ['Shift+F10', 'ContextMenu'],
    run: askForMenu,
  },
  {
    id: 'commands',
    title: 'Open the command palette',
    group: 'View',
    keys: ['Ctrl+K'],
    inText: true,
    run: () => ui.openDialog('commands'),
  },
  {
    id: 'find',
    title: 'Find an Executor',
    group: 'View',
    keys: ['Ctrl+F'],
    run: openFind,
  },
  {
    id: 'shortcuts',
    title: 'Show the keyboard shortcuts',
    group: 'View',
    keys: ['?'],
    run: () => ui.openDialog('shortcuts'),
  },
  { id: 'save', title: 'Save', group: 'Flow', keys: ['Ctrl+S'], inText: true, run: () => void saveNow() },
  {
    id: 'save-version',
    title: 'Save version…',
    group: 'Flow',
    keys: ['Ctrl+Shift+S'],
    inText: true,
    run: openNameVersion,
  },
  {
    id: 'versions',
    title: 'Versions…',
    group: 'Flow',
    keys: ['Ctrl+Shift+H'],
    inText: true,
    run: openVersions,
  },
  { id: 'new', title: 'New Flow…', group: 'Flow', run: () => ui.openDialog('newFlow') },
  {
    id: 'templates',
    title: 'New Flow from a template…',
    group: 'Flow',
    run: () => ui.openDialog('templates'),
  },
  { id: 'paste-yaml', title: 'Paste a Flow…', group: 'Flow', run: () => ui.openDialog('paste') },
  { id: 'delete-flow', title: 'Delete this Flow…', group: 'Flow', run: () => ui.openDialog('deleteFlow') },
  {
    id: 'import',
    title: 'Import a YAML file…',
    group: 'Flow',
    keys: ['Ctrl+O'],
    inText: true,
    run: openImport,
  },
  {
    id: 'export',
    title: 'Export…',
    group: 'Flow',
    keys: ['Ctrl+Shift+E'],
    inText: true,
    run: () => openExport(),
  },
  { id: 'download', title: 'Download the YAML', group: 'Flow', run: downloadYaml },
  {
    id: 'start',
    title: 'Start the Flow',
    group: 'Run',
    keys: ['Ctrl+Enter'],
    run: () => void requestStart(),
  },
  {
    id: 'stop',
    title: 'Stop the Flow',
    group: 'Run',
    keys: ['Ctrl+.'],
    inText: true,
    run: () => void requestStop(false),
  },
  { id: 'compose', title: 'Start with Compose…', group: 'Run', run: () => void openCompose() },
  { id: 'attach', title: 'Attach to a Gateway…', group: 'Run', run: openAttach },
]

function renameSelected(): void {
  const { selection } = useDocument.getState()
  const [only] = selection
  if (selection.size === 1 && only !== undefined && groupIdOf(only) !== null) return editSideNode(only)
  const [name, ...more] = selectedExecutors()
  if (name === undefined || more.length > 0) return
  if (viewNow() === 'outline') editCell(name, useOutline.getState().column ?? 'name')
  else ui.focusField('name')
}

/** Escape, step by step: the wire that is being drawn, then the selection. */
function leaveOff(): void {
  if (useUi.getState().linking) {
    ui.setLinking(null)
    ui.announce('Linking cancelled.')
  } else select([])
}

/** The context menu of what has the focus, as the right button opens it there. */
function askForMenu(): void {
  const focused = document.activeElement
  const element =
    focused && focused !== document.body
      ? focused
      : (document.querySelector('.react-flow__pane') ?? document.body)
  const box = element.getBoundingClientRect()
  const node = element.classList.contains('react-flow__node')
  element.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: box.left + Math.min(box.width, node ? 48 : box.width) / 2,
      clientY: box.top + Math.min(box.height, 160) / 2,
    }),
  )
}

const REGIONS = [
  'region-top',
  'region-palette',
  'region-canvas',
  'region-yaml',
  'region-inspector',
  'region-export',
  'region-drawer',
]

/** F6 walks the regions of the screen; the canvas takes the focus on its one tab stop. */
function nextRegion(): void {
  const there = REGIONS.map((id) => document.getElementById(id)).filter((element) => element !== null)
  const now = there.findIndex((element) => element.contains(document.activeElement))
  const next = there[(now + 1) % there.length]
  const stop = next?.querySelector<HTMLElement>(NODE_STOP) ?? next
  stop?.focus({ preventScroll: true })
}

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
