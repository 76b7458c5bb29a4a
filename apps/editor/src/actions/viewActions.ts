import { openFind, walkHits } from '../find/findStore.ts'
import { chooseLanguage } from '../i18n/language.ts'
import { ui } from '../state/uiStore.ts'
import { toggleView } from '../state/view.ts'
import type { Action } from './action.ts'
import { NODE_STOP } from './edit.ts'
import { t } from '../i18n/t.ts'

/** What is shown, how it looks, and where the focus goes. */
export const VIEW_ACTIONS: readonly Action[] = [
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
]

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
