import { lastDeployment } from '../flow/buildGraph.ts'
import { GATEWAY, type FlowSpec } from '../flow/flowModel.ts'
import { reachableFrom } from './topology.ts'

/** Why an edge cannot be drawn. */
export interface ConnectionProblem {
  code: 'self' | 'exists' | 'cycle' | 'unknown' | 'through' | 'floating'
  message: string
}

/** Whether `from` → `to` may be drawn; `gateway` is the entry as `from` and the exit as `to`. Null when it may. */
export function checkConnection(spec: FlowSpec, from: string, to: string): ConnectionProblem | null {
  const source = spec.executors.find((executor) => executor.name === from)
  const target = spec.executors.find((executor) => executor.name === to)
  if (from === GATEWAY && to === GATEWAY)
    return {
      code: 'through',
      message: 'The entry cannot be wired straight to the exit: put an Executor between them.',
    }
  if ((from !== GATEWAY && !source) || (to !== GATEWAY && !target))
    return { code: 'unknown', message: `There is no Executor "${source || from === GATEWAY ? to : from}".` }
  if (from === to) return { code: 'self', message: `"${from}" cannot wait for itself.` }
  if (to === GATEWAY) {
    if (source?.floating)
      return {
        code: 'floating',
        message: `"${from}" is floating: its result never reaches the client. Switch "floating" off first.`,
      }
    return lastDeployment(spec.executors)?.name === from
      ? { code: 'exists', message: `"${from}" gives the answer already.` }
      : null
  }
  if (target?.needs.includes(from)) return { code: 'exists', message: `"${to}" waits for "${from}" already.` }
  if (from !== GATEWAY && reachableFrom(spec.executors, to).has(from))
    return { code: 'cycle', message: `That would be a cycle: "${from}" already waits for "${to}".` }
  return null
}
