import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMap, isNode, isSeq } from 'yaml'
import { CORPUS } from '../../test/fixtures/corpus.ts'
import { canvasEdit, formEdit, type Numbers } from '../../test/randomEdits.ts'
import { type YamlMap } from '../value/yamlValue.ts'
import { GATEWAY, type FlowSpec, type ParsedFlow } from '../model/flowModel.ts'
import { findAnchors } from '../yaml/findAnchors.ts'
import { parseFlow, yamlOf } from '../read/parseFlow.ts'
import { diffText } from './text/diffText.ts'
import type { EditOutcome, EditTarget, FlowEdit } from '../model/flowEdit.ts'
import { writtenKey } from './text/entryKeys.ts'
import { planEdit } from './planEdit.ts'

const SEED = 20261125
const RUNS = 8

/** Lines of a text (from 1) that an edit may replace or remove; new lines may stand anywhere. */
type Lines = Set<number>

const FLOWS = CORPUS.filter(({ text }) => parseFlow(text).spec !== null)

function addLines(lines: Lines, from: number, to: number): void {
  for (let line = from; line <= to; line++) lines.add(line)
}

/** A file whose lines end with CR alone, with LF instead, to tell its lines apart. */
const withLineFeeds = (text: string) => (text.includes('\n') ? text : text.replaceAll('\r', '\n'))
const lineOf = (text: string, offset: number) => withLineFeeds(text).slice(0, offset).split('\n').length

/** Lines of a node, without the line breaks and comments that its range may end with. */
function linesOfNode(parsed: ParsedFlow, path: readonly (string | number)[], lines: Lines): void {
  const { positions } = yamlOf(parsed)
  const pair = positions.pairAt(path)
  const node = positions.nodeAt(path)
  const start = pair?.key.range?.[0] ?? node?.range?.[0]
  if (start === undefined) return
  const end = Math.max(start, node?.range?.[1] ?? pair?.key.range?.[1] ?? start)
  const written = parsed.text.slice(0, positions.original(end)).replace(/\r?\n$/, '')
  addLines(lines, lineOf(parsed.text, positions.original(start)), withLineFeeds(written).split('\n').length)
}

/** Whether the map or list at a path stands in brackets (or is an alias, or empty): its keys share lines with others. */
function sharesLines(parsed: ParsedFlow, path: readonly (string | number)[]): boolean {
  const node = yamlOf(parsed).positions.nodeAt(path)
  return !(isMap(node) || isSeq(node)) || node.flow === true || node.items.length === 0
}

function pathOfTarget(parsed: ParsedFlow, target: EditTarget, key: string): (string | number)[] {
  if (target === 'flow') return ['with']
  if (target === 'gateway') return [GATEWAY]
  const executor = parsed.spec?.executors.find(({ name }) => name === target.executor)
  const path = [...(executor?.path ?? [])]
  const { positions } = yamlOf(parsed)
  const embedded = isMap(positions.nodeAt([...path, 'with'])) && positions.pairAt([...path, 'jtype']) !== null
  return embedded && !(key === 'needs' && positions.pairAt([...path, 'needs'])) ? [...path, 'with'] : path
}

