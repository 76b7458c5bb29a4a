import type { Http2Session } from 'node:http2'
import type { ProgressWatch } from './ProgressWatch.ts'

/** A session is silent when so many looks of the watch in a row find nothing new. */
const SILENT_LOOKS = 5

/**
 * Ends sessions that have died silently. When a peer breaks HTTP/2, nghttp2 often stops reading and writing for good, and Node reports no
 * error, not even when the peer hangs up later: calls on such a session would never end. Only what a peer sends can break a session, so
 * while calls wait, a session that has received something and is silent since gets a PING. If that is not written, the session is dead. An
 * answer to the PING is not needed, since a peer may be busy.
 */
export function watchPulse(
  session: Http2Session,
  { watch, isBusy, cut }: { watch: ProgressWatch; isBusy: () => boolean; cut: () => void },
): () => void {
  let bytesRead = 0
  let silentLooks = 0
  /** Bytes that had been read when the session lived for certain. */
  let aliveAt = 0
  /** Bytes that had been written when a PING was handed over that is not written yet. */
  let askedAt: number | null = null
  const ask = (read: number, written: number) => {
    const isAsked = session.ping(() => {
      if (!session.destroyed) aliveAt = session.socket?.bytesRead ?? 0
    })
    if (!isAsked) return false
    aliveAt = read
    askedAt = written
    return true
  }
  return watch.add({
    moved: () => 0,
    isPeersTurn: () => {
      const socket = session.destroyed ? undefined : session.socket
      if (!socket || !isBusy()) {
        askedAt = null
        silentLooks = 0
        return false
      }
      if (askedAt !== null && socket.bytesWritten === askedAt) return true
      askedAt = null
      silentLooks = socket.bytesRead === bytesRead ? silentLooks + 1 : 0
      bytesRead = socket.bytesRead
      return silentLooks >= SILENT_LOOKS && bytesRead !== aliveAt && ask(bytesRead, socket.bytesWritten)
    },
    cut,
  })
}
