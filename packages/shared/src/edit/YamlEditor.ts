import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { YamlPath } from '../flow/flowIssue.ts'
import type { YamlMap, YamlValue } from '../flow/flowModel.ts'
import { isMapValue } from '../flow/readExecutors.ts'
import { findPair, parseYaml, type ParsedYaml } from '../yaml/parseYaml.ts'
import type { Splice } from './flowEdit.ts'
import { printBlockMap, printInline, printItem, printKey, printPair } from './printYaml.ts'

type Map = YAMLMap<Node, Node | null>
type Seq = YAMLSeq<Node>

/**
 * Collects changes of a YAML text as splices at the ranges of its tree: what is not named stays as it is, byte for byte.
 * All methods speak of the text before any change; changes must not overlap.
 */
export class YamlEditor {
  readonly text: string
  readonly yaml: ParsedYaml
  readonly eol: string
  private readonly splices: Splice[] = []

  constructor(text: string, yaml: ParsedYaml = parseYaml(text)) {
    this.text = text
    this.yaml = yaml
    this.eol = /\r?\n/.exec(text)?.[0] ?? '\n'
  }

  /** The changes, sorted. */
  get changes(): Splice[] {
    return this.splices.toSorted((a, b) => a.start - b.start || a.end - b.end)
  }

  apply(): string {
    return applySplices(this.text, this.changes)
  }

  node(path: YamlPath): Node | null {
    return this.yaml.positions.nodeAt(path)
  }

  replace(start: number, end: number, text: string): void {
    this.splices.push({ start, end, text })
  }

  /** Sets the value at a path; maps on the way are made. */
  set(path: YamlPath, value: YamlValue): void {
    for (let depth = path.length - 1; depth >= 0; depth--) {
      const parent = this.node(path.slice(0, depth))
      const key = path[depth] as string | number
      const wrapped = path
        .slice(depth + 1)
        .reduceRight<YamlValue>((inner, step) => ({ [String(step)]: inner }), value)
      if (isMap(parent)) return this.setInMap(parent as Map, String(key), wrapped)
      if (isSeq(parent) && typeof key === 'number') return this.setInSeq(parent as Seq, key, wrapped)
    }
    this.setRoot(path.reduceRight<YamlValue>((inner, step) => ({ [String(step)]: inner }), value) as YamlMap)
  }

  /** Removes the key at a path; a map that becomes empty goes with it, up to `keep` levels from the root. */
  remove(path: YamlPath, keep = 1): void {
    const parent = this.node(path.slice(0, -1))
    if (!isMap(parent)) return
    const pair = findPair(parent, path.at(-1) as string)
    if (!pair) return
    if (parent.items.length === 1 && path.length - 1 > keep) {
      const above = this.node(path.slice(0, -2))
      if (isMap(above)) return this.remove(path.slice(0, -1), keep)
    }
    this.removePair(parent as Map, pair)
  }

  renameKey(path: YamlPath, to: string): void {
    const key = this.yaml.positions.pairAt(path)?.key
    if (key?.range) this.replace(this.at(key.range[0]), this.at(key.range[1]), printKey(to))
  }

  /** Puts a key first in the map at a path. */
  setFirst(path: YamlPath, key: string, value: YamlValue): void {
    const map = this.node(path)
    if (!isMap(map) || map.items.length === 0) return this.set([...path, key], value)
    const start = this.at((map.items[0]?.key as Node).range?.[0] ?? 0)
    if (map.flow) this.replace(start, start, `${printKey(key)}: ${printInline(value)}, `)
    else
      this.replace(
        start,
        start,
        `${printPair(key, value, { indent: this.column(start), eol: this.eol })}${this.eol}${' '.repeat(this.column(start))}`,
      )
  }

