import { t } from '../i18n/t.ts'

/** A key press as the browser reports it. */
export interface Pressed {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** `Ctrl+Shift+Z` in its parts; the plus sign may be the key itself. */
function partsOf(keys: string): { held: string[]; key: string } {
  const key = keys.endsWith('+') ? '+' : (keys.split('+').at(-1) ?? '')
  return {
    held: keys
      .slice(0, keys.length - key.length)
      .split('+')
      .filter((part) => part !== ''),
    key,
  }
}

const isSign = (key: string) => key.length === 1 && !/[\p{L}\p{N}]/u.test(key)

/** Whether a key press is what `Ctrl+Shift+Z` says; Ctrl is ⌘ on a Mac. */
export function keyMatches(event: Pressed, keys: string, mac: boolean): boolean {
  const { held, key } = partsOf(keys)
  const wants = (name: string) => held.includes(name)
  const control = mac ? event.metaKey : event.ctrlKey
  if (control !== wants('Ctrl') || event.altKey !== wants('Alt')) return false
  // Signs such as ? need Shift on some keyboards and not on others.
  if (isSign(key)) return event.key === key
  if (event.shiftKey !== wants('Shift')) return false
  const pressed = event.key === ' ' ? 'Space' : event.key
  // Alt makes other characters on some keyboards: the place of the key counts too.
  return pressed.toLowerCase() === key.toLowerCase() || event.code === `Key${key.toUpperCase()}`
}

/** How a key press is written (`Ctrl+Shift+Z`); null while only Ctrl, Shift, Alt or ⌘ are held. */
export function keysOfPress(event: Pressed, mac: boolean): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'].includes(event.key)) return null
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  const key =
    event.key === ' '
      ? 'Space'
      : event.altKey && letter !== undefined
        ? letter
        : event.key.length === 1
          ? event.key.toUpperCase()
          : event.key
  const parts = [
    (mac ? event.metaKey : event.ctrlKey) ? 'Ctrl' : null,
    event.shiftKey && !isSign(key) ? 'Shift' : null,
    event.altKey ? 'Alt' : null,
    key,
  ]
  return parts.filter((part) => part !== null).join('+')
}

/** What Chromium does before a page sees the keys (its reserved commands: tabs, windows, quit). */
const OF_THE_BROWSER = new Set([
  'Ctrl+N',
  'Ctrl+Shift+N',
  'Ctrl+T',
  'Ctrl+Shift+T',
  'Ctrl+W',
  'Ctrl+Shift+W',
  'Ctrl+F4',
  'Ctrl+Tab',
  'Ctrl+Shift+Tab',
  'Ctrl+PageUp',
  'Ctrl+PageDown',
  'Ctrl+Q',
  'Ctrl+Shift+Q',
  'Alt+F4',
])
/** What moves the focus or uses the focused control: taking it would lock out whoever has no pointer. */
const OF_THE_FOCUS = new Set(['Tab', 'Shift+Tab', 'Enter', 'Space'])

/** Why keys cannot be a shortcut, in words; null when they can. */
export function whyNotKeys(keys: string): string | null {
  if (OF_THE_BROWSER.has(keys)) return t('The browser keeps {{keys}} for its tabs and windows.', { keys })
  if (OF_THE_FOCUS.has(keys)) return t('{{keys}} moves through the page; it cannot be a shortcut.', { keys })
  return null
}
