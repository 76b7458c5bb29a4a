import {
  LineCounter,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type Document as YamlDocument,
  type Node,
  type Pair,
  type Tags,
  type YAMLMap,
} from 'yaml'
import type { FlowIssue, TextRange, YamlPath } from '../flow/flowIssue.ts'
import type { YamlValue } from '../flow/flowModel.ts'
import { sentence, told, type Sentence } from '../words/sentence.ts'
import { findTooDeep } from './nestingDepth.ts'
import { syntaxProblem } from './syntaxProblem.ts'

/** Bytes a Flow file may have. */
export const MAX_BYTES = 1024 * 1024
/** Levels a Flow file may nest. */
export const MAX_DEPTH = 64
/** Values that aliases may multiply to. */
const MAX_ALIASES = 50

/** A read YAML text: its tree, its value, what is wrong with it, and where everything stands. */
export interface ParsedYaml {
  text: string
  /** Null when a limit was broken before parsing. */
  document: YamlDocument.Parsed | null
  value: YamlValue
  issues: FlowIssue[]
  positions: Positions
}

/** Turns offsets and tree nodes into ranges of the original text. */
export interface Positions {
  /** Offset in the parsed text (after Jina's tag rewriting) → offset in the original text. */
  original(offset: number): number
  range(start: number, end: number): TextRange
  nodeAt(path: YamlPath): Node | null
  pairAt(path: YamlPath): Pair<Node, Node | null> | null
}

const TRUE = /^(?:yes|Yes|YES|true|True|TRUE)$/
const FALSE = /^(?:no|No|NO|false|False|FALSE)$/

/** PyYAML's full constructor as Jina uses it: YAML 1.1 without `on`/`off` (and without `y`/`n`); dates stay text. */
function jinaTags(tags: Tags): Tags {
  const dropped = new Set([
    'tag:yaml.org,2002:bool',
    'tag:yaml.org,2002:timestamp',
    'tag:yaml.org,2002:binary',
  ])
  // PyYAML takes no float without a dot: `E1` and `1e3` stay text (Jina's second reading then makes 1e3 a number).
  const isBareExponent = (tag: { tag: string; format?: string }) =>
    tag.tag === 'tag:yaml.org,2002:float' && tag.format === 'EXP'
  const kept = tags.filter((tag) => typeof tag === 'string' || !(dropped.has(tag.tag) || isBareExponent(tag)))
  const bool = { tag: 'tag:yaml.org,2002:bool', default: true as const }
  return [
    {
      ...bool,
      test: TRUE,
      resolve: () => true,
      identify: (value: unknown) => value === true,
      stringify: () => 'true',
    },
    {
      ...bool,
      test: FALSE,
      resolve: () => false,
      identify: (value: unknown) => value === false,
      stringify: () => 'false',
    },
    ...kept,
  ]
}

