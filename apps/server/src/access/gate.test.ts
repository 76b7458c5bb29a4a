import { describe, expect, test } from 'vitest'
import { checkAccess, ownAddresses, type Visit } from './gate.ts'
import { Tickets } from './tickets.ts'

const TOKEN = 'secret-token'
const options = (tickets = new Tickets()) => ({ ...ownAddresses(4600), token: TOKEN, tickets })
const visit = (change: Partial<Visit> & { headers?: Visit['headers'] } = {}): Visit => ({
  method: 'GET',
  path: '/api/workspace',
  upgrade: false,
  rawHeaders: [],
  ...change,
  headers: { host: '127.0.0.1:4600', authorization: `Bearer ${TOKEN}`, ...change.headers },
})
const status = (v: Visit, o = options()) => {
  const verdict = checkAccess(v, o)
  return verdict.ok ? 200 : verdict.status
}

describe('HTTP', () => {
  test('the token opens the API, on every name of this machine [SEC-12]', () => {
    for (const host of ['127.0.0.1:4600', 'localhost:4600', '[::1]:4600', 'LOCALHOST:4600'])
      expect(status(visit({ headers: { host } }))).toBe(200)
  })

  test.each([
    ['another host (DNS rebinding)', { headers: { host: 'evil.example:4600' } }, 403],
    ['another port', { headers: { host: '127.0.0.1:80' } }, 403],
    ['a malformed host', { headers: { host: 'http://[' } }, 403],
    ['another origin', { headers: { origin: 'http://evil.example' } }, 403],
    ['another port of this machine as origin', { headers: { origin: 'http://127.0.0.1:4601' } }, 403],
    ['the null origin', { headers: { origin: 'null' } }, 403],
    ['a cross-site post', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['no token', { headers: { authorization: undefined } }, 401],
    ['a wrong token', { headers: { authorization: 'Bearer nope' } }, 401],
    ['another scheme', { headers: { authorization: `Basic ${TOKEN}` } }, 401],
    [
      'a form post',
      { method: 'POST', headers: { 'content-type': 'text/plain', 'content-length': '2' } },
      415,
    ],
    [
      'a body of unknown length that is no JSON',
      { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } },
      415,
    ],
    [
      'a body that is packed within its chunks',
      {
        method: 'PUT',
        headers: { 'transfer-encoding': 'gzip, chunked', 'content-type': 'application/json' },
      },
      415,
    ],
  ])('%s is refused [SEC-01]', (_, change, expected) => {
    expect(status(visit(change as Partial<Visit>))).toBe(expected)
  })

  test.each([
    '/API/workspace',
    '/Api/flows/x.yml',
    '//api/workspace',
    '/api%2fworkspace',
    '/api',
    '/assets/../api/x',
  ])('without the token %s is no way around it', (path) =>
    expect(status(visit({ path, headers: { authorization: undefined } }))).toBe(401),
  )

  test.each(['PATCH', 'OPTIONS', 'TRACE', 'FOO'])('the method %s is not served', (method) => {
    expect(status(visit({ method }))).toBe(405)
  })

  test('two Hosts, and headers without end, are refused', () => {
    expect(status(visit({ rawHeaders: ['Host', '127.0.0.1:4600', 'hOST', 'evil.example'] }))).toBe(400)
    expect(status(visit({ rawHeaders: ['Host', '127.0.0.1:4600', 'X', 'host'] }))).toBe(200)
    expect(status(visit({ rawHeaders: Array.from({ length: 202 }, () => 'x') }))).toBe(400)
  })

  test('no Host at all is refused', () => {
    expect(status({ ...visit(), headers: {} })).toBe(403)
  })

  test('the page needs no token, writing to it does', () => {
    expect(status(visit({ path: '/', headers: { authorization: undefined } }))).toBe(200)
    expect(status(visit({ path: '/', method: 'DELETE', headers: { authorization: undefined } }))).toBe(401)
  })
})

describe('upgrade', () => {
  const upgrade = (protocols: string, change: Visit['headers'] = {}) =>
    visit({
      path: '/api/ws',
      upgrade: true,
      headers: { authorization: undefined, 'sec-websocket-protocol': protocols, ...change },
    })

  test('a ticket opens it once [SEC-13]', () => {
    const o = options()
    const ticket = o.tickets.issue()
    expect(status(upgrade(`flowdeck.v1, ticket.${ticket}`), o)).toBe(200)
    expect(status(upgrade(`flowdeck.v1, ticket.${ticket}`), o)).toBe(401)
  })

  test('a ticket lives 30 s [SEC-13]', () => {
    let now = 0
    const o = options(new Tickets(() => now))
    const ticket = o.tickets.issue()
    now = 30_001
    expect(status(upgrade(`flowdeck.v1, ticket.${ticket}`), o)).toBe(401)
  })

  test.each([
    ['no subprotocol', '', {}, 400],
    ['no ticket', 'flowdeck.v1', {}, 401],
    ['another origin', 'flowdeck.v1', { origin: 'http://evil.example' }, 403],
    ['cross-site', 'flowdeck.v1', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('%s is refused [SEC-08] [SEC-09]', (_, protocols, headers, expected) => {
    expect(status(upgrade(protocols, headers))).toBe(expected)
  })

  test('other paths have no WebSocket', () => {
    expect(status({ ...upgrade('flowdeck.v1'), path: '/' })).toBe(404)
  })
})
