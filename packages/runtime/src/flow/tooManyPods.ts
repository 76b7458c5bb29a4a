import { sentence, type FlowSpec, type Sentence } from '@flowdeck/shared'
import { readLimit } from '../transport/operatorLimits.ts'

/** What is said of a Flow that would start more processes than a machine should have by accident; null of any other. */
export function tooManyPods({ executors }: FlowSpec, env: NodeJS.ProcessEnv): Sentence | null {
  const max = readLimit('FLOWDECK_MAX_PODS', env)
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