  /** Inserts maps into the list at a path, before the item `index` (its length: at the end). */
  insertItems(path: YamlPath, index: number, items: readonly YamlMap[]): void {
    if (items.length === 0) return
    const list = this.node(path)
    if (!isSeq(list) || (list.items.length === 0 && !list.flow)) return this.newList(path, items)
    const seq = list as Seq
    if (seq.flow) return this.insertFlowItems(seq, index, items)
    const next = index < seq.items.length ? this.dashOf(seq, index) : null
    if (next !== null) {
      const indent = this.column(next)
      const pad = ' '.repeat(indent)
      // Comments right above the next item are about it: the new ones go before them.
      const start = this.commentStart(next)
      const lines = items.map((item) => `${pad}- ${printItem(item, indent, this.eol)}${this.eol}`).join('')
      this.replace(start, start, lines)
      return
    }
    const indent = this.column(this.dashOf(seq, 0))
    const pad = ' '.repeat(indent)
    const lines = items.map((item) => `${pad}- ${printItem(item, indent, this.eol)}`).join(this.eol)
    this.insertAfterLine(this.contentEnd(seq), lines)
  }

  /** Removes items from the list at a path. */
  removeItems(path: YamlPath, indexes: readonly number[]): void {
    const list = this.node(path)
    if (!isSeq(list) || indexes.length === 0) return
    const seq = list as Seq
    if (indexes.length >= seq.items.length) {
      this.replaceValue(path, '[]')
      return
    }
    for (const index of indexes) {
      if (seq.flow) this.removeFlowItem(seq, index, indexes)
      else this.replace(...this.itemLines(seq, index), '')
    }
  }

  /** The text of an item's own lines, from its dash to the end of its last line. */
  itemText(path: YamlPath, index: number): string {
    const list = this.node(path)
    if (!isSeq(list)) return ''
    const [start, end] = this.itemLines(list as Seq, index)
    return this.text.slice(start, end)
  }

  private setRoot(map: YamlMap): void {
    const root = this.yaml.document?.contents
    const printed = printBlockMap(map, 0, this.eol)
    if (isMap(root) && root.items.length > 0) {
      for (const [key, value] of Object.entries(map)) this.setInMap(root as unknown as Map, key, value)
      return
    }
    if (isMap(root) && root.range) {
      this.replace(this.at(root.range[0]), this.at(root.range[1]), printed)
      return
    }
    if (isScalar(root) && root.range && root.range[1] > root.range[0]) {
      this.replace(this.at(root.range[0]), this.at(root.range[1]), printed)
      return
    }
    this.insertAfterLine(this.text.length, printed)
  }

  private setInMap(map: Map, key: string, value: YamlValue): void {
    const pair = findPair(map, key)
    if (pair) return this.setPair(map, pair, value)
    if (map.flow) {
      const close = this.at(map.range?.[1] ?? 0) - 1
      const last = map.items.at(-1)
      const end = last ? this.pairEnd(last) : this.at(map.range?.[0] ?? 0) + 1
      this.replace(end, last ? end : close, `${last ? ', ' : ''}${printKey(key)}: ${printInline(value)}`)
      return
    }
    const first = this.at((map.items[0]?.key as Node).range?.[0] ?? 0)
    const indent = this.column(first)
    this.insertAfterLine(
      this.contentEnd(map),
      ' '.repeat(indent) + printPair(key, value, { indent, eol: this.eol }),
    )
  }

  private setPair(map: Map, pair: Pair<Node, Node | null>, value: YamlValue): void {
    const node = pair.value
    const keyEnd = this.at(pair.key.range?.[1] ?? 0)
    const colon = this.text.indexOf(':', keyEnd) + 1
    const inline = printInline(value)
    const block = !map.flow && isMapValue(value) && Object.keys(value).length > 0
    const indent = this.column(this.at(pair.key.range?.[0] ?? 0))
    const printed = block ? printPair('k', value, { indent, eol: this.eol }).slice(2) : ` ${inline}`
    const empty = !node?.range || node.range[0] === node.range[1]
    if (empty) {
      this.replace(colon, colon, printed)
      return
    }
    const start = this.at(node.range?.[0] ?? 0)
    const end = this.nodeEnd(node)
    if (
      !block &&
      !this.text.slice(colon, start).includes('\n') &&
      /^[ \t]*$/.test(this.text.slice(colon, start))
    )
      this.replace(start, end, inline)
    else this.replace(colon, end, printed)
  }

