import type {
  DocarrayGeneration,
  ExecutorSpec,
  FlowGraph,
  FlowSpec,
  GatewayProtocol,
  Json,
} from '@flowdeck/shared'
import type { ExecutorConfig } from '../executor/resolveUses.ts'
import { formatFlags } from '../pod/podFlags.ts'
import { telemetryArgs } from '../telemetry/telemetryFlags.ts'
import type { DeploymentPorts } from './deploymentPorts.ts'
import type { FlowPlan, PodPlan } from './flowPlan.ts'
import { LOCAL, docarrayOf, mapOf, numberOf, planDeployment } from './planDeployment.ts'
import { podEnv } from './podEnv.ts'

/** What an Executor's processes run. */
export type ExecutorSource =
  | { kind: 'pass' }
  | {
      kind: 'module'
      uses: string
      compiled: string
      className: string | null
      config: ExecutorConfig
      fingerprint: string
    }
  /** Jina's own Executor; `uses` and `modules` are what its loader gets. */
  | {
      kind: 'python'
      python: string
      /** Which docarray the interpreter has. */
      docarray: DocarrayGeneration
      uses: string
      modules: string[]
      searchPaths: string[]
      /** Changes when the source does; null when its file is not known. */
      fingerprint: string | null
    }

/** Everything a plan is made of. Ports are chosen already, so that the argument lists are what really runs. */
export interface PlanInput {
  flowId: string
  revision: string
  spec: FlowSpec
  graph: FlowGraph
  /** Per local Executor, and per `<Executor>/uses_before` and `<Executor>/uses_after`. */
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
  return {
    flowId: input.flowId,
    revision: input.revision,
    spec,
    graph,
    pods: [...deployments.flatMap(({ pods }) => pods), gatewayPod(addresses, input)],
    external,
    fingerprints: Object.fromEntries(
      [...input.sources].flatMap(([name, source]) =>
        source.kind !== 'pass' && source.fingerprint !== null ? [[name, source.fingerprint]] : [],
      ),
    ),
  }
}

/** Addresses of an external Executor: hosts and ports pairwise, one of either for all (Jina 3.x). */
export function externalAddresses(executor: ExecutorSpec): string[] {
  const hosts = listOf(executor.args['host']).map((host) => (typeof host === 'string' ? host : 'localhost'))
  const ports = listOf(executor.args['port']).filter((port) => typeof port === 'number')
  const count = Math.max(hosts.length, ports.length, 1)
  return Array.from({ length: count }, (_, i) => {
    const written = hosts[i] ?? hosts[0] ?? 'localhost'
    const [, scheme = '', host = written] = /^(\w+:\/\/)?(.*)$/.exec(written) ?? []
    const tls = executor.args['tls'] === true && scheme === '' ? 'grpcs://' : scheme
    const port = ports[i] ?? ports[0]
    const address = /:\d+$/.test(host) || port === undefined ? host : `${host}:${port}`
    return tls + address.replace(/^0\.0\.0\.0(?=:|$)/, LOCAL)
  })
}

function listOf(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function gatewayPod(addresses: Record<string, string[]>, input: PlanInput): PodPlan {
  const { spec, graph, gateway } = input
  const { args } = spec.gateway
  const metadata = Object.fromEntries(
    spec.executors.flatMap((executor) => {
      const own = mapOf(executor.args['grpc_metadata'])
      return own ? [[executor.name, own]] : []
    }),
  )
  const noReduce = spec.executors.filter((executor) => executor.args['no_reduce'] === true).map((e) => e.name)
  return {
    id: 'gateway',
    deployment: 'gateway',
    role: 'gateway',
    argv: [
      input.node,
      '--enable-source-maps',
      input.entries.gateway,
      ...formatFlags({
        name: 'gateway',
        host: gateway.host,
        protocol: gateway.servers.map((server) => server.protocol.toUpperCase()),
        port: gateway.servers.map((server) => server.port),
        graph_description: graph.edges,
        graph_conditions: Object.keys(graph.conditions).length > 0 ? graph.conditions : undefined,
        deployments_addresses: addresses,
        deployments_metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
        deployments_no_reduce: noReduce.length > 0 ? JSON.stringify(noReduce) : undefined,
        timeout_send: args['timeout_send'],
        retries: args['retries'] === -1 ? undefined : args['retries'],
        prefetch: args['prefetch'] === 1000 ? undefined : args['prefetch'],
        cors: args['cors'],
        title: args['title'],
        description: args['description'],
        no_debug_endpoints: args['no_debug_endpoints'],
        no_crud_endpoints: args['no_crud_endpoints'],
        expose_endpoints:
          typeof args['expose_endpoints'] === 'object'
            ? JSON.stringify(args['expose_endpoints'])
            : args['expose_endpoints'],
        ssl_certfile: args['ssl_certfile'],
        ssl_keyfile: args['ssl_keyfile'],
        docarray: docarrayOf(input),
        compression: args['compression'],
        ...telemetryArgs(args, gateway.monitoring),
      }),
    ],
    cwd: input.cwd,
    env: podEnv(input.env, spec.env, mapOf(args['env']) ?? {}),
    ports: gateway.servers.map(({ protocol, port }) => ({
      protocol,
      host: gateway.host,
      port,
      ...(typeof args['ssl_certfile'] === 'string' ? { tls: true } : {}),
    })),
    ...(gateway.monitoring ? { monitoring: gateway.monitoring } : {}),
    timeoutReadyMs: numberOf(args['timeout_ready'], 600_000),
  }
}
