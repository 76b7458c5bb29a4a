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
import { chooseLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'

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
  { id: 'undo', title: t('Undo'), group: 'Edit', keys: ['Ctrl+Z'], run: undoStep },
  { id: 'redo', title: t('Redo'), group: 'Edit', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], run: redoStep },
  {
    id: 'duplicate',
    title: t('Duplicate the selection'),
    group: 'Edit',
    keys: ['Ctrl+D'],
    run: duplicateSelected,
  },
  {
    id: 'delete',
    title: t('Delete the selection'),
    group: 'Edit',
    keys: ['Delete', 'Backspace'],
    run: () => removeSelected(false),
  },
  {
    id: 'delete-join',
    title: t('Delete and reconnect the neighbours'),
    group: 'Edit',
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
    keys: ['F2'],
    run: renameSelected,
  },
  {
    id: 'copy',
    title: t('Copy as YAML'),
    group: 'Edit',
    keys: ['Ctrl+C'],
    where: 'nodes',
    run: () => void copySelection(),
  },
  {
    id: 'earlier',
    title: t('Move up in the file'),
    group: 'Edit',
    keys: ['Alt+ArrowUp'],
    where: 'outline',
    run: () => moveInFile(-1),
  },
  {
    id: 'later',
    title: t('Move down in the file'),
    group: 'Edit',
    keys: ['Alt+ArrowDown'],
    where: 'outline',
    run: () => moveInFile(1),
  },
  {
    id: 'select-up',
    title: t('Select everything upstream'),
    group: 'Edit',
    keys: ['Shift+Alt+ArrowLeft'],
    run: () => selectDirection('upstream'),
  },
  {
    id: 'select-down',
    title: t('Select everything downstream'),
    group: 'Edit',
    keys: ['Shift+Alt+ArrowRight'],
    run: () => selectDirection('downstream'),
  },
  ...GROUP_ACTIONS,
  ...BESIDE_ACTIONS,
  { id: 'tidy', title: t('Tidy the layout'), group: 'Canvas', keys: ['Shift+Alt+T'], run: () => void tidy() },
  ...CANVAS_ACTIONS,
  ...ARRANGE_ACTIONS,
  {
    id: 'yaml',
    title: t('Show or hide the YAML'),
    group: 'View',
    keys: ['Ctrl+E'],
    inText: true,
    run: () => ui.togglePanel('yaml'),
  },
  {
    id: 'inspector',
    title: t('Show or hide the inspector'),
    group: 'View',
    keys: ['Ctrl+I'],
    inText: true,
    run: () => ui.togglePanel('inspector'),
  },
  {
    id: 'palette',
    title: t('Show or hide the palette'),
    group: 'View',
    keys: ['Ctrl+B'],
    inText: true,
    run: () => ui.togglePanel('palette'),
  },
  {
    id: 'drawer',
    title: t('Show or hide the drawer'),
    group: 'View',
    keys: ['Ctrl+J'],
    inText: true,
    run: () => ui.togglePanel('drawer'),
  },
  {
    id: 'find-next',
    title: t('Next hit'),
    group: 'View',
    keys: ['N', 'F3'],
    where: 'find',
    run: () => walkHits(1),
  },
  {
    id: 'find-previous',
    title: t('Previous hit'),
    group: 'View',
    keys: ['Shift+N', 'Shift+F3'],
    where: 'find',
    run: () => walkHits(-1),
  },
  {
    id: 'outline',
    title: t('Show the outline or the canvas'),
    group: 'View',
    keys: ['Ctrl+Shift+O'],
    inText: true,
    run: toggleView,
  },
  { id: 'problems', title: t('Show the problems'), group: 'View', run: () => ui.showDrawer('problems') },
  {
    id: 'playground',
    title: t('Show the playground'),
    group: 'View',
    run: () => ui.showDrawer('playground'),
  },
  { id: 'logs', title: t('Show the logs'), group: 'View', run: () => ui.showDrawer('logs') },
  { id: 'theme-light', title: t('Theme: light'), group: 'View', run: () => ui.setTheme('light') },
  { id: 'theme-dark', title: t('Theme: dark'), group: 'View', run: () => ui.setTheme('dark') },
  { id: 'theme-system', title: t('Theme: as the system'), group: 'View', run: () => ui.setTheme('system') },
  { id: 'language-de', title: t('Language: Deutsch'), group: 'View', run: () => chooseLanguage('de') },
  { id: 'language-en', title: t('Language: English'), group: 'View', run: () => chooseLanguage('en') },
  { id: 'wheel-zoom', title: t('Mouse wheel: zooms'), group: 'View', run: () => ui.setWheel('zoom') },
  { id: 'wheel-pan', title: t('Mouse wheel: pans'), group: 'View', run: () => ui.setWheel('pan') },
  {
    id: 'region',
    title: t('Go to the next region'),
    group: 'View',
    keys: ['F6'],
    inText: true,
    run: nextRegion,
  },
  {
    id: 'context-menu',
    title: t('Open the menu of what has the focus'),
    group: 'View',
    keys: ['Shift+F10', 'ContextMenu'],
    run: askForMenu,
  },
  {
    id: 'commands',
    title: t('Open the command palette'),
    group: 'View',
    keys: ['Ctrl+K'],
    inText: true,
    run: () => ui.openDialog('commands'),
  },
  {
    id: 'find',
    title: t('Find an Executor'),
    group: 'View',
    keys: ['Ctrl+F'],
    run: openFind,
  },
  {
    id: 'shortcuts',
    title: t('Show the keyboard shortcuts'),
    group: 'View',
    keys: ['?'],
    run: () => ui.openDialog('shortcuts'),
  },
  { id: 'save', title: t('Save'), group: 'Flow', keys: ['Ctrl+S'], inText: true, run: () => void saveNow() },
  {
    id: 'save-version',
    title: t('Save version…'),
    group: 'Flow',
    keys: ['Ctrl+Shift+S'],
    inText: true,
    run: openNameVersion,
  },
  {
    id: 'versions',
    title: t('Versions…'),
    group: 'Flow',
    keys: ['Ctrl+Shift+H'],
    inText: true,
    run: openVersions,
  },
  { id: 'new', title: t('New Flow…'), group: 'Flow', run: () => ui.openDialog('newFlow') },
  {
    id: 'templates',
    title: t('New Flow from a template…'),
    group: 'Flow',
    run: () => ui.openDialog('templates'),
  },
  { id: 'paste-yaml', title: t('Paste a Flow…'), group: 'Flow', run: () => ui.openDialog('paste') },
  { id: 'delete-flow', title: t('Delete this Flow…'), group: 'Flow', run: () => ui.openDialog('deleteFlow') },
  {
    id: 'import',
    title: t('Import a YAML file…'),
    group: 'Flow',
    keys: ['Ctrl+O'],
    inText: true,
    run: openImport,
  },
  {
    id: 'export',
    title: t('Export…'),
    group: 'Flow',
    keys: ['Ctrl+Shift+E'],
    inText: true,
    run: () => openExport(),
  },
  { id: 'download', title: t('Download the YAML'), group: 'Flow', run: downloadYaml },
  {
    id: 'start',
    title: t('Start the Flow'),
    group: 'Run',
    keys: ['Ctrl+Enter'],
    run: () => void requestStart(),
  },
  {
    id: 'stop',
    title: t('Stop the Flow'),
    group: 'Run',
    keys: ['Ctrl+.'],
    inText: true,
    run: () => void requestStop(false),
  },
  { id: 'compose', title: t('Start with Compose…'), group: 'Run', run: () => void openCompose() },
  { id: 'attach', title: t('Attach to a Gateway…'), group: 'Run', run: openAttach },
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
    ui.announce(t('Linking cancelled.'))
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
