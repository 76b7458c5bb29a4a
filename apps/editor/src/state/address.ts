/** How a Flow is opened: with its draft, as the file on disk, or not before the person has chosen. */
export type Opening = 'draft' | 'file' | 'ask'

const read = () => new URLSearchParams(location.hash.replace(/^#/, ''))

/** The Flow that the address of the page names. */
export const flowOfAddress = (): string | null => read().get('flow')

/** How the address asks to open it, once: a reload opens the draft again. */
export function takeOpening(): Opening {
  const hash = read()
  const asked = hash.get('open')
  if (asked === null) return 'draft'
  hash.delete('open')
  history.replaceState(null, '', `#${hash.toString()}`)
  return asked === 'file' || asked === 'ask' ? asked : 'draft'
}

/** Puts a Flow into the address; another Flow than before is a step that Back undoes. */
export function writeAddress(id: string): void {
  const hash = read()
  if (hash.get('flow') === id) return
  hash.set('flow', id)
  history.pushState(null, '', `#${hash.toString()}`)
}

/** Puts the Flow that is shown back into an address that was opened in its tab, which is no step of its own. */
export function keepInAddress(id: string): void {
  const hash = read()
  hash.set('flow', id)
  history.replaceState(null, '', `#${hash.toString()}`)
}

/** Takes the Flow out of the address, a step that Back undoes; `forGood`: the Flow is there no longer. */
export function clearAddress(forGood = false): void {
  const hash = read()
  if (!hash.has('flow')) return
  hash.delete('flow')
  const address = `#${hash.toString()}`
  if (forGood) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
}

/** Reads the page again, and opens the Flow in this way. */
export function reopen(how: Opening): void {
  const hash = read()
  hash.set('open', how)
  history.replaceState(null, '', `#${hash.toString()}`)
  location.reload()
}
