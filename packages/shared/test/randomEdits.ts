import { lastDeployment } from '../src/flow/buildGraph.ts'
import { GATEWAY, type FlowSpec } from '../src/model/flowModel.ts'
import type { YamlValue } from '../src/value/yamlValue.ts'
import type { EditTarget, FlowEdit } from '../src/model/flowEdit.ts'

export type Numbers = readonly [number, number, number]

/** Any edit that makes sense for a Flow, chosen by three numbers. */
export function canvasEdit(spec: FlowSpec, [kind, a, b]: Numbers): FlowEdit {
  const names = spec.executors.map((executor) => executor.name)
  const pick = (n: number) => names[n % Math.max(1, names.length)] ?? GATEWAY
  const to = pick(a)
  const needs = spec.executors[a % Math.max(1, names.length)]?.needs ?? [GATEWAY]
  const from = needs[b % needs.length] as string
  const key = (['uses', 'uses_with', 'replicas', 'env', 'py_modules', 'shards'] as const)[b % 6] as string
  const pair = [...new Set([to, pick(b)])]
  const edits: FlowEdit[] = [
    { type: 'addExecutor', name: 'fresh', values: { uses: 'f.ts', uses_with: { a: [1, { b: 'x' }] } } },
    { type: 'addExecutor', name: 'fresh', needs: [...new Set([to, GATEWAY])] },
    { type: 'addExecutor', name: 'fresh', needs: [GATEWAY], keepExit: true },
    { type: 'setField', target: { executor: to }, key: 'replicas', value: (b % 7) + 2 },
    { type: 'setField', target: { executor: to }, key: 'uses_with', path: ['alpha', 'beta'], value: '123' },
    { type: 'setField', target: { executor: to }, key: 'uses', value: { jtype: 'X', with: { a: 1 } } },
    { type: 'setField', target: 'gateway', key: 'cors', value: true },
    { type: 'setField', target: 'flow', key: 'port', value: 12345 },
    { type: 'clearField', target: { executor: to }, key },
    { type: 'clearField', target: 'flow', key: Object.keys(spec.with)[a % 3] ?? 'port' },
    { type: 'renameExecutor', from: to, to: 'renamed' },
    { type: 'connect', from: to, to: pick(b) },
    { type: 'connect', from: to, to: GATEWAY },
    { type: 'disconnect', from, to },
    { type: 'reconnect', from, to, newFrom: pick(b), newTo: to },
    { type: 'removeExecutors', names: pair, reconnect: b % 2 === 0 },
    { type: 'insertOnEdge', name: 'between', from, to },
    {
      type: 'insertOnEdge',
      name: 'between',
      from: lastDeployment(spec.executors)?.name ?? GATEWAY,
      to: GATEWAY,
    },
    { type: 'duplicate', names: pair, keepIncoming: b % 2 === 0 },
    { type: 'moveInList', name: to, by: b % 2 === 0 ? 1 : -1 },
    {
      type: 'several',
      label: 'Set replicas',
      steps: pair.map((executor) => ({
        type: 'setField',
        target: { executor },
        key: 'replicas',
        value: (b % 7) + 2,
      })),
    },
    { type: 'paste', yaml: '- name: a # c\n  uses: p.ts\n- name: b\n' },
  ]
  return edits[kind % edits.length] as FlowEdit
}

/** Values of every type that a form can write, among them those that YAML or Jina would read otherwise. */
const VALUES: readonly YamlValue[] = [
  7,
  -1,
  2.5,
  true,
  null,
  '',
  'plain',
  'two words',
  '007',
  'yes',
  'a: b # c',
  "it's",
  'say "hi"',
  '- dash',
  '*star',
  '${{ ENV.X }}',
  'one\ntwo\n',
  ' spaced ',
  '🚀 é',
  '!Tag',
  ['a', 'b, c', 3],
  [],
  { a: 1, 'b c': ['x'] },
  [{ a: { b: 1 } }, 'c'],
]

const KEYS = ['uses', 'replicas', 'uses_with', 'env', 'timeout_ready', 'py_modules', 'when'] as const

/** One change that a form makes: a key of an Executor, of the Gateway or of the Flow, at any depth, is set or cleared. */
export function formEdit(spec: FlowSpec, [kind, a, b]: Numbers): FlowEdit {
  const executor = spec.executors[a % Math.max(1, spec.executors.length)]
  const place = kind % 7
  const target: EditTarget =
    place === 0 || !executor ? 'flow' : place === 1 ? 'gateway' : { executor: executor.name }
  const map = target === 'flow' ? spec.with : target === 'gateway' ? {} : (executor?.written ?? {})
  const keys = Object.keys(map).filter((key) => key !== 'name' && key !== 'jtype')
  const isNew = keys.length === 0 || place === 2
  const key = (isNew ? KEYS[b % KEYS.length] : keys[b % keys.length]) as string
  const path: (string | number)[] = []
  for (let inner = map[key], n = b; inner !== null && typeof inner === 'object' && n % 3 !== 0; n = n >> 1) {
    const steps = Array.isArray(inner) ? inner.map((_, index) => index) : Object.keys(inner)
    const step = steps[n % Math.max(1, steps.length)]
    if (step === undefined) break
    path.push(step)
    inner = (inner as Record<string | number, YamlValue>)[step]
  }
  if (place === 3) return { type: 'clearField', target, key, path }
  return {
    type: 'setField',
    target,
    key,
    path,
    value: VALUES[(a + b * 5 + kind) % VALUES.length] as YamlValue,
  }
}
