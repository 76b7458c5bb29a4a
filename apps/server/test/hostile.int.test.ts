import { connect as connectTcp, type Socket } from 'node:net'
import { readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { join } from 'node:path'
import { SUBPROTOCOL } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { ownAddresses } from '../src/access/gate.ts'
import { Tickets } from '../src/access/tickets.ts'
import { WrongTokens } from '../src/access/WrongTokens.ts'
import { FileDraftStore } from '../src/flows/FileDraftStore.ts'
import { MemoryFlowStore } from '../src/flows/MemoryFlowStore.ts'
import { VersionStore } from '../src/flows/VersionStore.ts'
import { createApp } from '../src/http/createApp.ts'
import { AnswerStore } from '../src/runs/AnswerStore.ts'
import { openServer, type Opened } from './openServer.ts'

/** Sends bytes over a connection of its own; gives what came back once the server has closed it. */
function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

/** Methods and paths of every route that the app has. */
function listRoutes(dir: string): { method: string; path: string }[] {
  const app = createApp({
    gate: () => ({ ...ownAddresses(0), token: '', tickets: new Tickets() }),
    wrongTokens: new WrongTokens(),
    flows: new MemoryFlowStore(),
    drafts: new FileDraftStore(dir, dir),
    answers: new AnswerStore(dir),
    versions: new VersionStore(dir, dir),
    workspaceDir: dir,
    workspaceName: 'w',
    editorDir: dir,
    templatesDir: dir,
  })
  return app.router.stack.flatMap(({ route }) =>
    route ? route.stack.map(({ method }) => ({ method: method.toUpperCase(), path: route.path })) : [],
  )
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)

/** A request as text, with the right Host and token unless told. */
function writeRequest(
  { server: { port, token } }: Opened,
  { start = 'GET /api/workspace', host = `127.0.0.1:${port}`, headers = [] as string[], body = '' } = {},
): string {
  const lines = [
    `${start} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    'Connection: close',
    ...headers,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

test('only exact spellings of the loopback address are served [SEC-04] [SEC-05]', async () => {
  const opened = await openServer()
  const { port } = opened.server
  const status = async (host: string) => statusOf(await sendRaw(port, writeRequest(opened, { host })))
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
    expect([host, await status(host)]).toEqual([host, 200])
  for (const name of [
    '127.0.0.1.evil.test',
    'localhost.evil.test',
    'localhost.',
    '0.0.0.0',
    '2130706433',
    '127.1',
  ])
    expect([name, await status(`${name}:${port}`)]).toEqual([name, 403])
  expect(await status('127.0.0.1:1')).toBe(403)
  const evil = { host: `evil.test:${port}` }
  const withToken = await sendRaw(port, writeRequest(opened, evil))
  const without = await sendRaw(port, writeRequest(opened, evil).replace(/Authorization.*\r\n/, ''))
  expect(bodyOf(withToken)).toBe(bodyOf(without))
})

test('malformed Host and Origin headers are refused, over HTTP and upgrade [SEC-06] [SEC-07] [SEC-10]', async () => {
  const opened = await openServer()
  const { port } = opened.server
  const upgrade = [
    'Upgrade: websocket',
    `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  const hostile: { host?: string; headers?: string[] }[] = [
    { host: 'a b:99999' },
    { host: '' },
    ...['http://[', ':::', 'null', 'x'.repeat(15_000)].map((origin) => ({ headers: [`Origin: ${origin}`] })),
    { headers: [`Host: 127.0.0.1:${port}`] },
  ]
  for (const change of hostile) {
    expect([400, 403]).toContain(statusOf(await sendRaw(port, writeRequest(opened, change))))
    const text = writeRequest(opened, {
      ...change,
      start: 'GET /api/ws',
      headers: [...(change.headers ?? []), ...upgrade],
    })
    expect([400, 403]).toContain(
      statusOf(await sendRaw(port, text.replace('Connection: close', 'Connection: Upgrade'))),
    )
  }
  expect(statusOf(await sendRaw(port, `GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n`))).toBe(400)
  expect((await opened.api('GET', '/api/workspace')).status).toBe(200)
})

test('every method with the Origin of another site is refused and changes nothing [SEC-03] [SEC-14]', async () => {
  const opened = await openServer()
  const before = await opened.api('GET', '/api/workspace')
  const origin = 'http://evil.test'
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'FOO'])
    for (const path of ['/api/workspace', '/api/flows/hello%2Fflow.yml', '/api/ws-ticket']) {
      const answer = await sendRaw(
        opened.server.port,
        writeRequest(opened, {
          start: `${method} ${path}`,
          headers: [`Origin: ${origin}`, 'Access-Control-Request-Method: DELETE'],
        }),
      )
      // Node's parser refuses a method that doesn't exist.
      expect([method, statusOf(answer)]).toEqual([method, method === 'FOO' ? 400 : 403])
      expect(answer.toLowerCase()).not.toContain('access-control-allow')
    }
  expect((await opened.api('GET', '/api/workspace')).json).toEqual(before.json)
})

