import {
  deploymentStatus,
  type DeploymentStatus,
  type FlowRun,
  type PodStatus,
  type Preflight,
} from '@flowdeck/shared'
import { useShallow } from 'zustand/react/shallow'
import { useLive } from '../state/useLive.ts'
import { useRunControl } from './runControl.ts'
import { isActive } from './runSummary.ts'

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

const queues = new WeakMap<Preflight, Map<string, DeploymentStatus>>()

function queuedOf(preflight: Preflight): Map<string, DeploymentStatus> {
  const known = queues.get(preflight)
  if (known) return known
  const queued = new Map<string, DeploymentStatus>()
  for (const { deployment } of preflight.processes) {
    const desired = (queued.get(deployment)?.desired ?? 0) + 1
    queued.set(deployment, { state: 'queued', ready: 0, desired, phase: null, failure: null })
  }
  queues.set(preflight, queued)
  return queued
}

/**
 * The state that the node of one Executor shows; null when no run of this Flow knows it. From the click on Start until
 * the server reports the run, everything that preflight listed is queued.
 */
export function useDeploymentStatus(flowId: string | null, name: string): DeploymentStatus | null {
  const queued = useRunControl((control) =>
    control.flowId === flowId && control.now.step === 'starting'
      ? (queuedOf(control.now.preflight).get(name) ?? null)
      : null,
  )
  return useLive(
    useShallow(({ runs }) => {
      const run = flowId === null ? undefined : runs[flowId]
      if (queued && !isActive(run)) return queued
      return run ? (statusesOf(run).get(name) ?? null) : null
    }),
  )
}

const NO_STATES: ReadonlyMap<string, DeploymentStatus> = new Map()

/** The states of all Executors of a Flow's newest run, and of its `gateway`, by name; the same map while nothing changes. */
export function useDeploymentStates(flowId: string | null): ReadonlyMap<string, DeploymentStatus> {
  return useLive(({ runs }) => {
    const run = flowId === null ? undefined : runs[flowId]
    return run ? statusesOf(run) : NO_STATES
  })
}

/** Worst first. */
const SEVERITY: readonly DeploymentStatus['state'][] = [
  'failed',
  'degraded',
  'stopping',
  'starting',
  'queued',
  'ready',
  'stopped',
]

/** The worst state among some Executors of a running Flow; null when no run knows any of them. */
export function useWorstState(
  flowId: string | null,
  names: readonly string[],
): DeploymentStatus['state'] | null {
  return useLive(({ runs }) => {
    const run = flowId === null ? undefined : runs[flowId]
    if (!run) return null
    const states = new Set(names.map((name) => statusesOf(run).get(name)?.state))
    return SEVERITY.find((state) => states.has(state)) ?? null
  })
}

/** The newest run of a Flow, ended or not. */
export function useRun(flowId: string | null): FlowRun | null {
  return useLive(({ runs }) => (flowId === null ? null : (runs[flowId] ?? null)))
}
