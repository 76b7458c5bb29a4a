import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { guard } from '../transport/guard.ts'
import type { PeerLimits } from '../transport/peerLimits.ts'
import type { ProgressWatch } from '../transport/ProgressWatch.ts'

/** Bytes that may wait for a client before it has to read. */
const WAITING_BYTES = 64 * 1024

/**
 * Ends a WebSocket whose client is gone without a word, stops within a message, or does not read its answers. A client that is
 * silent for `stallMs` is asked by a PING, each after its own silence, so that many are not asked at once.
 */
export function watchWebSocket(
  socket: WebSocket,
  connection: Socket,
  { watch, limits }: { watch: ProgressWatch; limits: PeerLimits },
): { heard(): void } {
  let asked = false
  let bytesSeen = connection.bytesRead
  let heardAt = performance.now()
  const heard = () => {
    asked = false
    bytesSeen = connection.bytesRead
    heardAt = performance.now()
  }
  const ask = () => {
    asked = true
    socket.ping()
    return true
  }
  const stop = watch.add({
    moved: () => connection.bytesRead + connection.bytesWritten - socket.bufferedAmount,
    isPeersTurn: () => {
      if (socket.bufferedAmount > WAITING_BYTES) return true
      // Its answers to PINGs wait, too, while it is not read.
      if (socket.isPaused || socket.readyState !== socket.OPEN) return false
      if (asked) return true
      // Bytes came, but no message: it may be in the middle of one, where it cannot answer.
      if (connection.bytesRead !== bytesSeen) return ask()
      return performance.now() - heardAt > limits.stallMs && ask()
    },
    cut: () => socket.terminate(),
  })
  guard(socket, () => socket.terminate(), { pong: heard, ping: heard, close: stop })
  return { heard }
}
