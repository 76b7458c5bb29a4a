import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { lastDeployment } from '../flow/buildGraph.ts'
import { type YamlMap, type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec, type FlowSpec } from '../model/flowModel.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { diffText } from './text/diffText.ts'
import type { FlowEdit } from '../model/flowEdit.ts'
import { planEdit } from './planEdit.ts'
import { applySplices } from './text/splices.ts'
import { canvasEdit, type Numbers } from '../../test/randomEdits.ts'

/** Everything that makes splicing hard, in one file. */
const HARD = `jtype: Flow
with:
  env: {A: &v 1}
x-base: &base
  replicas: 2
  uses_with:
    a: 1
executors:
  - &first
    name: a
    uses_with: &uw
      batch: 3 # c
      # inner
      k: [1, 2]
    # tail of a

  # about b
  - name: b
    <<: *base
    uses_with: *uw
  - *first
  - {name: c, needs: [a, b], uses_with: {x: 1}}
  -
  - name: d
    needs:
      # first
      - a # one
      - c
    env:
      K: |
        text
          more

      L: >-
        folded
        x
  - jtype: Deployment
    needs: b
    with:
      name: e
  - uses: q.ts
    floating: true
  # end
# outro
`

const folder = join(import.meta.dirname, '../../test/fixtures/flow-yaml')
const files = [
  ...readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
  { name: 'anchors and oddities', text: HARD },
]

/** The same Flow in other clothes. */
function variantsOf({ name, text }: { name: string; text: string }) {
  const value = parse(text.replace(/!(\w+)/g, 'jtype: $1'), { merge: true }) as YamlMap
  const list = JSON.stringify(value['executors'] ?? value['deployments'] ?? [])
  return [
    { name, text },
    { name: `${name}, CRLF and BOM`, text: `\uFEFF${text.replace(/\r?\n/g, '\r\n')}` },
    { name: `${name}, no last line break`, text: text.trimEnd() },
    { name: `${name}, all in brackets`, text: stringify(value, { collectionStyle: 'flow', lineWidth: 60 }) },
    { name: `${name}, list in brackets`, text: `jtype: Flow\nexecutors: ${list} # end\n` },
  ]
}
const variants = files.flatMap(variantsOf).filter(({ text }) => parseFlow(text).spec !== null)

/** What every Executor must wait for after an edit, worked out from the edit's meaning alone. */
function wantedNeeds(spec: FlowSpec, edit: FlowEdit): Map<string, string[]> {
  const needs = new Map(spec.executors.map((executor) => [executor.name, executor.needs]))
  const of = (name: string) => needs.get(name) ?? []
  const swap = (list: string[], old: string, by: string[]) => [
    ...new Set(list.flatMap((need) => (need === old ? by : [need]))),
  ]
  const orEntry = (list: string[]) => (list.length > 0 ? [...new Set(list)] : [GATEWAY])
  if (edit.type === 'addExecutor')
    needs.set(edit.name, edit.needs ?? [lastDeployment(spec.executors)?.name ?? GATEWAY])
  if (edit.type === 'renameExecutor')
    return new Map(
      [...needs].map(([name, list]) => [
        name === edit.from ? edit.to : name,
        swap(list, edit.from, [edit.to]),
      ]),
    )
  if (edit.type === 'connect' && edit.to !== GATEWAY) needs.set(edit.to, [...of(edit.to), edit.from])
  if (edit.type === 'disconnect') needs.set(edit.to, orEntry(swap(of(edit.to), edit.from, [])))
  if (edit.type === 'reconnect') needs.set(edit.to, swap(of(edit.to), edit.from, [edit.newFrom]))
  if (edit.type === 'insertOnEdge') {
    if (edit.to !== GATEWAY) needs.set(edit.to, swap(of(edit.to), edit.from, [edit.name]))
    needs.set(edit.name, [edit.from])
  }
  if (edit.type === 'removeExecutors') {
    const gone = new Set(edit.names)
    const behind = (name: string): string[] =>
      !gone.has(name) ? [name] : edit.reconnect ? of(name).flatMap(behind) : []
    return new Map(
      [...needs]
        .filter(([name]) => !gone.has(name))
        .map(([name, list]) => [
          name,
          list.some((need) => gone.has(need)) ? orEntry(list.flatMap(behind)) : list,
        ]),
    )
  }
  return needs
}

