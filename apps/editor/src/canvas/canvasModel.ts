import {
  GATEWAY,
  disabledExecutors,
  lastDeployment,
  type ExecutorKind,
  type FlowIssue,
  type ParsedFlow,
} from '@flowdeck/shared'
import { chipsOf, kindOf, usesText } from './executorFacts.ts'
import { t } from '../i18n/t.ts'

export const ENTRY = 'gateway-entry'
export const EXIT = 'gateway-exit'

/** Everything that an Executor's node draws from the document (what it draws from a run comes from the live store). */
export interface ExecutorCard {
  name: string
  kind: ExecutorKind
  uses: string
  chips: string[]
  /** Pods it will have: shards × replicas. */
  replicas: number
  external: boolean
  floating: boolean
  errors: number
  warnings: number
  upstream: string[]
  downstream: string[]
  /** Commented out: Jina does not see it. */
  disabled?: true
}

export interface CanvasEdge {
  id: string
  /** Node ids: Executor names, `gateway-entry` or `gateway-exit`. */
  source: string
  target: string
  /** A filter on the target decides which Documents pass. */
  conditional: boolean
}

/** What the canvas shows of a Flow, before anything is placed. */
export interface CanvasModel {
  executors: ExecutorCard[]
  /** Executors that are commented out; no wire leads to them. */
  disabled: ExecutorCard[]
  edges: CanvasEdge[]
  gateway: { protocols: string[]; ports: number[]; errors: number; warnings: number }
}

export const edgeId = (source: string, target: string) => `${source}→${target}`
/** Name in edits: `gateway` for both bars. */
export const editName = (nodeId: string) => (nodeId === ENTRY || nodeId === EXIT ? GATEWAY : nodeId)

/** A node in a sentence. */
export const nodeWords = (nodeId: string) => (editName(nodeId) === GATEWAY ? t('the Gateway') : nodeId)

/** Nodes and edges of a Flow as Jina's loader would wire it; null when no Flow could be read. */
export function toCanvas(parsed: ParsedFlow): CanvasModel | null {
  const { spec } = parsed
  if (!spec) return null
  const names = new Set(spec.executors.map((executor) => executor.name))
  const last = lastDeployment(spec.executors)
  const edges: CanvasEdge[] = []
  const upstream = new Map<string, string[]>()
  const downstream = new Map<string, string[]>()
  const put = (map: Map<string, string[]>, key: string, value: string) => {
    const list = map.get(key)
    if (list) list.push(value)
    else map.set(key, [value])
  }
  const link = (from: string, to: string, conditional: boolean) => {
    edges.push({ id: edgeId(from, to), source: from, target: to, conditional })
    put(downstream, from, to === EXIT ? GATEWAY : to)
    put(upstream, to, from === ENTRY ? GATEWAY : from)
  }
  for (const executor of spec.executors) {
    const when = executor.args['when']
    for (const need of executor.needs) {
      if (need !== GATEWAY && !names.has(need)) continue
      link(need === GATEWAY ? ENTRY : need, executor.name, when !== undefined && when !== null)
    }
  }
  if (last) link(last.name, EXIT, false)
  else link(ENTRY, EXIT, false)
  const counts = countIssues(parsed.issues)
  return {
    executors: spec.executors.map((executor) => ({
      name: executor.name,
      kind: kindOf(executor),
      uses: usesText(executor),
      chips: chipsOf(executor),
      replicas: executor.replicas * executor.shards,
      external: executor.external,
      floating: executor.floating,
      errors: counts.get(executor.name)?.errors ?? 0,
      warnings: counts.get(executor.name)?.warnings ?? 0,
      upstream: upstream.get(executor.name) ?? [],
      downstream: downstream.get(executor.name) ?? [],
    })),
    disabled: disabledExecutors(parsed)
      .filter(({ name }) => !names.has(name))
      .map(({ name, spec: own }) => ({
        name,
        kind: own ? kindOf(own) : 'blank',
        uses: own ? usesText(own) : t('cannot be read'),
        chips: [],
        replicas: 1,
        external: false,
        floating: false,
        errors: 0,
        warnings: 0,
        upstream: [],
        downstream: [],
        disabled: true,
      })),
    edges,
    gateway: {
      protocols: [...spec.gateway.protocols],
      ports: [...spec.gateway.ports],
      errors: counts.get(GATEWAY)?.errors ?? 0,
      warnings: counts.get(GATEWAY)?.warnings ?? 0,
    },
  }
}

function countIssues(issues: readonly FlowIssue[]): Map<string, { errors: number; warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>()
  for (const issue of issues) {
    if (issue.executor === undefined || issue.severity === 'info') continue
    const count = counts.get(issue.executor) ?? { errors: 0, warnings: 0 }
    if (issue.severity === 'error') count.errors++
    else count.warnings++
    counts.set(issue.executor, count)
  }
  return counts
}

/** Everything that leads to `name` or follows from it, itself included. */
export function reachable(
  model: CanvasModel,
  name: string,
  direction: 'upstream' | 'downstream',
): Set<string> {
  const next = new Map<string, string[]>()
  for (const { source, target } of model.edges) {
    const [from, to] = direction === 'downstream' ? [source, target] : [target, source]
    const list = next.get(from)
    if (list) list.push(to)
    else next.set(from, [to])
  }
  const found = new Set([name])
  const open = [name]
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const other of next.get(at) ?? [])
      if (!found.has(other) && other !== ENTRY && other !== EXIT) {
        found.add(other)
        open.push(other)
      }
  return found
}