test('bodies that are not JSON, compressed or not UTF-8 are refused [SEC-15] [SEC-16] [SEC-28]', async () => {
  const opened = await openServer()
  const { port } = opened.server
  const post = (headers: string[], body: Buffer | string) => {
    const bytes = Buffer.from(body)
    const text = writeRequest(opened, {
      start: 'POST /api/flows',
      headers: [...headers, `Content-Length: ${bytes.length}`],
    })
    return sendRaw(port, Buffer.concat([Buffer.from(text), bytes])).then(statusOf)
  }
  const json = JSON.stringify({ id: 'made.yml', text: '' })
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/x-pickle',
  ])
    expect([type, await post([`Content-Type: ${type}`], json)]).toEqual([type, 415])
  expect(await post([], json)).toBe(415)
  const type = 'Content-Type: application/json'
  for (const encoding of ['gzip', 'br', 'deflate', 'x'])
    expect(await post([type, `Content-Encoding: ${encoding}`], gzipSync(json))).toBe(415)
  expect(await post([type], JSON.stringify({ files: [{ filepath: '/etc/passwd' }] }))).toBe(400)
  expect(await post([type], Buffer.from('7b226964223a22ff227d', 'hex'))).toBe(400)
  expect(await post([type], `{"id":"x.yml","text":"${'x'.repeat(3_000_000)}"}`)).toBe(413)
  expect(await post([type], json)).toBe(201)
})

test('too many or too large headers, and bytes that are not UTF-8, are refused [SEC-28]', async () => {
  const opened = await openServer()
  const status = async (headers: string[]) =>
    statusOf(await sendRaw(opened.server.port, Buffer.from(writeRequest(opened, { headers }), 'latin1')))
  expect(await status(Array.from({ length: 120 }, (_, i) => `X-${i}: 1`))).toBe(400)
  expect(await status([`X-Long: ${'x'.repeat(17_000)}`])).toBe(431)
  expect(await status(['X-Bytes: \xff\xfe'])).toBe(400)
  expect(await status(['X-Text: gr\u00c3\u00bc\u00c3\u009fe'])).toBe(200)
})

test('requests that two parsers could read differently are refused, and the connection is closed [SEC-43]', async () => {
  const opened = await openServer()
  const { port } = opened.server
  const hostile = [
    writeRequest(opened, {
      start: 'POST /api/flows',
      headers: ['Content-Length: 3', 'Transfer-Encoding: chunked'],
      body: '0\r\n\r\n',
    }),
    writeRequest(opened, { headers: ['X-Folded: a\r\n b'] }),
    writeRequest(opened, { headers: ['X-Zero: a\0b'] }),
    writeRequest(opened, { headers: ['Content-Length: 1', 'Content-Length: 2'] }),
    `GET /healthz HTTP/1.1\nHost: 127.0.0.1:${port}\nX-Y: a\rb\n\n`,
  ]
  for (const text of hostile) expect([text, statusOf(await sendRaw(port, text))]).toEqual([text, 400])
  expect((await opened.api('GET', '/api/workspace')).status).toBe(200)
})

test('headers that name another host for a proxy change nothing [SEC-42]', async () => {
  const opened = await openServer()
  const { port } = opened.server
  const headers = [`X-Forwarded-Host: 127.0.0.1:${port}`, `Forwarded: host=127.0.0.1:${port}`]
  expect(statusOf(await sendRaw(port, writeRequest(opened, { host: 'evil.test', headers })))).toBe(403)
})

test('many wrong tokens are slowed down with 429, and the right one is still served [SEC-39]', async () => {
  const opened = await openServer()
  const guess = (i: number) =>
    opened
      .api('GET', '/api/workspace', undefined, { authorization: `Bearer guess${i}` })
      .then(({ status }) => status)
  const statuses = await Promise.all(Array.from({ length: 40 }, (_, i) => guess(i)))
  expect(statuses.filter((status) => status === 401)).toHaveLength(20)
  expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  expect((await opened.api('GET', '/api/workspace')).status).toBe(200)
})

