import { visibleText } from '@flowdeck/shared'
import { t } from '../../../i18n/t.ts'

/** Words that are written out before the rest is counted. */
const LISTED = 4
const LONGEST = 32

/** Words in one line: the first four, and how many more there are. */
export function listSome(words: readonly string[]): string {
  const listed = words.slice(0, LISTED)
  const more = words.length - listed.length
  return [...listed, ...(more > 0 ? [t('{{count}} more', { count: more })] : [])].join(', ')
}

/** A name that fits into a line with others. */
export function shortenName(name: string): string {
  return visibleText(name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name)
}
