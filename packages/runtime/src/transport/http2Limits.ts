import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { guard } from './guard.ts'
import type { PeerLimits } from './peerLimits.ts'
import type { ProgressWatch } from './ProgressWatch.ts'
import { TokenBucket } from './TokenBucket.ts'
import { watchPulse } from './watchPulse.ts'

/**
 * Ends a connection whose peer floods it (calls that are reset, PING, SETTINGS), does not finish its greeting, or stops in the middle of a
 * frame. nghttp2 itself ends one with window overflows, empty frames or a long row of CONTINUATION frames.
 */
export function limitSession(
  session: ServerHttp2Session,
  {
    limits,
    watch,
    isBusy,
    hangUp,
  }: {
    limits: PeerLimits
    watch: ProgressWatch
    isBusy: () => boolean
    /** Closes the socket at once: what has arrived on it is not read. */
    hangUp: () => void
  },
): void {
  const bucket = new TokenBucket(limits.resets, performance.now())
  // Not at once: Node 20 aborts when a session is destroyed while it reads frames (node_http2.cc, CheckAllocatedSize).
  const end = () => {
    setImmediate(() => session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM))
  }
  const count = () => {
    if (bucket.take(performance.now())) return
    // Otherwise up to 2 MB of what it sent are read first: tens of thousands of frames, while other connections wait.
    hangUp()
    end()
  }
  let greeted = false
  let bytesSeen = 0
  let asked = false
  const stop = watch.add({
    // Between calls a peer may be silent for ever; but one that sent something must be able to answer a PING, which nobody can in the
    // middle of a frame.
    moved: () => 0,
    isPeersTurn: () => {
      if (!greeted || asked) return true
      const { socket, destroyed } = session
      if (destroyed || !socket || socket.bytesRead === bytesSeen || isBusy()) return false
      asked = session.ping(() => {
        asked = false
        bytesSeen = session.destroyed ? 0 : (session.socket?.bytesRead ?? 0)
      })
      return asked
    },
    cut: () => session.destroy(),
  })
  const stopPulse = watchPulse(session, { watch, isBusy, cut: () => session.destroy() })
  guard(session, end, {
    remoteSettings: () => {
      greeted = true
      count()
    },
    ping: count,
    stream: (stream: ServerHttp2Stream) => {
      stream.once('close', () => {
        if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) count()
      })
    },
    close: () => {
      stop()
      stopPulse()
    },
  })
}
