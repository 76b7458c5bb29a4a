import { Lexer } from 'yaml'

const LONE_RETURN = /\r(?!\n)/g

/** Whether a line of a text ends with CR alone, as on old Macs; such a line ends for Jina, too. */
export const hasLoneReturn = (text: string): boolean => text.search(LONE_RETURN) >= 0

/** The text with LF for each CR that stands alone. It has the same length, so that every offset stays what it is. */
export const toLineFeeds = (text: string): string => text.replace(LONE_RETURN, '\n')

/**
 * The text that Jina's YAML reader really gets: every line end but the last twice (Jina 3.x: `load_no_tags` joins lines that still end with theirs). It shows in
 * texts of several lines only.
 */
export const doubleLines = (text: string): string => text.replace(/\r?\n(?!$)/g, '\n\n')

/** What PyYAML takes for no character of a text, and the ends of lines that are none to other readers: NEL, LS, PS. */
const FORBIDDEN = /[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|[\u2028\u2029]/u

/** The first character that Jina's YAML reader refuses, or at which it begins a line that no editor shows. */
export function findForbidden(text: string): { char: string; index: number; breaksLine: boolean } | null {
  const found = FORBIDDEN.exec(text)
  if (!found) return null
  const [char] = found
  return { char, index: found.index, breaksLine: /[\x85\u2028\u2029]/.test(char) }
}

/** Lexemes that the lexer adds: the start of a document, the end of a flow collection. */
const ADDED = new Set(['\u0002', '\u0018'])
/** Comes before a scalar without quotes and before the lines of a block text. */
const SCALAR = '\u001f'

/** The first tab outside of quotes, comments and block texts: Jina's YAML reader takes none there. Null when there is none. */
export function findBareTab(text: string): number | null {
  if (!text.includes('\t')) return null
  let offset = 0
  let isScalar = false
  let isBlock = false
  for (const lexeme of new Lexer().lex(text)) {
    if (ADDED.has(lexeme)) continue
    if (lexeme === SCALAR) {
      isScalar = true
      continue
    }
    const tab = lexeme.indexOf('\t')
    const mayHold = isScalar ? isBlock : /^["'#]/.test(lexeme)
    if (tab >= 0 && !mayHold) return offset + tab
    if (isScalar) isBlock = false
    else if (/^[|>]/.test(lexeme)) isBlock = true
    isScalar = false
    offset += lexeme.length
  }
  return null
}
