import { Lexer } from 'yaml'

/** An anchor (`&x`) or an alias (`*x`) as it is written. */
export interface AnchorMark {
  kind: 'anchor' | 'alias'
  name: string
  start: number
  end: number
}

/** Lexemes that the lexer adds: the start of a document, the end of a flow collection, the start of a scalar. */
const ADDED = new Set(['\u0002', '\u0018', '\u001f'])

/** The anchors and aliases of a YAML text, in order; such signs in texts and comments are none. */
export function findAnchors(text: string): AnchorMark[] {
  const marks: AnchorMark[] = []
  let offset = 0
  let scalar = false
  for (const lexeme of new Lexer().lex(text)) {
    if (ADDED.has(lexeme)) {
      scalar = lexeme === '\u001f'
      continue
    }
    const sign = lexeme[0]
    if (!scalar && lexeme.length > 1 && (sign === '&' || sign === '*'))
      marks.push({
        kind: sign === '&' ? 'anchor' : 'alias',
        name: lexeme.slice(1),
        start: offset,
        end: offset + lexeme.length,
      })
    offset += lexeme.length
    scalar = false
  }
  return marks
}
