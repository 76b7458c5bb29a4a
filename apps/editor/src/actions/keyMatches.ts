interface Pressed {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** Whether a key press is what `Ctrl+Shift+Z` says; Ctrl is ⌘ on a Mac. */
export function keyMatches(event: Pressed, keys: string, mac: boolean): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (name: string) => parts.slice(0, -1).includes(name)
  const control = mac ? event.metaKey : event.ctrlKey
  if (control !== wants('Ctrl') || event.altKey !== wants('Alt')) return false
  // Signs such as ? need Shift on some keyboards and not on others.
  if (key.length === 1 && !/[A-Z0-9]/i.test(key)) return event.key === key
  if (event.shiftKey !== wants('Shift')) return false
  // Alt makes other characters on some keyboards: the place of the key counts too.
  return event.key.toLowerCase() === key.toLowerCase() || event.code === `Key${key.toUpperCase()}`
}
