import type { PodStatus } from '@flowdeck/shared'
import type { ContainerState } from './Containers.ts'
import type { ComposeProject } from './composeProject.ts'

/** How the Pods of a project stand: what its containers do, and what its Gateway says of the whole. */
interface ComposeView {
  /** Null before there are containers. */
  containers: readonly ContainerState[] | null
  /** The Gateway reaches every Executor. */
  ready: boolean
  /** What is being done until there are containers. */
  phase: string
  /** How often each service began again. */
  restarts: ReadonlyMap<string, number>
}

/** Each service of a project as a Pod; since when it is as it is, is left to the caller. */
export function composePods({ services, gateway }: ComposeProject, view: ComposeView): PodStatus[] {
  return services.map(({ service, pod, deployment, role }) => {
    const container = view.containers?.find((one) => one.service === service)
    const { state, phase } = stateOf(container, view)
    const [server] = gateway
    return {
      id: pod,
      deployment,
      role,
      state,
      since: 0,
      pid: null,
      address: role === 'gateway' && server ? `${server.host}:${server.port}` : null,
      restarts: view.restarts.get(service) ?? 0,
      phase,
      failure: null,
    }
  })
}

function stateOf(
  container: ContainerState | undefined,
  { containers, ready, phase }: ComposeView,
): Pick<PodStatus, 'state' | 'phase'> {
  if (containers === null) return { state: 'starting', phase }
  if (container === undefined) return { state: 'queued', phase: null }
  switch (container.status) {
    case 'created':
    case 'configured':
    case 'initialized':
      return { state: 'queued', phase: null }
    case 'running':
      return ready ? { state: 'ready', phase: null } : { state: 'starting', phase: 'container is up' }
    case 'removing':
    case 'stopping':
      return { state: 'stopping', phase: null }
    default:
      return { state: 'backoff', phase: `container ended with ${container.exitCode}` }
  }
}
