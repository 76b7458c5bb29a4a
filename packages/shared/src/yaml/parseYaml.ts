import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document as YamlDocument,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'
import type { FlowIssue, TextRange, YamlPath } from '../model/flowIssue.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import type { IssueCode } from '../model/issueCodes.ts'
import { sentence, told, type Sentence } from '../words/sentence.ts'
import { PLAIN_TAG } from './jinaTags.ts'
import { doubleLines, findBareTab, findForbidden, toLineFeeds } from './lineBreaks.ts'
import { LineIndex } from './LineIndex.ts'
import { findTooDeep } from './nestingDepth.ts'
import { hasFlowKey, padContinuations, type Rewrite } from './padContinuations.ts'
import { keyText, readTree } from './readTree.ts'
import { rewriteTags } from './rewriteTags.ts'
import { syntaxProblem } from './syntaxProblem.ts'

/** Bytes a Flow file may have. */
export const MAX_BYTES = 1024 * 1024
/** Levels a Flow file may nest. */
export const MAX_DEPTH = 64

/** A read YAML text: its tree, its value, what is wrong with it, and where everything stands. */
export interface ParsedYaml {
  text: string
  /** Null when a limit was broken before parsing. */
  document: YamlDocument.Parsed | null
  value: YamlValue
  /** What keeps the text from being read; `value` is null then. */
  issues: FlowIssue[]
  /** What Jina reads in a way that surprises. */
  warnings: FlowIssue[]
  positions: Positions
  /** The value behind each anchor. */
  anchors: ReadonlyMap<string, YamlValue>
}

/** Turns offsets and tree nodes into ranges of the original text. */
export interface Positions {
  /** Offset in the parsed text (after Jina's tag rewriting) → offset in the original text. */
  original(offset: number): number
  range(start: number, end: number): TextRange
  nodeAt(path: YamlPath): Node | null
  pairAt(path: YamlPath): Pair<Node, Node | null> | null
}