/** Reads a YAML text as Jina's loader does. Never throws: limits and syntax errors are issues. */
export function parseYaml(text: string): ParsedYaml {
  const rewrite = rewriteTags(text)
  const lines = new LineIndex(text)
  const rangeOf = (start: number, end: number): TextRange => lines.range(start, Math.max(start, end))
  const refuse = (code: string, said: Sentence, offset = 0): ParsedYaml => ({
    text,
    document: null,
    value: null,
    issues: [{ code, severity: 'error', ...told(said), path: [], range: rangeOf(offset, offset + 1) }],
    positions: { original: (o) => o, range: rangeOf, nodeAt: () => null, pairAt: () => null },
  })
  if (byteLength(text) > MAX_BYTES)
    return refuse(
      'too-large',
      sentence('The file is larger than {{bytes}} bytes (1 MiB). Split it, or move long values out of it.', {
        bytes: MAX_BYTES,
      }),
    )
  const nul = text.indexOf('\0')
  if (nul >= 0)
    return refuse(
      'not-text',
      sentence(
        'The file contains a NUL character: it is not a text file, or it is UTF-16. Save it as UTF-8.',
      ),
      nul,
    )
  const deep = findTooDeep(text, MAX_DEPTH)
  if (deep) {
    const at = rangeOf(deep.offset, deep.offset + 1)
    return refuse(
      'too-deep',
      sentence(
        'Nesting deeper than {{levels}} at line {{line}} column {{column}}. Flatten the value, or pass it as text.',
        { levels: MAX_DEPTH, line: at.line, column: at.column },
      ),
      deep.offset,
    )
  }
  let document: YamlDocument.Parsed
  try {
    document = parseDocument(rewrite.text, {
      version: '1.1',
      schema: 'yaml-1.1',
      customTags: jinaTags,
      keepSourceTokens: true,
      uniqueKeys: true,
      strict: true,
      merge: true,
      // 'silent' would also hide that a second document follows.
      logLevel: 'error',
      prettyErrors: false,
      lineCounter: new LineCounter(),
    })
  } catch (thrown) {
    return refuse(
      'yaml-syntax',
      sentence('The YAML cannot be read: {{why}}', {
        why: thrown instanceof Error ? thrown.message : String(thrown),
      }),
    )
  }
  const positions: Positions = {
    original: rewrite.original,
    range: (start, end) => rangeOf(rewrite.original(start), rewrite.original(end)),
    nodeAt: (path) => nodeAt(document.contents, path),
    pairAt: (path) => pairAt(document.contents, path),
  }
  const issues = document.errors.map((error) =>
    syntaxProblem(error, positions.range(error.pos[0], error.pos[1]), text),
  )
  let value: YamlValue = null
  if (issues.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: MAX_ALIASES }) as YamlValue
    } catch {
      return refuse(
        'too-many-aliases',
        sentence('Aliases in this file multiply to too many values. Write the values out.'),
      )
    }
  }
  return { text, document, value, issues, positions }
}

/**
 * Jina 3.x rewrites `!Name` to `jtype: Name` anywhere in the text before parsing; the same is done here, with a map
 * back to the original offsets so that marks and edits land in the text as it was written.
 */
function rewriteTags(text: string): { text: string; original: (offset: number) => number } {
  const tags = [...text.matchAll(/!(\w+)/g)]
  if (tags.length === 0) return { text, original: (offset) => offset }
  const grown = 'jtype: '.length - 1
  const starts = tags.map((tag) => tag.index)
  return {
    text: text.replace(/!(\w+)/g, 'jtype: $1'),
    original(offset) {
      let shift = 0
      for (const start of starts) {
        const at = start + shift
        if (offset <= at) break
        if (offset < at + grown + 1) return start
        shift += grown
      }
      return offset - shift
    },
  }
}

function byteLength(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length && bytes <= MAX_BYTES; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit < 0xe000 ? 1 : 2
    else if (unit > 0x7f) bytes += 1
  }
  return bytes
}

/** Offsets → lines and columns (both from 1); a line ends with LF or CRLF. */
class LineIndex {
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

/** The node at a path, aliases not followed; null when there is none. */
function nodeAt(root: unknown, path: YamlPath): Node | null {
  let node: unknown = root
  for (const step of path) {
    if (isMap(node)) node = findPair(node, step)?.value ?? null
    else if (isSeq(node) && typeof step === 'number') node = node.items[step] ?? null
    else return null
    if (isPair(node)) return null
  }
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node : null
}

function pairAt(root: unknown, path: YamlPath): Pair<Node, Node | null> | null {
  const parent = nodeAt(root, path.slice(0, -1))
  const key = path.at(-1)
  return isMap(parent) && key !== undefined ? findPair(parent, key) : null
}

/** The last pair of a map with this key (YAML keys that are numbers compare as text). */
export function findPair(map: YAMLMap, key: string | number): Pair<Node, Node | null> | null {
  for (const pair of map.items) {
    const written = isScalar(pair.key) ? pair.key.value : pair.key
    if (String(written) === String(key)) return pair as Pair<Node, Node | null>
  }
  return null
}