test('clients that send slowly are cut off while others are served [SEC-44] [FI-45]', async () => {
  const opened = await openServer({}, { cutAfter: { headersMs: 400, requestMs: 800, checkEveryMs: 50 } })
  const { port } = opened.server
  const closed = (socket: Socket) =>
    new Promise<void>((resolve) => {
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
  const slow = Array.from({ length: 200 }, (_, i) => {
    const socket = connectTcp(port, '127.0.0.1')
    socket.resume()
    const headers = ['Content-Type: application/json', 'Content-Length: 100']
    // Half of them never end their headers, the others never send their body.
    socket.write(
      i % 2 === 0
        ? `GET / HTTP/1.1\r\nHost: x\r\nX-${i}: `
        : writeRequest(opened, { start: 'POST /api/flows', headers, body: '{' }),
    )
    return socket
  })
  const cut = Promise.all(slow.map(closed))
  expect((await opened.api('GET', '/api/workspace')).status).toBe(200)
  await cut
  expect((await opened.api('GET', '/api/workspace')).status).toBe(200)
})

test('GET requests change nothing on disk [SEC-17]', async () => {
  const opened = await openServer()
  const snapshot = () =>
    readdirSync(opened.workspace, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => [name, statSync(join(opened.workspace, name)).mtimeMs])
  const before = snapshot()
  const flow = encodeURIComponent('hello/flow.yml')
  for (const path of [
    '/',
    '/healthz',
    '/api/workspace',
    `/api/catalog?flow=${flow}`,
    '/api/templates',
    `/api/flows/${flow}`,
    `/api/flows/${flow}/versions`,
  ])
    expect([200, 503]).toContain((await fetchPage(opened, path)).status)
  expect(snapshot()).toEqual(before)
})

test('paths outside the workspace are not opened [SEC-21]', async () => {
  const opened = await openServer()
  symlinkSync('/etc', join(opened.workspace, 'link'))
  const ids = [
    '../../x.yml',
    '/etc/hosts.yml',
    'link/hosts.yml',
    'a\0.yml',
    '..\\x.yml',
    'file:///etc/x.yml',
    '..%2fx.yml',
  ]
  for (const id of ids) {
    const { status } = await opened.api('GET', `/api/flows/${encodeURIComponent(id)}`)
    expect([id, [400, 403, 404].includes(status)]).toEqual([id, true])
  }
})

test('a start takes a stored revision, never a Flow from the request [SEC-19] [SEC-37]', async () => {
  const opened = await openServer()
  for (const path of ['/api/flows/hello%2Fflow.yml/start', '/api/proxy'])
    expect(
      (await opened.api('POST', path, { yaml: 'jtype: Flow', target: 'http://169.254.169.254' })).status,
    ).toBe(404)
})

test('state files are for their owner, and no route reads them [SEC-40] [SEC-48]', async () => {
  const opened = await openServer()
  const state = process.env['FLOWDECK_STATE_DIR'] ?? ''
  await opened.api('PUT', '/api/flows/hello%2Fflow.yml/draft', {
    text: 'x',
    layout: { version: 1, nodes: {} },
    baseRevision: 'r',
  })
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(0)
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name)
    expect([path, statSync(path).mode & 0o077]).toEqual([path, 0])
    expect(readFileSync(path).includes(opened.server.token)).toBe(false)
    const { status } = await opened.api('GET', `/api/flows/${encodeURIComponent(path)}`)
    expect([400, 403, 404]).toContain(status)
  }
})

const fetchPage = ({ server: { port, token } }: Opened, path: string) =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } })

test('every route of the app needs the token, and every upgrade a ticket [SEC-02]', async () => {
  const opened = await openServer()
  const routes = listRoutes(opened.workspace)
  expect(routes.length).toBeGreaterThan(15)
  const open = ['GET /healthz']
  for (const { method, path } of routes) {
    const real = path.replaceAll(/:\w+/g, 'x')
    const { status } = await opened.api(method, real, undefined, { authorization: '' })
    if (!open.includes(`${method} ${path}`)) expect([method, path, status]).toEqual([method, path, 401])
  }
  const upgrade = [
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
  ]
  for (const path of ['/api/ws', '/api/ws/', '/', '/api/workspace']) {
    const text = writeRequest(opened, { start: `GET ${path}`, headers: upgrade })
    const answer = await sendRaw(opened.server.port, text.replace('Connection: close', 'Connection: Upgrade'))
    expect([path, [401, 404].includes(statusOf(answer))]).toEqual([path, true])
  }
})