/** Reads a YAML text as Jina's loader does. Never throws: limits and syntax errors are issues. */
export function parseYaml(text: string): ParsedYaml {
  const plain = toLineFeeds(text)
  const rewrite = rewriteTags(plain)
  const lines = new LineIndex(plain)
  const rangeOf = (start: number, end: number): TextRange => lines.range(start, Math.max(start, end))
  const refuse = (code: IssueCode, said: Sentence, offset = 0): ParsedYaml => ({
    text,
    document: null,
    value: null,
    warnings: [],
    issues: [{ code, severity: 'error', ...told(said), path: [], range: rangeOf(offset, offset + 1) }],
    positions: { original: (o) => o, range: rangeOf, nodeAt: () => null, pairAt: () => null },
    anchors: new Map(),
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
  const forbidden = findForbidden(text)
  if (forbidden) {
    const { index, breaksLine } = forbidden
    const { line, column } = rangeOf(index, index + 1)
    const code = (text.codePointAt(index) as number).toString(16).toUpperCase().padStart(4, '0')
    return refuse(
      'not-text',
      breaksLine
        ? sentence(
            'Jina begins a new line at the character U+{{code}} (line {{line}} column {{column}}), which no editor shows. Remove it, or write it as an escape in double quotes.',
            { code, line, column },
          )
        : sentence(
            'Jina refuses the character U+{{code}} at line {{line}} column {{column}}. Remove it, or write it as an escape in double quotes.',
            { code, line, column },
          ),
      index,
    )
  }
  const deep = findTooDeep(plain, MAX_DEPTH)
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
  let reading: Reading
  try {
    reading = readRewritten(rewrite)
  } catch (thrown) {
    return refuse(
      'yaml-syntax',
      sentence('The YAML cannot be read: {{why}}', {
        why: thrown instanceof Error ? thrown.message : String(thrown),
      }),
    )
  }
  const { document, original } = reading
  const positions: Positions = {
    original,
    range: (start, end) => rangeOf(original(start), original(end)),
    nodeAt: (path) => nodeAt(document.contents, path),
    pairAt: (path) => pairAt(document.contents, path),
  }
  const syntax = [...document.errors, ...document.warnings].map((error) =>
    syntaxProblem(error, positions.range(error.pos[0], error.pos[1]), text),
  )
  if (syntax.length > 0)
    return { text, document, value: null, issues: syntax, warnings: [], positions, anchors: new Map() }
  const tab = findBareTab(reading.text)
  if (tab !== null) {
    const at = positions.range(tab, tab + 1)
    const said = sentence(
      'A tab stands at line {{line}} column {{column}}: Jina allows only spaces outside of quotes and comments.',
      { line: at.line, column: at.column },
    )
    const found: FlowIssue = { code: 'tab-indent', severity: 'error', ...told(said), path: [], range: at }
    return { text, document, value: null, issues: [found], warnings: [], positions, anchors: new Map() }
  }
  const { value, problems, anchors } = readTree(document.contents)
  const lineOf = (node: Node) => positions.range(findStart(node, reading.text), 0).line
  const found = problems.map(({ code, severity, said, node }): FlowIssue => ({
    code,
    severity,
    ...told(said(lineOf)),
    path: [],
    range: positions.range(node.range?.[0] ?? 0, node.range?.[1] ?? 0),
  }))
  const issues = found.filter(({ severity }) => severity === 'error')
  return {
    text,
    document,
    value: issues.length > 0 ? null : (readLongTexts(document, reading.text) ?? value),
    issues,
    warnings: found.filter(({ severity }) => severity === 'warning'),
    positions,
    anchors,
  }
}

type Reading = Rewrite & { document: YamlDocument.Parsed }

/** Reads a text; once more with its continued lines padded where it could not be read, or would be read in another way than by PyYAML. */
function readRewritten(rewrite: Rewrite): Reading {
  const document = readDocument(rewrite.text)
  const isRead = document.errors.length === 0
  const padded = isRead && !hasFlowKey(rewrite.text) ? null : padContinuations(rewrite.text)
  if (padded) {
    const again = readDocument(padded.text)
    if (isRead || again.errors.length === 0)
      return {
        document: again,
        text: padded.text,
        original: (offset) => rewrite.original(padded.original(offset)),
      }
  }
  return { ...rewrite, document }
}

function readDocument(text: string): YamlDocument.Parsed {
  return parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    customTags: [PLAIN_TAG],
    keepSourceTokens: true,
    // Compares every key with every other; `readTree` finds equal keys in one pass.
    uniqueKeys: false,
    strict: true,
    // `readTree` merges: only there are anchors known.
    merge: false,
    // 'silent' would also hide that a second document follows.
    logLevel: 'error',
    prettyErrors: false,
  })
}

/** Where a node begins with its anchor, which may stand on a line of its own. */
function findStart(node: Node, text: string): number {
  const start = node.range?.[0] ?? 0
  const anchor = isAlias(node) ? undefined : node.anchor
  const written = anchor === undefined ? -1 : text.lastIndexOf(`&${anchor}`, start)
  return written < 0 ? start : written
}

/** The value with what Jina makes of texts of several lines; null when there is none. */
function readLongTexts(document: YamlDocument.Parsed, text: string): YamlValue | null {
  let isLong = false
  visit(document, {
    Scalar(_, { range }) {
      if (!range || !text.slice(range[0], range[1]).includes('\n')) return undefined
      isLong = true
      return visit.BREAK
    },
  })
  if (!isLong) return null
  const doubled = readDocument(doubleLines(text))
  return doubled.errors.length > 0 ? null : readTree(doubled.contents).value
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

type KeyedPair = Pair<Node, Node | null>
const indexes = new WeakMap<YAMLMap, Map<string, KeyedPair>>()

/** The last pair of a map with this key. Maps are indexed once: a file may ask for each of its keys. */
export function findPair(map: YAMLMap, key: string | number): KeyedPair | null {
  let index = indexes.get(map)
  if (!index) {
    index = new Map()
    for (const pair of map.items as KeyedPair[])
      index.set(keyText(isScalar(pair.key) ? pair.key.value : pair.key), pair)
    indexes.set(map, index)
  }
  return index.get(keyText(key)) ?? null
}
