import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GATEWAY, type FlowSpec, type ParsedFlow } from '../model/flowModel.ts'
import { parseFlow } from '../read/parseFlow.ts'
import type { FlowEdit } from '../model/flowEdit.ts'
import { EMPTY_HISTORY, record, redo, undo } from './history.ts'
import { planEdit } from './planEdit.ts'

const folder = join(import.meta.dirname, '../../test/fixtures/flow-yaml')
const fixtures = readdirSync(folder)
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  .filter(({ text }) => parseFlow(text).spec !== null)

/** Any edit that makes sense for a Flow, chosen by four numbers. */
function editFor(spec: FlowSpec, [kind, a, b]: [number, number, number]): FlowEdit {
  const names = spec.executors.map((executor) => executor.name)
  const pick = (n: number) => names[n % Math.max(1, names.length)] ?? GATEWAY
  const kinds: FlowEdit[] = [
    { type: 'addExecutor', name: 'fresh', values: { uses: 'fresh.ts' } },
    { type: 'setField', target: { executor: pick(a) }, key: 'replicas', value: (b % 7) + 2 },
    {
      type: 'setField',
      target: { executor: pick(a) },
      key: 'uses_with',
      path: ['alpha', 'beta'],
      value: '123',
    },
    { type: 'clearField', target: { executor: pick(a) }, key: 'uses' },
    { type: 'renameExecutor', from: pick(a), to: 'renamed' },
    { type: 'connect', from: pick(a), to: pick(b) },
    { type: 'connect', from: pick(a), to: GATEWAY },
    { type: 'disconnect', from: pick(a), to: pick(b) },
    { type: 'removeExecutors', names: [pick(a)], reconnect: b % 2 === 0 },
    { type: 'duplicate', names: [pick(a), pick(b)], keepIncoming: b % 2 === 0 },
    {
      type: 'insertOnEdge',
      name: 'between',
      from: spec.executors[a % Math.max(1, names.length)]?.needs[0] ?? GATEWAY,
      to: pick(a),
    },
    { type: 'setField', target: 'gateway', key: 'cors', value: true },
    { type: 'setField', target: 'flow', key: 'port', value: 12345 },
  ]
  return kinds[kind % kinds.length] as FlowEdit
}

const numbers = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))

/** Needs of all Executors that the edit does not speak of, with removed and renamed ones followed. */
const needsOf = ({ spec }: ParsedFlow) => new Map((spec as FlowSpec).executors.map((e) => [e.name, e.needs]))

describe.each(fixtures)('$name', ({ text }) => {
  test('any edit gives a readable Flow, keeps its comments, and is undone to the byte [FI-79]', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 4 }), (steps) => {
        const layout = { version: 1 as const, nodes: {} }
        let now = { text, layout }
        let history = EMPTY_HISTORY
        for (const [i, step] of steps.entries()) {
          const parsed = parseFlow(now.text)
          const edit = editFor(parsed.spec as FlowSpec, step)
          const outcome = planEdit(parsed, edit)
          if ('refused' in outcome) continue
          const after = parseFlow(outcome.text)
          expect(after.spec, `${JSON.stringify(edit)}\n${outcome.text}`).not.toBeNull()
          if (edit.type === 'setField' || edit.type === 'addExecutor')
            for (const [name, needs] of needsOf(parsed)) expect(needsOf(after).get(name)).toEqual(needs)
          const comments = (t: string) => (t.match(/(?:^|\s)#.*$/gm) ?? []).length
          if (edit.type !== 'removeExecutors' && edit.type !== 'clearField')
            expect(comments(outcome.text), JSON.stringify(edit)).toBeGreaterThanOrEqual(comments(now.text))
          const next = { text: outcome.text, layout }
          history = record(history, { before: now, after: next, label: outcome.label, nowMs: i * 1000 })
          now = next
        }
        const end = now.text
        let back = now
        for (let step = undo(history, back); step; step = undo(history, back)) {
          history = step.history
          back = step.snapshot
        }
        expect(back.text).toBe(text)
        for (let step = redo(history, back); step; step = redo(history, back)) {
          history = step.history
          back = step.snapshot
        }
        expect(back.text).toBe(end)
      }),
      { numRuns: 25 },
    )
  })
})
