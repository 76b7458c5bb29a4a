import { sentence, type FlowSpec, type Sentence } from '@flowdeck/shared'

/** Processes that one Flow may have on this machine, unless FLOWDECK_MAX_PODS says otherwise. */
const MAX_PODS = 256

/** What is said of a Flow that would start more processes than a machine should have by accident; null of any other. */
export function tooManyPods({ executors }: FlowSpec, env: NodeJS.ProcessEnv): Sentence | null {
  const told = Number(env['FLOWDECK_MAX_PODS'])
  const max = Number.isInteger(told) && told > 0 ? told : MAX_PODS
  const count = executors.reduce(
    (sum, { external, replicas, shards }) =>
      // Shards have a Head before them.
      external ? sum : sum + replicas * shards + (shards > 1 ? 1 : 0),
    // The Gateway.
    1,
  )
  return count <= max
    ? null
    : sentence(
        'This Flow would start {{number}} processes on this machine; at most {{max}} are started. Export it for a cluster, or set FLOWDECK_MAX_PODS and start Flowdeck again.',
        { number: count, max },
      )
}
