import { onTestFinished } from 'vitest'
import { Gateway, type GatewaySettings } from '../src/gateway/Gateway.ts'
import { startGateway } from '../src/gateway/startGateway.ts'
import { readUvicornKwargs } from '../src/gateway/uvicornKwargs.ts'
import { DEFAULT_GRPC_OPTIONS } from '../src/transport/grpcOptions.ts'

export interface LocalGateway {
  gateway: Gateway
  http: number
  websocket: number
  grpc: number
  close(): Promise<void>
}

/** A Gateway in the process of the test, in front of no Executor: it answers with the request itself. */
export async function startLocalGateway(settings: Partial<GatewaySettings> = {}): Promise<LocalGateway> {
  const gateway = new Gateway(
    {
      graph: {},
      addresses: {},
      conditions: {},
      metadata: {},
      noReduce: [],
      retries: -1,
      timeoutSendMs: null,
      compression: null,
    },
    {
      host: '127.0.0.1',
      servers: [
        { protocol: 'http', port: 0 },
        { protocol: 'websocket', port: 0 },
        { protocol: 'grpc', port: 0 },
      ],
      prefetch: 1000,
      cors: false,
      title: 'Test',
      description: '',
      noDebugEndpoints: false,
      noCrudEndpoints: false,
      exposeEndpoints: { '/mine': { path: '/mine', methods: ['PUT'] } },
      tls: null,
      accessLog: false,
      web: readUvicornKwargs(undefined, null),
      grpc: { options: DEFAULT_GRPC_OPTIONS, compression: null },
      maxDocuments: 10_000,
      docarray: null,
      ...settings,
    },
  )
  const running = await startGateway(gateway)
  const [http, websocket, grpc] = running.servers.map(({ port }) => port) as [number, number, number]
  return { gateway, http, websocket, grpc, close: () => running.close(100) }
}

/** The same for one test. */
export async function useLocalGateway(settings: Partial<GatewaySettings> = {}): Promise<LocalGateway> {
  const local = await startLocalGateway(settings)
  onTestFinished(() => local.close())
  return local
}
