import type { Socket } from 'node:net'

/** Writes that are made in one turn of the event loop leave as one packet. */
export function writeTogether(socket: Socket, ...parts: Buffer[]): void {
  if (socket.destroyed) return
  if (socket.writableCorked === 0) {
    socket.cork()
    process.nextTick(uncork, socket)
  }
  for (const part of parts) if (part.length > 0) socket.write(part)
}

function uncork(socket: Socket): void {
  socket.uncork()
}