  private setInSeq(seq: Seq, index: number, value: YamlValue): void {
    const item = seq.items[index]
    if (item?.range) {
      const start = this.at(item.range[0])
      const printed = seq.flow ? printInline(value) : printItem(value, this.column(start) - 2, this.eol)
      const empty = item.range[0] === item.range[1]
      if (!empty) this.replace(start, this.nodeEnd(item), printed)
      else {
        const dash = this.dashOf(seq, index)
        this.replace(dash + 1, dash + 1, ` ${printItem(value, this.column(dash), this.eol)}`)
      }
    } else if (isMapValue(value)) this.insertFlowItems(seq, seq.items.length, [value])
  }

  private removePair(map: Map, pair: Pair<Node, Node | null>): void {
    const start = this.at(pair.key.range?.[0] ?? 0)
    const end = this.pairEnd(pair)
    const index = map.items.indexOf(pair as never)
    if (map.flow) {
      const next = map.items[index + 1]
      const previous = map.items[index - 1]
      if (next) this.replace(start, this.at((next.key as Node).range?.[0] ?? 0), '')
      else if (previous) this.replace(this.pairEnd(previous as Pair<Node, Node | null>), end, '')
      else this.replace(start, end, '')
      return
    }
    if (map.items.length === 1) {
      this.replace(start, end, '{}')
      return
    }
    const lineStart = this.text.lastIndexOf('\n', start - 1) + 1
    const lineEnd = this.lineEnd(end)
    if (this.text.slice(lineStart, start).trim() === '') this.replace(lineStart, lineEnd, '')
    else {
      // It shares its line with the dash of its item: the next key takes its place.
      const [indentation = ''] = /^[ \t]*/.exec(this.text.slice(lineEnd)) ?? []
      this.replace(start, lineEnd + indentation.length, '')
    }
  }

  private insertFlowItems(seq: Seq, index: number, items: readonly YamlMap[]): void {
    const printed = items.map(printInline).join(', ')
    const next = seq.items[index]
    const last = seq.items.at(-1)
    if (next?.range) {
      const start = this.at(next.range[0])
      this.replace(start, start, `${printed}, `)
    } else if (last) {
      const end = this.nodeEnd(last)
      this.replace(end, end, `, ${printed}`)
    } else this.flowToBlock(seq, items)
  }

  /** `executors: []` becomes a block list: nobody wants to go on writing on that line. */
  private flowToBlock(seq: Seq, items: readonly YamlMap[]): void {
    const start = this.at(seq.range?.[0] ?? 0)
    const end = this.at(seq.range?.[1] ?? 0)
    const lineStart = this.text.lastIndexOf('\n', start - 1) + 1
    const [indentation = ''] = /^[ ]*/.exec(this.text.slice(lineStart)) ?? []
    const indent = indentation.length + 2
    const lines = items
      .map((item) => `${' '.repeat(indent)}- ${printItem(item, indent, this.eol)}`)
      .join(this.eol)
    const from = start - (/[ \t]*$/.exec(this.text.slice(lineStart, start))?.[0].length ?? 0)
    const rest = this.text.slice(end, this.lineEnd(end)).replace(/\r?\n$/, '')
    // A comment after `[]` stays on the key's line.
    this.replace(from, end + rest.length, `${rest}${this.eol}${lines}`)
  }

  private removeFlowItem(seq: Seq, index: number, gone: readonly number[]): void {
    const item = seq.items[index] as Node
    const nextKept = seq.items.findIndex((_, i) => i > index && !gone.includes(i))
    if (nextKept >= 0)
      this.replace(this.at(item.range?.[0] ?? 0), this.at((seq.items[index + 1] as Node).range?.[0] ?? 0), '')
    else this.replace(this.nodeEnd(seq.items[index - 1] as Node), this.nodeEnd(item), '')
  }

  private newList(path: YamlPath, items: readonly YamlMap[]): void {
    const parentPath = path.slice(0, -1)
    const parent = this.node(parentPath)
    const pair = isMap(parent) ? findPair(parent, path.at(-1) as string) : null
    if (!pair) {
      this.set(path, items as YamlValue[])
      return
    }
    const keyStart = this.at(pair.key.range?.[0] ?? 0)
    const indent = this.column(keyStart) + 2
    const lines = items
      .map((item) => `${' '.repeat(indent)}- ${printItem(item, indent, this.eol)}`)
      .join(this.eol)
    const node = pair.value
    if (node?.range && node.range[1] > node.range[0]) {
      const colon = this.text.indexOf(':', this.at(pair.key.range?.[1] ?? 0)) + 1
      this.replace(colon, this.nodeEnd(node), `${this.eol}${lines}`)
    } else this.insertAfterLine(keyStart, lines)
  }

