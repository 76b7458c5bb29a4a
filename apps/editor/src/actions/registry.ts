import { requestStart, requestStop } from '../live/index.ts'
import { downloadYaml, openImport } from './exchange.ts'
import { duplicateSelected, redoStep, removeSelected, selectDirection, tidy, undoStep } from './edit.ts'
import { saveNow } from './save.ts'
import { openNameVersion, openVersions } from './versions.ts'
import { select, selectedExecutors, useDocument } from '../state/documentStore.ts'
import { nodeIds } from '../canvas/placeMissing.ts'
import { ui, useUi } from '../state/uiStore.ts'

export interface Action {
  id: string
  title: string
  group: 'Edit' | 'Canvas' | 'View' | 'Flow' | 'Run'
  /** As written on the sheet; `Ctrl` is ⌘ on a Mac. */
  keys?: readonly string[]
  /** Only listed: the canvas handles these keys itself while it has the focus. */
  canvasOnly?: true
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
    run: () => select([]),
  },
  {
    id: 'rename',
    title: 'Rename the Executor',
    group: 'Edit',
    keys: ['F2'],
    run: () => {
      if (selectedExecutors().length === 1) ui.focusField('name')
    },
  },
  {
    id: 'copy',
    title: 'Copy as YAML',
    group: 'Edit',
    keys: ['Ctrl+C'],
    canvasOnly: true,
    run: () => void document.execCommand('copy'),
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
  { id: 'tidy', title: 'Tidy the layout', group: 'Canvas', keys: ['Shift+Alt+T'], run: () => void tidy() },
  {
    id: 'quick-add',
    title: 'Add an Executor',
    group: 'Canvas',
    keys: ['N'],
    canvasOnly: true,
    run: openPicker,
  },
  {
    id: 'link',
    title: 'Link from the focused Executor',
    group: 'Canvas',
    keys: ['L'],
    canvasOnly: true,
    run: () => canvasKey('l'),
  },
  {
    id: 'fit',
    title: 'Fit the Flow',
    group: 'Canvas',
    keys: ['1'],
    canvasOnly: true,
    run: () => ui.reveal([]),
  },
  {
    id: 'fit-selection',
    title: 'Fit the selection',
    group: 'Canvas',
    keys: ['2'],
    canvasOnly: true,
    run: () => canvasKey('2'),
  },
  {
    id: 'actual',
    title: 'Zoom to 100 %',
    group: 'Canvas',
    keys: ['0'],
    canvasOnly: true,
    run: () => canvasKey('0'),
  },
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
    run: () => ui.openDialog('find'),
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
    id: 'download',
    title: 'Download the YAML',
    group: 'Flow',
    keys: ['Ctrl+Shift+E'],
    inText: true,
    run: downloadYaml,
  },
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
]

function openPicker(): void {
  const pane = document.querySelector('.canvas')?.getBoundingClientRect()
  const chosen = selectedExecutors()
  ui.openQuickAdd({
    screen: {
      x: (pane?.left ?? 0) + (pane?.width ?? 0) / 2 - 160,
      y: (pane?.top ?? 0) + (pane?.height ?? 0) / 3,
    },
    at: null,
    wire: chosen.length === 1 ? { type: 'after', from: chosen[0] as string } : null,
  })
}

/** Gives the canvas a key as if it had been pressed on the selected node. */
function canvasKey(key: string): void {
  const { model, selection } = useDocument.getState()
  const id = nodeIds(model).find((name) => selection.has(name))
  const node =
    id === undefined
      ? null
      : document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
  const target = node ?? document.querySelector<HTMLElement>('.canvas .react-flow')
  target?.focus({ preventScroll: true })
  target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
}

const REGIONS = [
  'region-top',
  'region-palette',
  'region-canvas',
  'region-yaml',
  'region-inspector',
  'region-drawer',
]

/** F6 walks the regions of the screen; the canvas takes the focus on its one tab stop. */
function nextRegion(): void {
  const there = REGIONS.map((id) => document.getElementById(id)).filter((element) => element !== null)
  const now = there.findIndex((element) => element.contains(document.activeElement))
  const next = there[(now + 1) % there.length]
  const stop = next?.querySelector<HTMLElement>('.react-flow__node[tabindex="0"]') ?? next
  stop?.focus({ preventScroll: true })
}

/** True while the panels of a dialog own the keyboard. */
export const dialogIsOpen = () =>
  useUi.getState().dialog !== null ||
  document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"]') !== null
