import { deploymentStatus, type DeploymentStatus, type FlowRun, type PodStatus } from '@flowdeck/shared'
import { useShallow } from 'zustand/react/shallow'
import { useLive } from '../state/useLive.ts'

/** One pass per run state instead of one per node: 2,000 nodes ask. */
const statuses = new WeakMap<FlowRun, Map<string, DeploymentStatus>>()

function statusesOf(run: FlowRun): Map<string, DeploymentStatus> {
  const known = statuses.get(run)
  if (known) return known
  const pods = new Map<string, PodStatus[]>()
  for (const pod of run.pods) {
    const group = pods.get(pod.deployment)
    if (group) group.push(pod)
    else pods.set(pod.deployment, [pod])
  }
  const folded = new Map([...pods].map(([name, group]) => [name, deploymentStatus(group)]))
  statuses.set(run, folded)
  return folded
}

/** The state that the node of one Executor shows; null when no run of this Flow knows it. */
export function useDeploymentStatus(flowId: string | null, name: string): DeploymentStatus | null {
  return useLive(
    useShallow(({ runs }) => {
      const run = flowId === null ? undefined : runs[flowId]
      return run ? (statusesOf(run).get(name) ?? null) : null
    }),
  )
}

/** The newest run of a Flow, ended or not. */
export function useRun(flowId: string | null): FlowRun | null {
  return useLive(({ runs }) => (flowId === null ? null : (runs[flowId] ?? null)))
}