  private replaceValue(path: YamlPath, text: string): void {
    const pair = this.yaml.positions.pairAt(path)
    const node = pair?.value
    if (!pair || !node?.range) return
    const colon = this.text.indexOf(':', this.at(pair.key.range?.[1] ?? 0)) + 1
    this.replace(colon, this.nodeEnd(node), ` ${text}`)
  }

  /** Puts a line after the one in which `offset` lies. */
  private insertAfterLine(offset: number, line: string): void {
    const end = this.lineEnd(offset)
    const onOwnLine = end === 0 || this.text[end - 1] === '\n'
    if (onOwnLine) this.replace(end, end, `${line}${this.eol}`)
    else this.replace(end, end, `${this.eol}${line}`)
  }

  /** The offset right after the line break that ends the line of `offset`. */
  private lineEnd(offset: number): number {
    const newline = this.text.indexOf('\n', offset)
    return newline < 0 ? this.text.length : newline + 1
  }

  private itemLines(seq: Seq, index: number): [number, number] {
    const dash = this.dashOf(seq, index)
    const start = this.text.lastIndexOf('\n', dash - 1) + 1
    const item = seq.items[index]
    const end = item?.range && item.range[1] > item.range[0] ? this.nodeEnd(item) : dash + 1
    return [start, this.lineEnd(end)]
  }

  private dashOf(seq: Seq, index: number): number {
    const token = seq.srcToken
    const item = token?.type === 'block-seq' ? token.items[index] : undefined
    const dash = item?.start.find((part) => part.type === 'seq-item-ind')
    return this.at(dash?.offset ?? seq.items[index]?.range?.[0] ?? 0)
  }

  /** Start of the comment lines that stand right above an offset's line, at its indentation. */
  private commentStart(offset: number): number {
    let start = this.text.lastIndexOf('\n', offset - 1) + 1
    const indent = this.column(offset)
    while (start > 0) {
      const above = this.text.lastIndexOf('\n', start - 2) + 1
      const line = this.text.slice(above, start)
      if (!new RegExp(`^ {${indent}}#`).test(line)) break
      start = above
    }
    return start
  }

  private contentEnd(node: Map | Seq): number {
    if (isMap(node)) {
      const last = node.items.at(-1)
      return last ? this.pairEnd(last as Pair<Node, Node | null>) : this.at(node.range?.[1] ?? 0)
    }
    const seq = node as Seq
    const last = seq.items.at(-1)
    return last?.range && last.range[1] > last.range[0]
      ? this.nodeEnd(last)
      : this.dashOf(seq, seq.items.length - 1) + 1
  }

  private pairEnd(pair: Pair<Node, Node | null>): number {
    const { value, key } = pair
    if (value?.range && value.range[1] > value.range[0]) return this.nodeEnd(value)
    const keyEnd = this.at(key.range?.[1] ?? 0)
    const colon = this.text.indexOf(':', keyEnd)
    return colon < 0 ? keyEnd : colon + 1
  }

  /** Where the content of a node ends: block collections end with their last entry, without the line break. */
  private nodeEnd(node: Node): number {
    if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0)
      return this.contentEnd(node as Map | Seq)
    const end = this.at(node.range?.[1] ?? 0)
    // Block scalars include their last line break.
    return this.text[end - 1] === '\n' ? end - (this.text[end - 2] === '\r' ? 2 : 1) : end
  }

  private column(offset: number): number {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1
    return offset - start - (start === 0 && this.text.charCodeAt(0) === 0xfeff ? 1 : 0)
  }

  private at(offset: number): number {
    return this.yaml.positions.original(offset)
  }
}

export function applySplices(text: string, splices: readonly Splice[]): string {
  let out = ''
  let at = 0
  for (const { start, end, text: inserted } of splices) {
    out += text.slice(at, start) + inserted
    at = end
  }
  return out + text.slice(at)
}
