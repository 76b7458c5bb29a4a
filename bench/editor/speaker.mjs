import { createServer, request } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ROOT } from '../lib.mjs'

const { WebSocket, WebSocketServer } = createRequire(join(ROOT, 'apps/server/package.json'))('ws')

/**
 * A server in front of the editor's that lets the bench say what that one would: what it says reaches the page over a real
 * WebSocket, so the browser does for it what it does for any. Events get the next number of the session.
 */
export async function startSpeaker(url) {
  const target = new URL(url)
  const headersOf = (headers) => ({
    ...headers,
    host: target.host,
    ...(headers.origin && { origin: target.origin }),
  })
  const proxy = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming
    const forward = request(
      { host: target.hostname, port: target.port, method, path, headers: headersOf(headers) },
      (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers)
        answer.pipe(outgoing)
      },
    )
    forward.on('error', () => outgoing.destroy())
    incoming.pipe(forward)
  })
  const sockets = new WebSocketServer({ noServer: true })
  /** The page that is spoken to: the newest. */
  let page = null
  proxy.on('upgrade', (incoming, socket, head) => {
    sockets.handleUpgrade(incoming, socket, head, (browser) => {
      const { 'sec-websocket-protocol': protocol, cookie } = incoming.headers
      const server = new WebSocket(
        new URL(incoming.url, `ws://${target.host}`),
        protocol?.split(/, */) ?? [],
        {
          headers: { origin: target.origin, ...(cookie && { cookie }) },
        },
      )
      page = speakTo(browser, server)
    })
  })
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address()
  return {
    url: url.replace(target.host, `127.0.0.1:${port}`),
    say: (event) => page.say(event),
    answer: (command, how) => page.answers.set(command, how),
    stop: () => {
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}

function speakTo(browser, server) {
  let seq = 0
  /** Commands that are answered here instead of by the server: parameters → an event and a result. */
  const answers = new Map()
  const waiting = []
  const toServer = (text) => (server.readyState === 1 ? server.send(text) : waiting.push(text))
  const say = (event) => browser.send(JSON.stringify({ ...event, seq: ++seq }))
  server.on('open', () => waiting.splice(0).forEach((text) => server.send(text)))
  server.on('error', () => browser.terminate())
  server.on('close', () => browser.close())
  server.on('message', (data) => {
    const value = JSON.parse(String(data))
    if (typeof value.seq !== 'number') return browser.send(String(data))
    seq = Math.max(seq + 1, value.seq)
    browser.send(JSON.stringify({ ...value, seq }))
  })
  browser.on('close', () => server.close())
  browser.on('message', (data) => {
    const { type, id, command, params } = JSON.parse(String(data))
    const answer = type === 'command' ? answers.get(command) : undefined
    if (!answer) return toServer(String(data))
    const [event, result] = answer(params)
    say(event)
    browser.send(JSON.stringify({ type: 'reply', id, ok: true, result }))
  })
  return { say, answers }
}
