import type { Server } from 'node:http'

/** What an answer that is under way may still take, in milliseconds. */
const GRACE_MS = 500

/**
 * Watches a server's answers; the function it gives closes the server once none is under way, or the grace is over.
 * Connections that wait for nothing, as browsers open them in advance, do not keep it.
 */
export function drainOf(server: Server): () => Promise<void> {
  let underWay = 0
  let onIdle = () => {}
  server.on('request', (_request, response) => {
    underWay++
    response.once('close', () => {
      if (--underWay === 0) onIdle()
    })
  })
  return async () => {
    const closed = new Promise<void>((done) => server.close(() => done()))
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    onIdle = () => server.closeAllConnections()
    if (underWay === 0) onIdle()
    await closed
    clearTimeout(timer)
  }
}
