import type { GatewayProtocol } from '@flowdeck/shared'
import { Health } from '../transport/standardServices.ts'
import type { RpcServer } from '../transport/transport.ts'
import type { Gateway } from './Gateway.ts'
import { listenGrpc } from './grpcGateway.ts'
import { listenHttp } from './httpGateway.ts'
import { listenWebSocket } from './webSocketGateway.ts'

export interface RunningGateway {
  servers: { protocol: GatewayProtocol; port: number }[]
  /** Readiness off, then waits for running requests, at most `graceMs`. */
  close(graceMs: number): Promise<void>
}

/** Learns the Executors' endpoints, then opens a port for each protocol. @throws NodeJS.ErrnoException EADDRINUSE */
export async function startGateway(gateway: Gateway): Promise<RunningGateway> {
  await gateway.discover()
  const health = new Health()
  const open: { protocol: GatewayProtocol; server: RpcServer }[] = []
  const listen = {
    grpc: (port: number) => listenGrpc(gateway, health, port),
    http: (port: number) => listenHttp(gateway, port),
    websocket: (port: number) => listenWebSocket(gateway, port),
  }
  try {
    for (const { protocol, port } of gateway.settings.servers) {
      open.push({ protocol, server: await listen[protocol](port) })
    }
  } catch (thrown) {
    await Promise.all(open.map(({ server }) => server.close()))
    await gateway.close(0)
    throw thrown
  }
  health.set(true)
  return {
    servers: open.map(({ protocol, server }) => ({ protocol, port: server.port })),
    close: async (graceMs) => {
      health.stop()
      await Promise.all(open.map(({ server }) => server.close(graceMs)))
      await gateway.close(graceMs)
    },
  }
}