const sorted = (needs: Iterable<readonly [string, string[]]>) =>
  Object.fromEntries([...needs].map(([name, list]) => [name, list.toSorted()]))

/** An Executor's keys without those that edits of the graph may write. */
const ownKeys = ({ written }: ExecutorSpec) =>
  Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'needs' && key !== 'name'))

/** Edits after which another Executor may answer. */
const MOVES_EXIT = new Set<FlowEdit['type']>(['addExecutor', 'removeExecutors', 'connect'])
const exitOf = (spec: FlowSpec) => lastDeployment(spec.executors)?.name

function valueAt(value: YamlValue | undefined, path: readonly (string | number)[]): YamlValue | undefined {
  return path.reduce<YamlValue | undefined>((inner, step) => (inner as YamlMap | undefined)?.[step], value)
}

function check(text: string, numbers: Numbers): void {
  const parsed = parseFlow(text)
  const spec = parsed.spec as FlowSpec
  const edit = canvasEdit(spec, numbers)
  const outcome = planEdit(parsed, edit)
  const about = JSON.stringify(edit)
  if ('refused' in outcome) {
    // Only anchors may make an edit impossible to write.
    if (!/[&*]/.test(text)) expect(outcome.refused, about).not.toContain('cannot be written')
    return
  }
  const why = `${about}\n${outcome.text}`
  expect(applySplices(text, outcome.splices), why).toBe(outcome.text)
  const after = parseFlow(outcome.text).spec as FlowSpec
  expect(after, why).not.toBeNull()

  const needs = new Map(after.executors.map((executor) => [executor.name, executor.needs]))
  const copies = new Set(edit.type === 'duplicate' || edit.type === 'paste' ? outcome.added : [])
  expect(sorted([...needs].filter(([name]) => !copies.has(name))), why).toEqual(
    sorted(wantedNeeds(spec, edit)),
  )
  const keepsExit = edit.type === 'addExecutor' ? edit.keepExit === true : !MOVES_EXIT.has(edit.type)
  if (keepsExit && exitOf(spec) !== undefined && !(edit.type === 'insertOnEdge' && edit.to === GATEWAY))
    expect(exitOf(after), why).toBe(outcome.renamed[exitOf(spec) as string] ?? exitOf(spec))

  const steps = edit.type === 'several' ? edit.steps : [edit]
  const targets = new Map(
    steps.flatMap((step) =>
      'target' in step && typeof step.target === 'object' ? [[step.target.executor, step] as const] : [],
    ),
  )
  for (const executor of spec.executors) {
    const name = outcome.renamed[executor.name] ?? executor.name
    const now = after.executors.find((other) => other.name === name)
    if (edit.type === 'removeExecutors' && edit.names.includes(executor.name)) continue
    expect(now, why).toBeDefined()
    const step = targets.get(executor.name)
    if (!step) expect(ownKeys(now as ExecutorSpec), why).toEqual(ownKeys(executor))
    else if (step.type === 'setField')
      expect(valueAt(now?.written[step.key], step.path ?? []), why).toEqual(step.value)
  }
  const breaks = outcome.text.split('\n').length - 1
  expect(outcome.text.split('\r\n').length - 1, why).toBe(text.includes('\r\n') ? breaks : 0)
  // A field is one place: nothing outside the Executor's block and no second hunk.
  if (edit.type === 'setField') expect(diffText(text, outcome.text).length, why).toBeLessThanOrEqual(2)
}

describe('an edit makes the change that was meant and no other', () => {
  test.each(variants)('$name', ({ text }) => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)), (numbers) => check(text, numbers)),
      { numRuns: 40 },
    )
  })
})

test.each(variants)('setting what is set already leaves every byte of $name', ({ text }) => {
  const parsed = parseFlow(text)
  expect(parsed.text).toBe(text)
  for (const { name, written } of parsed.spec?.executors ?? [])
    for (const [key, value] of Object.entries(written)) {
      if (key === 'name' || key === 'jtype' || key === 'with') continue
      const outcome = planEdit(parsed, { type: 'setField', target: { executor: name }, key, value })
      expect(outcome, `${name}.${key}`).toMatchObject({ splices: [], text })
    }
})
