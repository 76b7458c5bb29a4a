import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ParsedFlow } from '../model/flowModel.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { disabledExecutors } from './editDisabled.ts'
import { planEdit } from './planEdit.ts'

const folder = join(import.meta.dirname, '../../test/fixtures/flow-yaml')
const HARD = `jtype: Flow
executors:
  # about a
  - name: a
    env:
      K: |+
        text
          # not a comment

        end

    # tail of a
# far left
  - uses: b.ts
    needs: # why
      - a # one
      - gateway

  - name: c
    uses_with: {x: [1,
      2]}
    needs: [executor1, a]
  -
  - jtype: Deployment
    needs: [c]
    with:
      name: e
  - {name: f, needs: e}
  - name: g
    floating: true
    needs: c
  - name: h`

const files = [
  ...readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
  { name: 'oddities', text: HARD },
]
const variants = files.flatMap(({ name, text }) => [
  { name, text },
  { name: `${name} with CRLF`, text: text.replaceAll('\n', '\r\n') },
  { name: `${name} without a last newline`, text: text.replace(/\n+$/, '') },
  { name: `${name} with a BOM`, text: `\uFEFF${text}` },
])

const needsOf = (flow: ParsedFlow) =>
  Object.fromEntries((flow.spec?.executors ?? []).map(({ name, needs }) => [name, needs.toSorted()]))
const keysOf = (flow: ParsedFlow) =>
  Object.fromEntries(
    (flow.spec?.executors ?? []).map(({ name, written }) => [
      name,
      Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'needs' && key !== 'name')),
    ]),
  )

/** Disables one Executor; checks that the rest means what it means after removing it. Null when that is refused. */
function disable(flow: ParsedFlow, name: string): ParsedFlow | null {
  const outcome = planEdit(flow, { type: 'disableExecutors', names: [name] })
  const removed = planEdit(flow, { type: 'removeExecutors', names: [name], reconnect: true })
  if ('refused' in outcome) {
    // Only what is written in brackets or shared by anchors cannot be commented out.
    expect(outcome.refused + flow.text).toMatch(/in brackets|[&*]\w/)
    return null
  }
  if ('refused' in removed) return null
  expect(needsOf(outcome.parsed), outcome.text).toEqual(needsOf(removed.parsed))
  expect(keysOf(outcome.parsed), outcome.text).toEqual(keysOf(removed.parsed))
  expect(
    disabledExecutors(outcome.parsed).map((item) => item.name),
    outcome.text,
  ).toContain(name)
  return outcome.parsed
}

describe('what is disabled and enabled again is the same, byte for byte', () => {
  test.each(variants)('$name', ({ text }) => {
    const flow = parseFlow(text)
    const names = (flow.spec?.executors ?? []).map(({ name }) => name)
    if (names.length === 0) return
    fc.assert(
      fc.property(
        fc.shuffledSubarray(names, { minLength: 1, maxLength: Math.min(3, names.length) }),
        (chosen) => {
          let now = flow
          const done: string[] = []
          for (const name of chosen) {
            const next = disable(now, name)
            if (!next) continue
            now = next
            done.push(name)
          }
          const back = planEdit(now, { type: 'enableExecutors', names: done })
          if (done.length > 0) expect(back).toMatchObject({ ok: true, text })
        },
      ),
      { numRuns: 8 },
    )
  })
})
