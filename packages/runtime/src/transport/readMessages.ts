import { MessageReader } from './grpcFraming.ts'
import type { ProgressWatch } from './ProgressWatch.ts'
import { RpcError, STATUS } from './rpcError.ts'
import type { StreamAccount } from './StreamAccount.ts'

/** How the messages of a stream are read. */
export interface Reading {
  /** `grpc-encoding` of the sender; known when the first chunk is there. */
  encoding: () => string | undefined
  maxBytes?: number
  /** Ends the call when a message begins and does not go on. */
  stall?: { watch: ProgressWatch; cut: () => void }
  /** Accounts for what has arrived. */
  account?: StreamAccount
}

/** Bytes that are accounted for at a time. */
const PIECE = 64 * 1024

/** Messages as they arrive; reading pauses while the next one is not asked for. @throws RpcError */
export async function* readMessages(
  stream: AsyncIterable<Buffer>,
  { encoding, maxBytes, stall, account }: Reading,
): AsyncGenerator<Buffer> {
  const reader = new MessageReader(undefined, maxBytes)
  let received = 0
  let waits = true
  const stop = stall?.watch.add({
    moved: () => received,
    isPeersTurn: () => waits && reader.pending > 0,
    cut: stall.cut,
  })
  try {
    for await (const chunk of stream) {
      waits = false
      reader.encoding = encoding()
      received += chunk.length
      // What has arrived meanwhile comes as one chunk. As a whole it may be over a limit that its messages, one after another, are not.
      for (let from = 0; from < chunk.length; from += PIECE) {
        const piece = chunk.subarray(from, from + PIECE)
        reader.push(piece)
        if (account && !(await account.admit(piece.length))) throw overBudget()
        for (;;) {
          const before = reader.pending
          const next = reader.next()
          if (next === null) break
          const message = next instanceof Promise ? await next : next
          if (account && !(await account.begin(message.length, before - reader.pending))) throw overBudget()
          yield message
        }
      }
      waits = true
    }
    if (reader.pending > 0) throw new RpcError(STATUS.INTERNAL, 'the last message is incomplete')
  } finally {
    stop?.()
  }
}

export function messageTooSlow(): RpcError {
  return new RpcError(STATUS.DEADLINE_EXCEEDED, 'the message did not arrive in time')
}

export function overBudget(): RpcError {
  return new RpcError(
    STATUS.RESOURCE_EXHAUSTED,
    'too many bytes of requests are under way at the moment (FLOWDECK_MAX_INFLIGHT_BYTES); try again later',
  )
}
