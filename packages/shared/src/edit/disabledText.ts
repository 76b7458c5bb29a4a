import { isPythonIdentifier } from '../value/pythonIdentifier.ts'
import { isScalar, visit } from 'yaml'
import type { ParsedYaml } from '../yaml/parseYaml.ts'
import { MARK } from './text/textSlots.ts'

/** How a neighbour's entry was written before it was joined to what stood around a disabled Executor. */
export interface Healed {
  /** Name of the neighbour. */
  executor: string
  /** What it waited for, and what it waits for now. */
  needs: string[]
  now: string[]
  /** Of the neighbour's lines as they are now: as long as it fits, `undo` brings back every byte. */
  hash: string
  /** Start, end and old text of each change, counted from the beginning of the neighbour's lines. */
  undo: [start: number, end: number, text: string][]
}

/** An entry of the list that is commented out between two marker lines. */
export interface DisabledBlock {
  name: string
  /** Offsets of everything that belongs to it, both markers included. */
  start: number
  end: number
  /** Its lines as they were. */
  text: string
  healed: Healed[]
}

/** Comments out the lines of an entry whose dash stands at `column`, between markers that say how to go back. */
export function commentOut(
  lines: string,
  { name, healed, column, newline }: { name: string; healed: Healed[]; column: number; newline: string },
): string {
  const indent = ' '.repeat(column)
  const word = isPythonIdentifier(name) ? name : JSON.stringify(name)
  const head = [
    `${indent}${MARK}disabled ${word}`,
    ...healed.map((item) => `${indent}${MARK}healed ${JSON.stringify(item)}`),
  ]
  const body = lines
    .split(/(?<=\n)/)
    .map((line) => commentLine(line, column))
    .join('')
  const open = !lines.endsWith('\n')
  const tail = `${open ? newline : ''}${indent}${MARK}end ${word}${open ? '' : newline}`
  return head.map((line) => line + newline).join('') + body + tail
}

/** The sign goes where the dash stands, or in front of what stands further left; a line without content gets no blank. */
function commentLine(line: string, column: number): string {
  const at = Math.min(column, /^ */.exec(line)?.[0].length ?? 0)
  const rest = line.slice(at)
  return `${line.slice(0, at)}#${/^\r?\n?$/.test(rest) ? '' : ' '}${rest}`
}

const uncommentLine = (line: string) => line.replace(/^( *)# ?/, '$1')

/** Every disabled entry of a text, in order. A marker inside a text block is no marker. */
export function findDisabledBlocks(yaml: ParsedYaml): DisabledBlock[] {
  const { text } = yaml
  if (!text.includes(`${MARK}disabled `)) return []
  const lines = linesOf(text)
  const scalars = multilineScalars(yaml)
  const found: DisabledBlock[] = []
  for (let at = 0; at < lines.length; at++) {
    const { start = 0, line: first = '' } = lines[at] ?? {}
    const word = wordOf(first, 'disabled')
    if (word === null || scalars.some((range) => start >= range.start && start < range.end)) continue
    const end = lines.findIndex(({ line }, index) => index > at && wordOf(line, 'end') === word)
    const name = nameOf(word)
    if (end < 0 || name === null) continue
    const healed: Healed[] = []
    let body = at + 1
    for (; body < end; body++) {
      const note = wordOf(lines[body]?.line ?? '', 'healed')
      if (note === null) break
      const read = readHealed(note)
      if (read) healed.push(read)
    }
    const last = lines[end] as Line
    const kept = lines
      .slice(body, end)
      .map(({ line }) => uncommentLine(line))
      .join('')
    found.push({
      name,
      start,
      end: last.start + last.line.length,
      // Without a newline at the end of the file there was none behind the entry either.
      text: last.line.endsWith('\n') ? kept : kept.replace(/\r?\n$/, ''),
      healed,
    })
    at = end
  }
  return found
}

interface Line {
  start: number
  /** With its end. */
  line: string
}

function linesOf(text: string): Line[] {
  let start = 0
  return text.split(/(?<=\n)/).map((line) => {
    const found = { start, line }
    start += line.length
    return found
  })
}

function wordOf(line: string, kind: 'disabled' | 'healed' | 'end'): string | null {
  const content = line.trim()
  return content.startsWith(`${MARK}${kind} `) ? content.slice(MARK.length + kind.length + 1) : null
}

function nameOf(word: string): string | null {
  if (!word.startsWith('"')) return word
  const value = readJson(word)
  return typeof value === 'string' ? value : null
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A note that a person has changed is no note: the neighbour then stays as it is. */
function readHealed(text: string): Healed | null {
  const value = readJson(text) as Partial<Healed> | null
  const isText = (item: unknown): item is string => typeof item === 'string'
  const isTexts = (list: unknown): list is string[] => Array.isArray(list) && list.every(isText)
  if (!value || !isText(value.executor) || !isTexts(value.needs) || !isTexts(value.now)) return null
  const undo = Array.isArray(value.undo) ? value.undo : []
  const exact = isText(value.hash) && undo.every((item) => Array.isArray(item) && isText(item[2]))
  const { executor, needs, now } = value
  return { executor, needs, now, hash: exact ? (value.hash as string) : '', undo: exact ? undo : [] }
}

function multilineScalars({ document, positions }: ParsedYaml): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = []
  if (document)
    visit(document, (_, node) => {
      if (isScalar(node) && node.range && node.type !== 'PLAIN')
        ranges.push({ start: positions.original(node.range[0]), end: positions.original(node.range[1]) })
    })
  return ranges
}

/** A short number for a text (FNV-1a, 32 bit): whether it is still the same, not a secret. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16)
}