/** The lines of one key: its own, or (when it is new) those that its brackets share with their neighbours. */
function linesOfField(
  parsed: ParsedFlow,
  edit: Extract<FlowEdit, { key: string; target: EditTarget }>,
): Lines {
  const lines: Lines = new Set()
  const { positions } = yamlOf(parsed)
  const parent = pathOfTarget(parsed, edit.target, edit.key)
  const scope = typeof edit.target === 'object' ? 'executor' : edit.target
  const value = positions.nodeAt(parent)?.toJS(yamlOf(parsed).document as never) as YamlMap | null
  const full = [
    ...parent,
    writtenKey(scope, value ?? {}, edit.key),
    ...('path' in edit ? (edit.path ?? []) : []),
  ]
  let depth = full.length
  // The innermost part of the path that is written.
  while (depth > 0 && !positions.pairAt(full.slice(0, depth)) && !positions.nodeAt(full.slice(0, depth)))
    depth--
  const at = full.slice(0, depth)
  const isWritten = depth === full.length
  if (isWritten || sharesLines(parsed, at)) linesOfNode(parsed, at, lines)
  // A cleared key takes maps along that are empty then.
  if (edit.type === 'clearField')
    for (let up = depth - 1; up > 0; up--) {
      const outer = positions.nodeAt(full.slice(0, up))
      if ((isMap(outer) || isSeq(outer)) && outer.items.length <= 1)
        linesOfNode(parsed, full.slice(0, up), lines)
      else break
    }
  // Behind a dash the next key moves up.
  if (edit.type === 'clearField' && isWritten) {
    const outer = positions.nodeAt(full.slice(0, -1))
    const at = isMap(outer) ? outer.items.findIndex((pair) => String(pair.key) === String(full.at(-1))) : -1
    const next = isMap(outer) ? outer.items[at + 1]?.key : null
    if (at === 0 && isNode(next) && next.range)
      lines.add(lineOf(parsed.text, positions.original(next.range[0])))
  }
  for (let up = depth - 1; up > 0; up--)
    if (sharesLines(parsed, full.slice(0, up)) && positions.nodeAt(full.slice(0, up)))
      linesOfNode(parsed, full.slice(0, up), lines)
  return lines
}

/** Lines that say who an Executor is and what it waits for, and whole entries that went or moved. */
function linesOfGraph(parsed: ParsedFlow, edit: FlowEdit, outcome: EditOutcome): Lines {
  const lines: Lines = new Set()
  const { positions } = yamlOf(parsed)
  const before = (parsed.spec as FlowSpec).executors
  const after = new Map((outcome.parsed.spec as FlowSpec).executors.map((item) => [item.name, item]))
  const list = before[0]?.path.slice(0, -1) ?? ['executors']
  // Without its last entry the list is written as `[]`.
  if (sharesLines(parsed, list) || outcome.parsed.spec?.executors.length === 0)
    linesOfNode(parsed, list, lines)
  const gone = new Set(edit.type === 'removeExecutors' ? edit.names : [])
  for (const executor of before) {
    const now = after.get(outcome.renamed[executor.name] ?? executor.name)
    const args = pathOfTarget(parsed, { executor: executor.name }, 'name')
    if (gone.has(executor.name) || now === undefined) {
      linesOfNode(parsed, executor.path, lines)
      const first = positions.nodeAt(executor.path)?.range?.[0]
      const next = positions.nodeAt([...executor.path.slice(0, -1), (executor.path.at(-1) as number) + 1])
      // The entry begins at its dash and ends where the next one begins: comments inside belong to it.
      if (first !== undefined) {
        const start = positions.original(first)
        const dash = parsed.text.lastIndexOf('-', start)
        const end = next?.range ? positions.original(next.range[0]) : parsed.text.length
        const from = lineOf(parsed.text, Math.max(0, dash))
        addLines(lines, from, lineOf(parsed.text, end) - (next ? 1 : 0))
        // Comments right above it do, too.
        const all = withLineFeeds(parsed.text).split('\n')
        for (let line = from - 1; all[line - 1]?.trim().startsWith('#'); line--) lines.add(line)
      }
      continue
    }
    const renamed = now.name !== executor.name
    const rewired = JSON.stringify(now.written['needs']) !== JSON.stringify(executor.written['needs'])
    if (renamed || rewired || now.written['name'] !== executor.written['name']) {
      for (const key of ['name', 'needs']) {
        linesOfNode(parsed, [...args, key], lines)
        linesOfNode(parsed, [...executor.path, key], lines)
      }
      if (sharesLines(parsed, args)) linesOfNode(parsed, args, lines)
      // A name that is new goes to the front: the first key moves down from beside its dash.
      if (executor.written['name'] === undefined) {
        const first = positions.nodeAt(args)?.range?.[0]
        if (first !== undefined) lines.add(lineOf(parsed.text, positions.original(first)))
      }
    }
  }
  return lines
}

