import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { guard } from '../transport/guard.ts'

/**
 * Watches on which connections of a server no request is answered. `cut` closes those, and from then on each that becomes one: Node itself
 * leaves open what has not sent a whole request yet.
 */
export function watchIdle(server: Server): { cut: () => void } {
  const idle = new Set<Socket>()
  let stopping = false
  const add = (socket: Socket) => {
    if (stopping) socket.destroySoon()
    else if (!socket.destroyed) idle.add(socket)
  }
  const open = (socket: Socket) => {
    add(socket)
    socket.once('close', () => idle.delete(socket))
  }
  guard(server, () => {}, {
    connection: open,
    secureConnection: open,
    request: ({ socket }: IncomingMessage, response: ServerResponse) => {
      idle.delete(socket)
      response.once('close', () => add(socket))
    },
    // What becomes of a WebSocket is decided by its own server.
    upgrade: ({ socket }: IncomingMessage) => idle.delete(socket),
  })
  return {
    cut: () => {
      stopping = true
      for (const socket of idle) socket.destroySoon()
    },
  }
}
