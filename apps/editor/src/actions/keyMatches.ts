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
const isLatin = (key: string | undefined) => key !== undefined && /^[a-z]$/i.test(key)

/**
 * The character that each physical key (`KeyZ`) types without Shift. `navigator.keyboard` tells that of the layout with
 * Latin letters, also while another layout is in use.
 */
export type KeyboardLayout = ReadonlyMap<string, string>

/**
 * The Latin letter that a key press means: the letter that is typed. The place of the key counts where the layout has
 * no Latin letter (Cyrillic, Greek, Hebrew), and where Alt makes another character on a Mac.
 */
function letterOfPress(press: Pressed, layout: KeyboardLayout | null): string | null {
  const { key, code } = press
  if (isLatin(key)) return key
  const place = /^Key([A-Z])$/.exec(code)?.[1]
  if (place === undefined) return null
  const latin = layout?.get(code)
  if (press.altKey) {
    // Ctrl and Alt together are AltGr on Windows: that is how some signs are typed.
    if (press.ctrlKey) return null
    return layout === null ? place : isLatin(latin) ? (latin ?? null) : null
  }
  if (/\p{L}/u.test(key)) return /\p{Script=Latin}/u.test(key) ? null : place
  // A sign where the Latin layout has a letter: the layout in use is another one.
  return (press.ctrlKey || press.metaKey) && isLatin(latin) ? place : null
}

/** Whether a key press is what `Ctrl+Shift+Z` says; Ctrl is ⌘ on a Mac. */
export function keyMatches(
  event: Pressed,
  keys: string,
  mac: boolean,
  layout: KeyboardLayout | null = null,
): boolean {
  const { held, key } = partsOf(keys)
  const wants = (name: string) => held.includes(name)
  const control = mac ? event.metaKey : event.ctrlKey
  if (control !== wants('Ctrl') || event.altKey !== wants('Alt')) return false
  // Signs such as ? need Shift on some keyboards and not on others; so do digits on a French one.
  if (isSign(key) || (/^\d$/.test(key) && !wants('Shift'))) return event.key === key
  if (event.shiftKey !== wants('Shift')) return false
  const pressed = event.key === ' ' ? 'Space' : (letterOfPress(event, layout) ?? event.key)
  return pressed.toLowerCase() === key.toLowerCase()
}

/** How a key press is written (`Ctrl+Shift+Z`); null while only Ctrl, Shift, Alt or ⌘ are held. */
export function keysOfPress(
  event: Pressed,
  mac: boolean,
  layout: KeyboardLayout | null = null,
): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'].includes(event.key)) return null
  const typed = letterOfPress(event, layout) ?? event.key
  const key = typed === ' ' ? 'Space' : typed.length === 1 ? typed.toUpperCase() : typed
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