/** Where an anchor goes or moves below an alias, the first alias that is left becomes the anchor. */
function addAliases(text: string, edit: FlowEdit, lines: Lines): void {
  const moves = edit.type === 'moveInList' || edit.type === 'connect' || edit.type === 'duplicate'
  const marks = findAnchors(text).map((mark) => ({ ...mark, line: lineOf(text, mark.start) }))
  const moved = new Set(marks.filter(({ line }) => moves || lines.has(line)).map(({ name }) => name))
  for (const { name, line } of marks) if (moved.has(name)) lines.add(line)
}

/** Every line that went must be one of those; a last line without its line break may get one. */
function expectOnlyLines(before: string, after: string, lines: Lines, why: string): void {
  const last = before.split('\n').length
  for (const hunk of diffText(before, after)) {
    hunk.before.forEach((line, i) => {
      const number = hunk.beforeLine + i
      const onlyEnd =
        line === '\uFEFF' || (number === last && hunk.after.some((now) => now.replace(/\r$/, '') === line))
      if (!onlyEnd)
        expect(lines.has(number), `line ${number} (${JSON.stringify(line)}) changed too\n${why}`).toBe(true)
    })
  }
}

/** Entries that come, go or move leave the lines of all others: none but the allowed ones is missing afterwards. */
function expectSameLines(before: string, after: string, lines: Lines, why: string): void {
  const left = after.split('\n')
  const all = before.split('\n')
  // Of lines that say the same, nobody can tell which one went.
  const allowed = new Set([...lines].map((line) => all[line - 1]?.trim()))
  for (const line of all) {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    else if (line.trim() !== '' && line !== '\uFEFF' && !left.some((now) => now.replace(/\r$/, '') === line))
      expect(allowed.has(line.trim()), `${JSON.stringify(line)} is gone\n${why}`).toBe(true)
  }
}

let made = 0

function check(text: string, numbers: Numbers, by: 'form' | 'canvas'): void {
  const parsed = parseFlow(text)
  const edit =
    by === 'form' ? formEdit(parsed.spec as FlowSpec, numbers) : canvasEdit(parsed.spec as FlowSpec, numbers)
  const outcome = planEdit(parsed, edit)
  if ('refused' in outcome) return
  if (outcome.splices.length > 0) made++
  const why = `${JSON.stringify(edit)}\n--- before\n${text}\n--- after\n${outcome.text}`
  const isField = edit.type === 'setField' || edit.type === 'clearField'
  const lines = isField ? linesOfField(parsed, edit) : linesOfGraph(parsed, edit, outcome)
  for (const step of edit.type === 'several' ? edit.steps : [])
    if (step.type === 'setField' || step.type === 'clearField')
      for (const line of linesOfField(parsed, step)) lines.add(line)
  addAliases(withLineFeeds(text), edit, lines)
  const expectLines = isField ? expectOnlyLines : expectSameLines
  expectLines(withLineFeeds(text), withLineFeeds(outcome.text), lines, why)
}

const numbers = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))

describe.each(['form', 'canvas'] as const)(
  'an edit by the %s changes only the lines of what it edits',
  (by) => {
    test.each(FLOWS)('$name [FI-79]', ({ text }) => {
      fc.assert(
        fc.property(numbers, (chosen) => check(text, chosen, by)),
        { numRuns: RUNS, seed: SEED },
      )
    })
  },
)

test('a thousand edits were made on more than 150 files', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(150)
  expect(new Set(CORPUS.map(({ text }) => text)).size).toBe(CORPUS.length)
  expect(made).toBeGreaterThanOrEqual(1000)
})
