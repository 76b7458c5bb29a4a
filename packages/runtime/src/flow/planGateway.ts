import { formatFlags, isMapValue, pythonJson, type GatewayProtocol, type YamlMap } from '@flowdeck/shared'
import { docarrayOf, mapOf, numberOf, stopOf, timeoutCtrlOf } from './planDeployment.ts'
import { pythonGatewayArgv } from '../python/pythonArgv.ts'
import { telemetryArgs } from '../telemetry/telemetryFlags.ts'
import { DIRECT_SCHEME } from '../transport/directChannel.ts'
import type { PodPlan } from './flowPlan.ts'
import type { PlanInput } from './planFlow.ts'
import { podEnv, pythonEnv } from './podEnv.ts'

/**
 * Plans the Gateway: Flowdeck's own, or the class of the user's that `uses` names, which Jina runs. Pure.
 * `addresses` are where each Executor is reached.
 */
export function planGateway(addresses: Readonly<Record<string, string[]>>, input: PlanInput): PodPlan {
  const { spec, graph, gateway } = input
  const { args } = spec.gateway
  const source = input.sources.get('gateway')
  const python = source?.kind === 'python' ? source : null
  const metadata = Object.fromEntries(
    spec.executors.flatMap((executor) => {
      const own = mapOf(executor.args['grpc_metadata'])
      return own ? [[executor.name, own]] : []
    }),
  )
  const noReduce = spec.executors.filter((executor) => executor.args['no_reduce'] === true).map((e) => e.name)
  const flags = {
    host: gateway.host,
    graph_description: graph.edges,
    graph_conditions: Object.keys(graph.conditions).length > 0 ? graph.conditions : undefined,
    deployments_addresses:
      python || isMapValue(args['grpc_channel_options']) ? spokenByAll(addresses) : addresses,
    deployments_metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
    deployments_no_reduce: noReduce.length > 0 ? JSON.stringify(noReduce) : undefined,
    prefetch: args['prefetch'] === 1000 ? undefined : args['prefetch'],
    cors: args['cors'],
    title: args['title'],
    description: args['description'],
    no_debug_endpoints: args['no_debug_endpoints'],
    no_crud_endpoints: args['no_crud_endpoints'],
    expose_endpoints:
      typeof args['expose_endpoints'] === 'object'
        ? pythonJson(args['expose_endpoints'])
        : args['expose_endpoints'],
    ssl_certfile: args['ssl_certfile'],
    ssl_keyfile: args['ssl_keyfile'],
    compression: args['compression'],
    timeout_send: args['timeout_send'],
    timeout_ctrl: timeoutCtrlOf(args),
    protocol: gateway.servers.map((server) => server.protocol.toUpperCase()),
    port: gateway.servers.map((server) => server.port),
    retries: args['retries'] === -1 ? undefined : args['retries'],
    ...telemetryArgs(args, gateway.monitoring),
  }
  const env = podEnv(input.env, spec.env, mapOf(args['env']) ?? {})
  return {
    id: 'gateway',
    deployment: 'gateway',
    role: 'gateway',
    ...(python ? { forkable: true } : {}),
    argv: python
      ? pythonGatewayArgv({
          ...python,
          flags,
          args,
          script: input.entries.python,
          logConfig: input.entries.pythonLogging,
        })
      : [
          input.node,
          '--enable-source-maps',
          input.entries.gateway,
          ...formatFlags({
            // Jina 3.x: the name in measurements.
            name: 'gateway/rep-0',
            ...flags,
            quiet: args['quiet'] === true || spec.with['quiet'] === true,
            uvicorn_kwargs: args['uvicorn_kwargs'],
            grpc_server_options: args['grpc_server_options'],
            grpc_channel_options: args['grpc_channel_options'],
            docarray: docarrayOf(input),
          }),
        ],
    cwd: input.cwd,
    env: python ? { ...pythonEnv(input.spec, args), ...proxiesOf(args, input.env), ...env } : env,
    ports: gateway.servers.map(({ protocol, port }) => ({
      protocol,
      host: gateway.host,
      port,
      ...(isTls(args, protocol) ? { tls: true } : {}),
    })),
    ...(gateway.monitoring ? { monitoring: gateway.monitoring } : {}),
    timeoutReadyMs: numberOf(args['timeout_ready'], 600_000),
    ...stopOf(args),
  }
}

/** Jina 3.x: certificates may stand in `uvicorn_kwargs`, for HTTP and WebSocket. */
function isTls(args: YamlMap, protocol: GatewayProtocol): boolean {
  const { uvicorn_kwargs: kwargs, ssl_certfile: own } = args
  const web = isMapValue(kwargs) ? kwargs['ssl_certfile'] : undefined
  return typeof own === 'string' || (protocol !== 'grpc' && typeof web === 'string')
}

/** Jina 3.x: without `proxy` a process sees none. */
function proxiesOf(args: YamlMap, env: NodeJS.ProcessEnv): Record<string, string> {
  if (args['proxy'] !== true) return {}
  const names = ['http_proxy', 'https_proxy', 'no_proxy', 'grpc_proxy']
  return Object.fromEntries(
    names
      .flatMap((name) => [name, name.toUpperCase()])
      .flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  ) as Record<string, string>
}

/** The short way between our own processes is not known to Jina; the same ports speak gRPC. */
function spokenByAll(addresses: Readonly<Record<string, string[]>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(addresses).map(([name, list]) => [
      name,
      list.map((address) => address.replace(DIRECT_SCHEME, '')),
    ]),
  )
}
