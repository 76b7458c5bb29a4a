import { keyMatches } from './keyMatches.ts'
import { ACTIONS, dialogIsOpen, type Action } from './registry.ts'

const MAC = /Mac|iPhone|iPad/.test(navigator.platform)

/** The keys of an action as this computer writes them. */
export function keyWords(keys: string): string {
  const named = keys
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .replace('Delete', 'Del')
    .replace('Backspace', '⌫')
  return MAC ? named.replace('Ctrl+', '⌘').replace('Shift+', '⇧').replace('Alt+', '⌥') : named
}

const inText = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable="true"]') !== null

function actionFor(event: KeyboardEvent): Action | undefined {
  return ACTIONS.find(
    (action) => !action.canvasOnly && action.keys?.some((keys) => keyMatches(event, keys, MAC)) === true,
  )
}

/** Listens for the shortcuts of the whole page. A text field keeps its own undo, copy and delete. */
export function startKeyboard(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || (event.repeat && event.key === 'F6')) return
    const action = actionFor(event)
    if (!action) return
    if (inText(event.target) && !action.inText) return
    if (dialogIsOpen() && action.id !== 'commands') return
    event.preventDefault()
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
  window.addEventListener('keydown', onKey)
  window.addEventListener('keydown', onButton, true)
  return () => {
    window.removeEventListener('keydown', onKey)
    window.removeEventListener('keydown', onButton, true)
  }
}
