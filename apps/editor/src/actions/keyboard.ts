import { t } from '../i18n/t.ts'
import { useFind } from '../find/findStore.ts'
import { keyMatches, type KeyboardLayout } from './keyMatches.ts'
import { keysOf, narrowest, useKeymap, type Where } from './keymap.ts'
import type { Action } from './action.ts'
import { commitFields } from '../ui/pendingFields.ts'
import { ACTIONS, actionById, dialogIsOpen } from './registry.ts'

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform)

/** What this keyboard types, where the browser tells it (Chromium); null elsewhere. */
let layout: KeyboardLayout | null = null
export const keyboardLayout = () => layout

interface KeyboardApi {
  getLayoutMap?: () => Promise<KeyboardLayout>
}

/** Asks for the layout again when the page gets the focus: a person may have several. */
function followLayout(): void {
  const { keyboard } = navigator as Navigator & { keyboard?: KeyboardApi }
  const read = () =>
    void keyboard?.getLayoutMap?.().then(
      (map) => {
        layout = map.size > 0 ? map : null
      },
      () => undefined,
    )
  read()
  window.addEventListener('focus', read)
}

/** Keys as this computer writes them. */
export function keyWords(keys: string): string {
  const named = keys
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .replace('ArrowUp', '↑')
    .replace('ArrowDown', '↓')
    .replace('ContextMenu', '☰')
    .replace('Delete', t('Del'))
    .replace('Backspace', '⌫')
    .replace('Escape', t('Escape'))
    .replace('Space', t('Space'))
  return MAC
    ? named.replace('Ctrl+', '⌘').replace('Shift+', '⇧').replace('Alt+', '⌥')
    : named.replace('Ctrl', t('Ctrl')).replace('Shift', t('Shift'))
}

/** The first key of an action as it is bound now, in this computer's writing; empty when it has none. */
export function useKeyWords(id: string): string {
  const keys = useKeymap(({ changed }) => {
    const action = actionById(id)
    return action ? keysOf(action, changed)[0] : undefined
  })
  return keys === undefined ? '' : keyWords(keys)
}

const inText = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable="true"]') !== null

const PLACES: Record<Where, (target: Element) => boolean> = {
  page: () => true,
  canvas: (target) => target.closest('.canvas') !== null,
  outline: (target) => target.closest('.outline') !== null,
  nodes: (target) => target.closest('.canvas, .outline') !== null,
  find: () => useFind.getState().open,
}

function actionFor(event: KeyboardEvent): Action | undefined {
  const { target } = event
  if (!(target instanceof Element)) return undefined
  return narrowest(
    ACTIONS.filter(
      (action) =>
        keysOf(action).some((keys) => keyMatches(event, keys, MAC, layout)) &&
        PLACES[action.where ?? 'page'](target) &&
        (action.inText === true || !inText(target)),
    ),
  )
}

/** Listens for the shortcuts of the whole page. A text field keeps its own undo, copy and delete. */
export function startKeyboard(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || (event.repeat && event.key === 'F6')) return
    const action = actionFor(event)
    if (!action) return
    if (dialogIsOpen() && action.id !== 'commands') return
    event.preventDefault()
    // The focused field keeps the focus: an action from within it is about what it holds.
    commitFields()
    action.run()
  }
  // A focused button would take Ctrl+Enter for a click, and a menu's button would open its menu.
  const onButton = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    if (!(event.target instanceof Element) || event.target.closest('button') === null) return
    if (event.target.closest('form') !== null) return
    onKey(event)
    if (event.defaultPrevented) event.stopPropagation()
  }
  followLayout()
  window.addEventListener('keydown', onKey)
  window.addEventListener('keydown', onButton, true)
  return () => {
    window.removeEventListener('keydown', onKey)
    window.removeEventListener('keydown', onButton, true)
  }
}
