import {
  externalAddressesOf,
  type DocarrayGeneration,
  type ExecutorSpec,
  type FlowGraph,
  type FlowSpec,
  type GatewayProtocol,
  type Secret,
} from '@flowdeck/shared'
import type { ExecutorConfig } from '../executor/resolveUses.ts'
import type { DeploymentPorts } from './deploymentPorts.ts'
import type { FlowPlan } from './flowPlan.ts'
import { LOCAL, planDeployment } from './planDeployment.ts'
import { planGateway } from './planGateway.ts'
import { reloads } from './podEnv.ts'

/** What an Executor's processes run. */
export type ExecutorSource =
  | { kind: 'pass' }
  | {
      kind: 'module'
      uses: string
      compiled: string
      className: string | null
      config: ExecutorConfig
      /** Source files that are in the bundle. */
      files: string[]
      fingerprint: string
    }
  /** Jina's own Executor or Gateway; `uses` and `modules` are what its loader gets. */
  | {
      kind: 'python'
      python: string
      /** Which docarray the interpreter has. */
      docarray: DocarrayGeneration
      uses: string
      modules: string[]
      searchPaths: string[]
      /** Its modules and config file, as far as their paths are known. */
      files: string[]
      /** Changes when the source does; null when its file is not known. */
      fingerprint: string | null
    }

/** Everything a plan is made of. Ports are chosen already, so that the argument lists are what really runs. */
export interface PlanInput {
  flowId: string
  revision: string
  spec: FlowSpec
  graph: FlowGraph
  /** Per local Executor, and per `<Executor>/uses_before` and `<Executor>/uses_after`; `gateway` where it is a class of the user's. */
  sources: ReadonlyMap<string, ExecutorSource>
  /** Per local Executor. */
  ports: ReadonlyMap<string, DeploymentPorts>
  gateway: {
    host: string
    servers: { protocol: GatewayProtocol; port: number }[]
    monitoring: number | null
  }
  /** Folder in which Pods run: that of the Flow file. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** How many graphics cards there are to give out; none unless told. */
  cudaDevices?: number
  /** Values that must not be shown; none unless told. */
  secrets?: readonly Secret[]
  node: string
  entries: { worker: string; head: string; gateway: string; python: string; pythonLogging: string }
}

const NO_PORTS: DeploymentPorts = {
  workers: [],
  head: null,
  usesBefore: null,
  usesAfter: null,
  monitoring: null,
}

/** Turns a Flow into the processes to start: every replica of every Executor, the Gateway last. Pure. */
export function planFlow(input: PlanInput): FlowPlan {
  const { spec, graph } = input
  const local = spec.executors.filter((executor) => !executor.external)
  const external = spec.executors
    .filter((executor) => executor.external)
    .map((executor) => ({ deployment: executor.name, addresses: externalAddresses(executor) }))
  const deployments = local.map((executor) => ({
    name: executor.name,
    ...planDeployment(executor, input.ports.get(executor.name) ?? NO_PORTS, input),
  }))
  const addresses: Record<string, string[]> = {}
  for (const { name, addresses: list } of deployments) addresses[name] = list
  for (const { deployment, addresses: list } of external) addresses[deployment] = list
  const reloaded = reloadedOf(input)
  return {
    flowId: input.flowId,
    revision: input.revision,
    spec,
    graph,
    pods: [...deployments.flatMap(({ pods }) => pods), planGateway(addresses, input)],
    external,
    secrets: input.secrets ?? [],
    fingerprints: Object.fromEntries(
      [...input.sources].flatMap(([name, source]) =>
        source.kind !== 'pass' && source.fingerprint !== null ? [[name, source.fingerprint]] : [],
      ),
    ),
    ...(reloaded.length > 0 ? { reload: { deployments: reloaded, input } } : {}),
  }
}

/** Executors (and a Gateway) whose source is watched: those that ask for it, or all when the Flow does. */
function reloadedOf({ spec, sources }: PlanInput): string[] {
  const own = [{ name: 'gateway', args: spec.gateway.args }, ...spec.executors]
  return own.filter(({ name, args }) => sources.has(name) && reloads(spec, args)).map(({ name }) => name)
}

/** Addresses of an external Executor: hosts and ports pairwise, one of either for all (Jina 3.x). */
export function externalAddresses(executor: ExecutorSpec): string[] {
  return externalAddressesOf(executor).map(({ written, host, port }) => {
    const scheme = written ?? (executor.args['tls'] === true ? 'grpcs' : null)
    const reached = host === '0.0.0.0' ? LOCAL : host
    return `${scheme === null ? '' : `${scheme}://`}${reached}${port === null ? '' : `:${port}`}`
  })
}
