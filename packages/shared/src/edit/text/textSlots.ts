import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { Splice } from '../../model/flowEdit.ts'
import { sentence, wordsOf, type Sentence } from '../../words/sentence.ts'
import type { ParsedYaml } from '../../yaml/parseYaml.ts'

/** What Flowdeck's own comments begin with. */
export const MARK = '# flowdeck:'

/** An edit that the text does not allow; `planEdit` turns it into a refusal. */
export class CannotWrite extends Error {
  readonly said: Sentence

  constructor(said: Sentence) {
    super(wordsOf(said))
    this.said = said
  }
}

export type MapNode = YAMLMap<Node, Node | null>
export type SeqNode = YAMLSeq<Node | null>
export type PairNode = Pair<Node, Node | null>

/** A place that holds a value: after the colon of a pair, or after the dash of a list entry. */
export interface Slot {
  node: Node | null
  /** Offset right after the colon or dash (and an anchor or tag). */
  lead: number
  /** Column of the key or dash. */
  column: number
  /** Inside brackets. */
  flow: boolean
  /** An entry of a list rather than the value of a key. */
  item: boolean
}

interface Token {
  type: string
  offset: number
  source: string
}

/** The text of a Flow with its tree: every offset given out is one of the text as written. */
export class FlowText {
  readonly text: string
  readonly newline: string
  readonly yaml: ParsedYaml

  constructor(yaml: ParsedYaml) {
    this.yaml = yaml
    this.text = yaml.text
    const first = yaml.text.indexOf('\n')
    this.newline = first > 0 && yaml.text[first - 1] === '\r' ? '\r\n' : '\n'
  }

  at(offset: number): number {
    return this.yaml.positions.original(offset)
  }

  start(node: Node): number {
    return this.at(node.range?.[0] ?? 0)
  }

  lineStart(offset: number): number {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1
    return start === 0 && this.text.startsWith('\uFEFF') ? 1 : start
  }

  column(offset: number): number {
    return offset - this.lineStart(offset)
  }

  /** Start of the line after the one in which something ends; where a block's text ends with its newline, that place. */
  afterLine(offset: number): number {
    if (offset > 0 && this.text[offset - 1] === '\n') return offset
    const end = this.text.indexOf('\n', offset)
    return end < 0 ? this.text.length : end + 1
  }

  isBlank(start: number, end: number): boolean {
    return this.text.slice(start, end).trim() === ''
  }

  /** Whether only spaces stand before an offset on its line. */
  startsLine(offset: number): boolean {
    return this.isBlank(this.lineStart(offset), offset)
  }

  /** A splice that puts whole lines at the start of a line (or at the end of a text without a last newline). */
  insertLines(offset: number, lines: readonly string[]): Splice {
    const body = lines.join(this.newline)
    const open = offset > 0 && offset === this.text.length && !/[\n\uFEFF]/.test(this.text.charAt(offset - 1))
    return { start: offset, end: offset, text: open ? this.newline + body : body + this.newline }
  }

  /** Where the content of a node ends, without comments and blank lines behind it. */
  end(node: Node): number {
    if (isMap(node) && !node.flow) {
      const last = node.items.at(-1) as PairNode | undefined
      return last ? this.pairEnd(last) : this.start(node)
    }
    if (isSeq(node) && !node.flow) {
      const slots = this.items(node as SeqNode)
      const last = slots.at(-1)
      return last ? this.slotEnd(last) : this.start(node)
    }
    return this.at(node.range?.[1] ?? 0)
  }

  slotEnd(slot: Slot): number {
    return isEmptyNode(slot.node) ? slot.lead : this.end(slot.node as Node)
  }

  pairStart(pair: PairNode): number {
    const mark = pair.srcToken?.start.find((token) => /^(?:explicit-key-ind|anchor|tag)$/.test(token.type))
    return this.at(Math.min(mark?.offset ?? Infinity, pair.key.range?.[0] ?? 0))
  }

