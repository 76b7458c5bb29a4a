import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type YAMLMap } from 'yaml'
import { isNumber, printPythonNumber } from '../value/exactNumber.ts'
import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import type { IssueCode } from '../model/issueCodes.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { setOwn } from '../value/ownKeys.ts'
import { sentence, type Sentence } from '../words/sentence.ts'

/** Something in a YAML tree that Jina's loader refuses (or, as a warning, takes in a way that surprises). */
export interface TreeProblem {
  code: IssueCode
  severity: 'error' | 'warning'
  said: (line: (node: Node) => number) => Sentence
  node: Node
}

/** Values that a file may hold once its aliases are written out, besides those that it writes itself. */
const MAX_COPIES = 100_000

interface Anchored {
  node: Node
  /** Undefined while the node is being read: an alias to it would hold itself. */
  read?: { value: YamlValue; size: number }
}

/**
 * The value of a YAML tree as Jina's loader builds it (Jina 3.x: PyYAML's composer and constructor): aliases filled in, `<<` merged, the last
 * of equal keys taken. Never throws; what Jina refuses is in `problems`, and null stands in its place. Takes time linear in the tree.
 */
export function readTree(root: Node | null): {
  value: YamlValue
  problems: TreeProblem[]
  /** The value behind each anchor. */
  anchors: Map<string, YamlValue>
} {
  const reader = new TreeReader()
  const value = reader.read(root)
  return { value, problems: reader.problems, anchors: reader.anchoredValues() }
}

class TreeReader {
  readonly problems: TreeProblem[] = []
  private readonly anchors = new Map<string, Anchored>()
  /** Values read so far, those behind aliases counted each time. */
  private size = 0
  private copies = 0
  /** How many collections in brackets enclose what is being read. */
  private brackets = 0

  read(node: Node | null): YamlValue {
    if (node === null) return null
    if (isAlias(node)) return this.alias(node)
    const anchor = 'anchor' in node ? node.anchor : undefined
    if (anchor === undefined) return this.content(node)
    const entry: Anchored = { node }
    const first = this.anchors.get(anchor)
    if (first)
      this.problems.push({
        code: 'duplicate-anchor',
        severity: 'error',
        node,
        said: (line) =>
          sentence(
            'The anchor "&{{anchor}}" at line {{line}} exists already at line {{first}}: Jina refuses two of one name. Rename one of them.',
            { anchor, line: line(node), first: line(first.node) },
          ),
      })
    this.anchors.set(anchor, entry)
    const before = this.size
    const value = this.content(node)
    entry.read = { value, size: this.size - before }
    return value
  }

  anchoredValues(): Map<string, YamlValue> {
    return new Map([...this.anchors].map(([name, { read }]) => [name, read?.value ?? null]))
  }

  private content(node: Node): YamlValue {
    this.size++
    if (isScalar(node)) return this.scalar(node as Node & { value: unknown })
    if (!isSeq(node) && !isMap(node)) return null
    this.brackets += node.flow ? 1 : 0
    const value = isSeq(node) ? node.items.map((item) => this.read(item as Node | null)) : this.map(node)
    this.brackets -= node.flow ? 1 : 0
    return value
  }

  private scalar(node: Node & { value: unknown; type?: unknown; source?: string }): YamlValue {
    const { value } = node
    // PyYAML takes these signs for parts of a map there, wherever they stand.
    if (this.brackets > 0 && node.type === 'PLAIN' && /^:|\?/.test(node.source ?? ''))
      this.refuse(
        node,
        sentence(
          'Between brackets Jina takes "?" and a leading ":" for parts of a map. Put the text into quotes.',
        ),
      )
    if (value === '<<' && node.type === 'PLAIN')
      this.refuse(node, sentence('"<<" without a key merges nothing. Put it into quotes.'))
    return typeof value === 'string' || typeof value === 'boolean' || isNumber(value) ? value : null
  }

