/** Whether a character ends a word of YAML: a space, a tab, a line end, or the end of the text. */
export function isBreak(char: string | undefined): boolean {
  return char === undefined || char === ' ' || char === '\t' || char === '\n' || char === '\r'
}

/** Offset behind the line end, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at + 1
}

/** A block scalar goes on while lines are blank or deeper than the line that opened it. */
export function endOfBlockScalar(text: string, from: number, parentColumn: number): number {
  let at = from
  while (at < text.length) {
    let column = 0
    while (text[at + column] === ' ') column++
    const char = text[at + column]
    if (char !== undefined && char !== '\n' && char !== '\r' && column <= parentColumn) return at
    at = endOfLine(text, at)
  }
  return at
}
