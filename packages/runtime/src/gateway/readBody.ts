import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HeldBytes } from '../transport/ByteBudget.ts'
import { ByteQueue } from '../transport/ByteQueue.ts'
import { MAX_MESSAGE_BYTES } from '../transport/grpcFraming.ts'
import type { ProgressWatch } from '../transport/ProgressWatch.ts'
import { checkContentType } from './checkRequest.ts'

/** A request that is answered with an HTTP status and a sentence instead of being served. */
export class RefusedRequest extends Error {
  readonly status: number
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | null

  constructor(status: number, message: string, retryAfter: number | null = null) {
    super(message)
    this.name = 'RefusedRequest'
    this.status = status
    this.retryAfter = retryAfter
  }
}

/** Seconds that a client is told to wait while the Gateway holds too much. */
const RETRY_AFTER = 1

/**
 * The whole body of a request, which says that it is JSON; no bytes when there is none.
 * @throws RefusedRequest 415 for another content type, 413 over 100 MiB, 503 while too much is under way
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  { watch, held }: { watch: ProgressWatch; held: HeldBytes },
): Promise<Buffer> {
  const { headers } = request
  const announced = Number(headers['content-length'] ?? 0)
  if (announced === 0 && headers['transfer-encoding'] === undefined) return Buffer.alloc(0)
  const refusal = checkContentType(headers['content-type'])
  if (refusal) throw refuseBody(response, new RefusedRequest(refusal.status, refusal.detail))
  if (announced > MAX_MESSAGE_BYTES) throw refuseBody(response, tooLarge(announced))
  const body = new ByteQueue()
  const stop = watch.add({
    moved: () => body.size,
    isPeersTurn: () => true,
    cut: () => cutOff(request, response),
  })
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      body.push(chunk)
      const { size } = body
      if (size > MAX_MESSAGE_BYTES) throw refuseBody(response, tooLarge(size))
      // As text and as documents it is held twice.
      if (!held.add(2 * chunk.length)) throw refuseBody(response, overBudget())
    }
  } finally {
    stop()
  }
  return body.take(body.size)
}

export function overBudget(): RefusedRequest {
  return new RefusedRequest(
    503,
    'too many bytes of requests are under way at the moment (FLOWDECK_MAX_INFLIGHT_BYTES); try again later',
    RETRY_AFTER,
  )
}

function tooLarge(bytes: number): RefusedRequest {
  return new RefusedRequest(
    413,
    `a body of ${bytes} bytes is over the limit of ${MAX_MESSAGE_BYTES} bytes (FLOWDECK_MAX_MESSAGE_BYTES)`,
  )
}

/** What is left of a refused body is not read. */
function refuseBody(response: ServerResponse, refusal: RefusedRequest): RefusedRequest {
  response.setHeader('connection', 'close')
  return refusal
}

/** Answers 408 and hangs up. */
function cutOff(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    request.destroy()
    return
  }
  const detail = JSON.stringify({ detail: 'the body did not arrive in time' })
  response.writeHead(408, { 'content-type': 'application/json', connection: 'close' })
  response.end(detail, () => request.destroy())
}
