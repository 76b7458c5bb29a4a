import type { FlowPlan } from '../flow/flowPlan.ts'
import type { Pod } from '../pod/Pod.ts'

/**
 * Starts Pods again by a new plan, each when the one before is ready, so that the others answer meanwhile. One that does not start goes
 * back to its old command line where that runs the old source still.
 * @throws FlowError of the first that does not start; those after it are left as they are
 */
export async function rollPods(
  pods: readonly Pod[],
  plan: FlowPlan,
  { graceMs: otherwise, ready }: { graceMs: number; ready: (pod: Pod) => Promise<void> },
): Promise<void> {
  for (const pod of pods) {
    const before = pod.plan
    const graceMs = before.stopMs ?? otherwise
    const next = plan.pods.find(({ id }) => id === before.id)
    if (!next) continue
    await pod.replace(next, graceMs)
    try {
      await ready(pod)
    } catch (thrown) {
      if (JSON.stringify(next.argv) !== JSON.stringify(before.argv)) {
        await pod.replace(before, graceMs)
        await ready(pod).catch(() => {})
      }
      throw thrown
    }
  }
}