  pairEnd(pair: PairNode): number {
    return this.slotEnd(this.pairSlot(pair, false))
  }

  pairSlot(pair: PairNode, flow: boolean): Slot {
    const tokens = (pair.srcToken?.sep ?? []) as Token[]
    const start = this.pairStart(pair)
    return {
      node: pair.value,
      lead: this.leadEnd(tokens, pair.key.range?.[1] ?? 0),
      column: this.column(start),
      flow,
      item: false,
    }
  }

  /** The entries of a block list with the place of their dashes. */
  items(seq: SeqNode): (Slot & { dash: number })[] {
    const source = seq.srcToken as { type: string; items: { start: Token[] }[] } | undefined
    if (source?.type !== 'block-seq')
      throw new CannotWrite(sentence('The list is written in an unusual way.'))
    const marked = source.items.filter((item) => item.start.some((token) => token.type === 'seq-item-ind'))
    return seq.items.map((node, index) => {
      const tokens = marked[index]?.start ?? []
      const mark = tokens.find((token) => token.type === 'seq-item-ind')
      if (!mark) throw new CannotWrite(sentence('The list is written in an unusual way.'))
      const dash = this.at(mark.offset)
      return {
        node,
        dash,
        lead: this.leadEnd(tokens, mark.offset + 1),
        column: this.column(dash),
        flow: false,
        item: true,
      }
    })
  }

  /** Where the entries of a list in brackets stand, with their anchors and tags. */
  flowItems(seq: SeqNode): { start: number; end: number }[] {
    const source = seq.srcToken as { items: { start: Token[]; key?: unknown; value?: unknown }[] } | undefined
    const written = source?.items.filter((item) => item.key !== undefined || item.value !== undefined) ?? []
    if (written.length !== seq.items.length)
      throw new CannotWrite(sentence('The list is written in an unusual way.'))
    return seq.items.map((node, index) => {
      const mark = written[index]?.start.find(({ type }) => /^(?:explicit-key-ind|anchor|tag)$/.test(type))
      const start = node?.range?.[0] ?? mark?.offset ?? 0
      return { start: this.at(Math.min(mark?.offset ?? Infinity, start)), end: this.end(node as Node) }
    })
  }

  /** Start of the comments right above a line, which belong to what stands there; not further up than `floor`. */
  commentsAbove(line: number, floor: number): number {
    let top = line
    while (top > floor) {
      const above = this.lineStart(top - 1)
      const content = this.text.slice(above, top).trim()
      // The lines of a disabled Executor are its own.
      if (above < floor || !content.startsWith('#') || content.startsWith(MARK)) break
      top = above
    }
    return top
  }

  /** Start of the line behind something, and behind the comments below it that are indented deeper than it. */
  withCommentsBelow(offset: number, column: number): number {
    let end = this.afterLine(offset)
    for (let at = end; at < this.text.length;) {
      const next = this.text.indexOf('\n', at) + 1 || this.text.length
      const line = this.text.slice(at, next)
      const content = line.trimStart()
      at = next
      if (content === '') continue
      if (!content.startsWith('#') || line.length - content.length <= column) break
      end = next
    }
    return end
  }

  /** End of the colon or dash, or of an anchor or tag behind it. */
  private leadEnd(tokens: readonly Token[], fallback: number): number {
    let end = fallback
    for (const token of tokens)
      if (/^(?:map-value-ind|seq-item-ind|anchor|tag)$/.test(token.type))
        end = token.offset + token.source.length
    return this.at(end)
  }
}

/** Whether a node is a value that is not there: `key:` or `-` with nothing behind it. */
export function isEmptyNode(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.range?.[0] === node.range?.[1])
}

/** Whether a value ends where its line ends, so that replacing it leaves a comment behind it alone. */
export function isInline(node: Node): boolean {
  if (isMap(node) || isSeq(node)) return node.flow === true
  return isAlias(node) || !(isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'))
}
