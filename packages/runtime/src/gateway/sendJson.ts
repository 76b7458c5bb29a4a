import type { ServerResponse } from 'node:http'
import { ANSWER_SLICE } from '../transport/peerLimits.ts'
import type { ProgressWatch } from '../transport/ProgressWatch.ts'
import { RpcError, asError } from '../transport/rpcError.ts'
import { httpStatusOf } from './Gateway.ts'
import { NotUtf8 } from './readJsonBody.ts'
import { RefusedRequest } from './readBody.ts'
import { BodyError } from './requestJson.ts'

/** Answers that are complete and only have to be taken by their client. */
const complete = new WeakSet<ServerResponse>()

/** Cuts a client that does not take its answer. One that reads a stream slowly may do so: the stream waits for it. */
export function watchAnswer(response: ServerResponse, watch: ProgressWatch): void {
  const { socket } = response
  const stop = watch.add({
    moved: () => socket?.bytesWritten ?? 0,
    isPeersTurn: () => complete.has(response),
    cut: () => response.destroy(),
  })
  response.once('close', stop)
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendJsonPieces(response, status, [Buffer.from(JSON.stringify(value))])
}

/** Answers with JSON that is written already. */
export function sendJsonPieces(response: ServerResponse, status: number, pieces: readonly Buffer[]): void {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  complete.add(response)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': length,
    'x-content-type-options': 'nosniff',
  })
  if (length > ANSWER_SLICE) writeSlices(response, pieces).catch(() => response.destroy())
  else {
    for (const piece of pieces.slice(0, -1)) response.write(piece)
    response.end(pieces.at(-1))
  }
}

/** Writes a long answer bit by bit, so that it can be seen whether it is taken. */
async function writeSlices(response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += ANSWER_SLICE) {
      if (response.destroyed) return
      if (!response.write(piece.subarray(at, at + ANSWER_SLICE))) await waitForDrain(response)
    }
  response.end()
}

/** Resolves when more can be written, or never will be. */
export function waitForDrain(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve()
      return
    }
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

/** Answers a request that failed, whatever was thrown. */
export function fail(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  if (thrown instanceof BodyError) sendJson(response, 422, { detail: thrown.detail })
  else if (thrown instanceof RefusedRequest) {
    if (thrown.retryAfter !== null) response.setHeader('retry-after', thrown.retryAfter)
    sendJson(response, thrown.status, { detail: thrown.message })
  } else if (thrown instanceof NotUtf8) sendJson(response, 400, { detail: thrown.message })
  else if (thrown instanceof RpcError) sendJson(response, httpStatusOf(thrown), { detail: thrown.details })
  else sendJson(response, 500, { detail: asError(thrown).message })
}
