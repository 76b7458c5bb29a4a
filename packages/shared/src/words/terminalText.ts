import { visibleText } from './visibleText.ts'

/** Colours and weights, which programs write around their words: what they say is kept without them. */
const STYLES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]*m`, 'g')

/**
 * A text that may be printed to a terminal whatever it holds: control characters stand as their codes (`\u001b`, `\r`), so that it can
 * neither move the cursor nor look like a line of its own. Line breaks stay.
 */
export function terminalText(text: string): string {
  return visibleText(text.replaceAll(STYLES, '')).replaceAll('\r', String.raw`\r`)
}
