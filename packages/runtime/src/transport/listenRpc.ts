import { createServer, type Socket } from 'node:net'
import { MAGIC } from './directFrames.ts'
import { DirectConnection } from './directServer.ts'
import { http2Sessions, type GrpcServing } from './http2Server.ts'
import { listenOn } from './listenOn.ts'
import type { RpcHandlers, RpcServer } from './transport.ts'

/**
 * Serves the same methods over gRPC and over the short way, on one port: the first byte tells them apart.
 * @throws NodeJS.ErrnoException EADDRINUSE and the like
 */
export async function listenRpc({
  host,
  port,
  handlers,
  grpc: serving,
}: {
  host: string
  port: number
  handlers: RpcHandlers
  grpc?: GrpcServing
}): Promise<RpcServer> {
  const grpc = http2Sessions(handlers, serving)
  const direct = new Map<Socket, DirectConnection>()
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null
      if (first === null) return
      socket.unshift(first)
      if (first[0] === MAGIC[0]) {
        direct.set(socket, new DirectConnection(socket, handlers))
        socket.on('close', () => direct.delete(socket))
      } else grpc.accept(socket)
    })
  })
  return {
    port: await listenOn(server, host, port),
    close: async (graceMs = 0) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const deadline = performance.now() + graceMs
      await grpc.close(graceMs)
      while ([...direct.values()].some((connection) => connection.busy) && performance.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 10))
      for (const socket of direct.keys()) socket.destroySoon()
      await closed
    },
  }
}
