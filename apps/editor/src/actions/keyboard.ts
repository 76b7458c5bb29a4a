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

/** Whether a key press is what `Ctrl+Shift+Z` says; Ctrl is ⌘ on a Mac. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (name: string) => parts.slice(0, -1).includes(name)
  const control = MAC ? event.metaKey : event.ctrlKey
  if (control !== wants('Ctrl') || event.altKey !== wants('Alt')) return false
  if (key.length === 1 && !/[A-Z0-9]/i.test(key)) return event.key === key
  if (event.shiftKey !== wants('Shift')) return false
  // Alt makes other characters on some keyboards: the place of the key counts too.
  return event.key.toLowerCase() === key.toLowerCase() || event.code === `Key${key.toUpperCase()}`
}

const inText = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable="true"]') !== null

function actionFor(event: KeyboardEvent): Action | undefined {
  return ACTIONS.find(
    (action) => !action.canvasOnly && action.keys?.some((keys) => matches(event, keys)) === true,
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
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}
