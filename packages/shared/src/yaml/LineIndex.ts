import type { TextRange } from '../model/flowIssue.ts'

/** Turns offsets into lines and columns (both from 1); a line ends with LF or CRLF. */
export class LineIndex {
  private readonly starts: number[] = [0]
  private readonly length: number

  constructor(text: string) {
    this.length = text.length
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1)
  }

  range(start: number, end: number): TextRange {
    const from = this.position(start)
    const to = this.position(end)
    return {
      start: from.offset,
      end: to.offset,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
    }
  }

  private position(wanted: number): { offset: number; line: number; column: number } {
    const offset = Math.min(Math.max(wanted, 0), this.length)
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { offset, line: low + 1, column: offset - (this.starts[low] as number) + 1 }
  }
}
