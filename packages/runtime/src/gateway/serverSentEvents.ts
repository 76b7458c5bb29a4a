import type { ServerResponse } from 'node:http'
import { waitForDrain } from './sendJson.ts'

const CRLF = '\r\n'
/** Jina 3.x: a comment now and then, so that nobody between takes the connection for dead. */
const PING_MS = 15_000

/**
 * Answers with an event per document, whose JSON text comes in. Jina 3.x: `event: update`, its data, and `event: end` at the end, lines ended by CRLF, which Python's
 * client counts on. A failure after the first document is an `event: error`.
 */
export async function sendEvents(
  response: ServerResponse,
  documents: AsyncIterable<string>,
  describe: (thrown: unknown) => unknown,
): Promise<void> {
  const iterator = documents[Symbol.asyncIterator]()
  // What fails before the first document still has a status of its own.
  let next = await iterator.next()
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  })
  const ping = setInterval(() => response.write(`: ping${CRLF}${CRLF}`), PING_MS)
  try {
    for (; !next.done && !response.destroyed; next = await iterator.next()) {
      if (!response.write(event('update', next.value))) await waitForDrain(response)
    }
    response.write(`event: end${CRLF}${CRLF}`)
  } catch (thrown) {
    response.write(event('error', JSON.stringify(describe(thrown))))
  } finally {
    clearInterval(ping)
    await iterator.return?.()
  }
  response.end()
}

const event = (name: string, data: string) => `event: ${name}${CRLF}data: ${data}${CRLF}${CRLF}`
