import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commentedEdit, commentedFlows, printFlow } from '../../test/commentedFlows.ts'
import type { Numbers } from '../../test/randomEdits.ts'
import type { FlowSpec } from '../model/flowModel.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { planEdit } from './planEdit.ts'

const SEED = 20261130

const commentsOf = (text: string) =>
  [...text.matchAll(/# (?:e\d|list|file|end|port)[^\r\n]*/g)].map(([all]) => all)

/** The comments right above and behind each Executor of a text, by its name. */
function findNeighbours(text: string): Map<string, string[]> {
  const lines = text.split(/\r?\n/)
  const found = new Map<string, string[]>()
  const lineOfEntry = (at: number) => {
    let line = at
    // An entry over several lines begins at its bracket.
    while (line > 0 && !/[{-]/.test((lines[line] ?? '').replace(/#.*/, ''))) line--
    return line
  }
  for (const [at, line] of lines.entries())
    for (const [index, [, name = '']] of [...line.replace(/#.*/, '').matchAll(/name: (\w+)/g)].entries()) {
      const comments: string[] = []
      found.set(name, comments)
      if (index > 0) continue
      for (let above = lineOfEntry(at) - 1; /^\s*#/.test(lines[above] ?? ''); above--)
        comments.push((lines[above] as string).trim())
    }
  return found
}

function check(text: string, numbers: Numbers): void {
  const parsed = parseFlow(text)
  expect(
    parsed.issues.filter(({ code }) => code === 'yaml-syntax'),
    text,
  ).toEqual([])
  const edit = commentedEdit(parsed.spec as FlowSpec, numbers)
  const outcome = planEdit(parsed, edit)
  if ('refused' in outcome) {
    expect(outcome.refused, `${JSON.stringify(edit)}\n${text}`).not.toContain('cannot be written')
    return
  }
  const why = `${JSON.stringify(edit)}\n--- before\n${text}\n--- after\n${outcome.text}`
  const gone = new Set(edit.type === 'removeExecutors' ? edit.names : [])
  const isKept = (comment: string) => !gone.has(comment.split(' ')[1] ?? '')
  const after = commentsOf(outcome.text)
  for (const comment of commentsOf(text)) {
    if (isKept(comment)) expect(after, `${comment} is lost\n${why}`).toContain(comment)
    else expect(after, `${comment} stays\n${why}`).not.toContain(comment)
  }
  if (edit.type === 'disableExecutors') return
  const before = findNeighbours(text)
  const renamed = new Map(Object.entries(outcome.renamed).map(([from, to]) => [to, from]))
  const added = new Set(outcome.added)
  for (const [name, comments] of findNeighbours(outcome.text)) {
    const own = renamed.get(name) ?? name
    if (added.has(name)) continue
    const expected = (before.get(own) ?? []).filter((comment) => comment.startsWith(`# ${own} above`))
    const actual = comments.filter((comment) => /^# e\d above/.test(comment))
    expect(actual, `above ${name}\n${why}`).toEqual(expected)
  }
  for (const line of outcome.text.split(/\r?\n/)) {
    const [, owner] = /# (e\d) behind/.exec(line) ?? []
    if (owner === undefined || line.trim().startsWith('#')) continue
    const last = [...line.replace(/#.*/, '').matchAll(/name: (\w+)/g)].at(-1)?.[1]
    if (last !== undefined && !added.has(last))
      expect(renamed.get(last) ?? last, `behind\n${why}`).toBe(owner)
  }
}

describe('an edit keeps every comment beside its Executor', () => {
  test('in lists of any layout', () => {
    const numbers = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))
    fc.assert(
      fc.property(commentedFlows, numbers, (flow, edit) => check(printFlow(flow), edit)),
      { numRuns: 250, seed: SEED },
    )
  })
})