  private alias(alias: Alias.Parsed | Alias): YamlValue {
    const found = this.anchors.get(alias.source)
    const node = alias as Node
    if (!found) {
      this.problems.push({
        code: 'undefined-alias',
        severity: 'error',
        node,
        said: (line) =>
          sentence(
            'The alias "*{{alias}}" at line {{line}} has no anchor "&{{alias}}" before it. Write the anchor, or the value itself.',
            { alias: alias.source, line: line(node) },
          ),
      })
      return null
    }
    if (!found.read) {
      this.problems.push({
        code: 'cyclic-alias',
        severity: 'error',
        node,
        said: (line) =>
          sentence(
            'The alias "*{{alias}}" at line {{line}} stands inside the value that it repeats (anchor at line {{anchor}}), which would have no end. Write the value out.',
            { alias: alias.source, line: line(node), anchor: line(found.node) },
          ),
      })
      return null
    }
    this.copies += found.read.size
    if (this.copies > MAX_COPIES) {
      if (!this.problems.some(({ code }) => code === 'too-many-aliases'))
        this.problems.push({
          code: 'too-many-aliases',
          severity: 'error',
          node,
          said: () => sentence('Aliases in this file multiply to too many values. Write the values out.'),
        })
      return null
    }
    this.size += found.read.size
    return found.read.value
  }

  private map(map: YAMLMap): YamlMap {
    const out: YamlMap = {}
    const own = new Map<string, Node>()
    const merged: YamlMap[] = []
    const pairs: [string, YamlValue][] = []
    for (const pair of map.items as Pair<Node, Node | null>[]) {
      if (isMerge(pair)) {
        merged.push(...this.merge(pair))
        continue
      }
      const key = this.key(pair.key)
      if (own.has(key)) this.repeated(key, pair.key)
      own.set(key, pair.key)
      pairs.push([key, this.read(pair.value)])
    }
    for (const source of merged) for (const [key, value] of Object.entries(source)) setOwn(out, key, value)
    for (const [key, value] of pairs) setOwn(out, key, value)
    return out
  }

  /** What `<<` brings, the strongest last. */
  private merge({ key, value }: Pair<Node, Node | null>): YamlMap[] {
    const before = this.problems.length
    const read = this.read(value)
    const sources = Array.isArray(read) ? read.toReversed() : [read]
    if (sources.every(isMapValue)) {
      // Each key is copied, which a chain of merges would multiply.
      this.copies += sources.reduce((sum, source) => sum + Object.keys(source).length, 0)
      return this.copies > MAX_COPIES ? [] : sources
    }
    if (this.problems.length === before)
      this.refuse(key, sentence('"<<" merges maps, or a list of maps; this is something else.'))
    return []
  }

  private key(node: Node): string {
    const value = this.read(node)
    if (value === null || typeof value === 'boolean' || isNumber(value)) return keyText(value)
    if (typeof value === 'string') return value
    this.refuse(node, sentence('A key must be a single word, not a list or a map.'))
    return ''
  }

  private repeated(key: string, node: Node): void {
    this.problems.push({
      code: 'duplicate-key',
      severity: 'warning',
      node,
      said: (line) =>
        sentence(
          'The key "{{key}}" at line {{line}} stands twice in the same map: Jina takes the last. Keep one of them.',
          { key, line: line(node) },
        ),
    })
  }

  private refuse(node: Node, problem: Sentence): void {
    this.problems.push({
      code: 'yaml-syntax',
      severity: 'error',
      node,
      said: (line) => sentence('{{problem}} (line {{line}})', { problem, line: line(node) }),
    })
  }
}

function isMerge({ key }: Pair<Node, Node | null>): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN'
}

/** A key of a map as text: what becomes of it in the JSON that Jina passes on (`1.0`, `true`, `null`). */
export function keyText(value: unknown): string {
  return isNumber(value) ? printPythonNumber(value) : String(value)
}
