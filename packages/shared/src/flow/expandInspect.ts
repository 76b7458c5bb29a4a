import { findHanging } from './readExecutors.ts'
import { type YamlMap } from '../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../model/flowModel.ts'

/** What the Flow's key `inspect` does with inspections (Jina 3.x: `COLLECT` unless told). */
export type InspectMode = 'COLLECT' | 'HANG' | 'REMOVE'

export function inspectModeOf(flowWith: YamlMap): InspectMode {
  const written = String(flowWith['inspect'] ?? 'COLLECT').toUpperCase()
  return written === 'HANG' || written === 'REMOVE' ? written : 'COLLECT'
}

/**
 * The Executors that run for those that are written, when some of them are inspections (`method: inspect`). Jina 3.x: beside each stands
 * `_aux_<name>`, through which the Flow goes on; `COLLECT` joins all inspections with the last Executor in `gather_inspect`, `HANG`
 * drops their results, `REMOVE` leaves them out.
 */
export function expandInspect(executors: readonly ExecutorSpec[], mode: InspectMode): ExecutorSpec[] {
  if (!executors.some(isInspection)) return [...executors]
  if (mode === 'REMOVE') return removeInspections(executors)
  const names = new Set(executors.map(({ name }) => name))
  const fresh = (wanted: string) => {
    let name = wanted
    for (let n = 1; names.has(name); n++) name = `${wanted}${n}`
    names.add(name)
    return name
  }
  /** What is inspected → the Executor that stands for it from then on. */
  const standIns = new Map<string, string>()
  const standIn = (needs: readonly string[]) => [...new Set(needs.map((need) => standIns.get(need) ?? need))]
  const running: ExecutorSpec[] = []
  let last: string = GATEWAY
  for (const executor of executors) {
    if (isInspection(executor)) {
      const name = fresh(`_aux_${executor.name}`)
      running.push({ ...executor, needs: [last] }, passing(executor, name, [last]))
      standIns.set(last, name)
      last = name
    } else {
      const chained = !executor.writtenNeeds || executor.writtenNeeds.length === 0
      const needs =
        executor.method === 'needs_all'
          ? findHanging(running, running)
          : standIn(chained ? [last] : executor.needs)
      running.push({ ...executor, needs })
      if (!executor.floating) last = executor.name
    }
  }
  const inspections = running.filter(isInspection)
  const [first] = inspections
  if (mode === 'HANG' || !first) return running
  const all = [...inspections.map(({ name }) => name), last]
  return [...running, passing(first, fresh('gather_inspect'), all)]
}

/** Nothing waits for an inspection that does not run. */
function removeInspections(executors: readonly ExecutorSpec[]): ExecutorSpec[] {
  const removed = new Set(executors.filter(isInspection).map(({ name }) => name))
  return executors
    .filter((executor) => !isInspection(executor))
    .map((executor) => ({ ...executor, needs: executor.needs.filter((need) => !removed.has(need)) }))
}

function isInspection({ method }: ExecutorSpec): boolean {
  return method === 'inspect'
}

/** An Executor that passes documents on, at the place of an inspection. */
function passing(inspection: ExecutorSpec, name: string, needs: string[]): ExecutorSpec {
  const keep = (map: YamlMap): YamlMap => {
    const { uses: _, uses_with: __, py_modules: ___, port: ____, when: _____, ...rest } = map
    return { ...rest, floating: false }
  }
  return {
    ...inspection,
    name,
    writtenName: null,
    method: 'add',
    writtenNeeds: needs,
    needs,
    written: keep(inspection.written),
    args: keep(inspection.args),
    floating: false,
    external: false,
    replicas: 1,
    shards: 1,
    uses: null,
  }
}
