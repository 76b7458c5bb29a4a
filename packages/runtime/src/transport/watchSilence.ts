import type { Http2Session } from 'node:http2'
import { ProgressWatch } from './ProgressWatch.ts'

/** Finds peers that are silent, and those that do not answer either when they are asked. Jina 3.x: keepalive after 10 s, for 5 s. */
export interface SilenceWatches {
  silent: ProgressWatch
  asked: ProgressWatch
}
const LIKE_JINA: SilenceWatches = {
  silent: new ProgressWatch({ stallMs: 10_000, minBytes: 1 }),
  asked: new ProgressWatch({ stallMs: 5000, minBytes: 1 }),
}
/** How often a peer is asked that answers PINGs and nothing else: gRPC's servers end a connection with more. */
const ASK_AGAIN_MS = 310_000

/**
 * Ends a connection whose peer says nothing while calls wait, and does not answer a PING: its process is frozen, or nothing gets through.
 * One that works for long answers PINGs meanwhile.
 */
export function watchSilence(
  session: Http2Session,
  { isBusy, cut, watches = LIKE_JINA }: { isBusy: () => boolean; cut: () => void; watches?: SilenceWatches },
): () => void {
  let stop = () => {}
  let askedAt = -Infinity
  /** Bytes that had come when it answered last. */
  let answeredAt = -1
  const heard = () => (session.destroyed ? 0 : (session.socket?.bytesRead ?? 0))
  const listen = () => {
    stop = watches.silent.add({
      moved: heard,
      isPeersTurn: () => isBusy() && (heard() !== answeredAt || performance.now() - askedAt >= ASK_AGAIN_MS),
      cut: ask,
    })
  }
  const ask = () => {
    if (session.destroyed) return
    askedAt = performance.now()
    stop = watches.asked.add({ moved: () => 0, isPeersTurn: () => true, cut })
    session.ping(() => {
      stop()
      if (session.destroyed) return
      answeredAt = heard()
      listen()
    })
  }
  listen()
  return () => stop()
}
