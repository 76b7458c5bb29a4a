import { createServer, type Socket } from 'node:net'
import { ByteBudget } from './ByteBudget.ts'
import { MAGIC } from './directFrames.ts'
import { DirectConnection } from './directServer.ts'
import { guard, guarded } from './guard.ts'
import { http2Sessions, type GrpcServing } from './http2Server.ts'
import { listenOn } from './listenOn.ts'
import { DEFAULT_GRPC_OPTIONS } from './grpcOptions.ts'
import { DEFAULT_LIMITS } from './peerLimits.ts'
import { ProgressWatch } from './ProgressWatch.ts'
import type { RpcHandlers, RpcServer } from './transport.ts'

/**
 * Serves the same methods over gRPC and over the short way, on one port: the first byte tells them apart.
 * @throws NodeJS.ErrnoException EADDRINUSE and the like
 */
export async function listenRpc({
  host,
  port,
  handlers,
  grpc: serving = { options: DEFAULT_GRPC_OPTIONS, compression: null },
}: {
  host: string
  port: number
  handlers: RpcHandlers
  grpc?: GrpcServing
}): Promise<RpcServer> {
  const limits = { ...DEFAULT_LIMITS, ...serving.limits }
  const budget = serving.budget ?? new ByteBudget(limits.inFlightBytes)
  const watch = new ProgressWatch(limits)
  const grpc = http2Sessions(handlers, { ...serving, budget })
  const direct = new Map<Socket, DirectConnection>()
  const silent = new Set<Socket>()
  const begin = (socket: Socket, first: Buffer) => {
    silent.delete(socket)
    socket.unshift(first)
    if (first[0] === MAGIC[0]) {
      direct.set(socket, new DirectConnection(socket, { handlers, watch, budget }))
      guard(socket, () => socket.destroy(), { close: () => direct.delete(socket) })
    } else grpc.accept(socket)
  }
  const server = createServer((socket) => {
    silent.add(socket)
    const stop = watch.add({
      moved: () => 0,
      isPeersTurn: () => silent.has(socket),
      cut: () => socket.destroy(),
    })
    guard(socket, () => socket.destroy(), {
      error: () => socket.destroy(),
      close: () => {
        stop()
        silent.delete(socket)
      },
    })
    const onReadable = () => {
      const first = socket.read() as Buffer | null
      if (first === null) return
      socket.off('readable', heard)
      stop()
      begin(socket, first)
    }
    const heard = guarded(onReadable, () => socket.destroy())
    socket.on('readable', heard)
  })
  return {
    port: await listenOn(server, host, port),
    close: async (graceMs = 0) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of silent) socket.destroy()
      const deadline = performance.now() + graceMs
      await grpc.close(graceMs)
      while ([...direct.values()].some((connection) => connection.busy) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 10))
      for (const socket of direct.keys()) socket.destroySoon()
      await closed
    },
  }
}
