import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkContentType, checkRequest, isLoopbackHost, type RequestRules } from './checkRequest.ts'

const LOCAL: RequestRules = { loopback: true, cors: false, headerCount: 100 }
const NETWORK: RequestRules = { ...LOCAL, loopback: false }

function check(
  headers: Record<string, string>,
  {
    rules = LOCAL,
    method = 'POST',
    path = '/post',
  }: { rules?: RequestRules; method?: string; path?: string } = {},
) {
  const rawHeaders = Object.entries(headers).flat()
  return checkRequest({ method, path, headers, rawHeaders }, rules)?.status ?? 200
}
const host = '127.0.0.1:8080'

describe('on the loopback interface', () => {
  test.each([
    ['127.0.0.1:8080', 200],
    ['127.9.8.7', 200],
    ['localhost:1', 200],
    ['LOCALHOST:65535', 200],
    ['flow.localhost:80', 200],
    ['[::1]:8080', 200],
    ['[::ffff:127.0.0.1]:8080', 200],
    ['evil.example', 403],
    ['localhost.evil.example:8080', 403],
    ['127.0.0.1.evil.example', 403],
    ['128.0.0.1:8080', 403],
    ['0.0.0.0:8080', 403],
    ['[::2]:8080', 403],
    ['', 400],
    ['a b:99999', 400],
    ['localhost:65536', 400],
    ['localhost:', 400],
    ['localhost/', 400],
    ['user@localhost', 400],
    ['[::1', 400],
  ])('the Host "%s" is answered %d [SEC-06] [SEC-07]', (written, status) => {
    expect(check({ host: written })).toBe(status)
  })

  test.each([
    ['http://127.0.0.1:8080', 200],
    ['https://127.0.0.1:8080', 200],
    ['http://127.0.0.1:8081', 403],
    ['http://127.0.0.1', 403],
    ['http://localhost:8080', 403],
    ['http://evil.example', 403],
    ['http://127.0.0.1:8080.evil.example', 400],
    ['chrome-extension://abcdef', 403],
    ['null', 403],
    ['', 400],
    ['http://[', 400],
    [':::', 400],
    ['http://127.0.0.1:8080/', 400],
    ['http://127.0.0.1:8080, http://evil.example', 400],
    [`http://${'a'.repeat(15_000)}`, 400],
  ])('the Origin "%s" is answered %d [SEC-06] [SEC-11]', (origin, status) => {
    expect(check({ host, origin })).toBe(status)
  })

  test('a forwarded port keeps its pages: Host and Origin are those of the browser', () => {
    expect(check({ host: 'localhost:9999', origin: 'http://localhost:9999' })).toBe(200)
    expect(check({ host: 'localhost', origin: 'https://localhost' })).toBe(200)
  })

  test.each([
    ['cross-site', 'no-cors', 'image', 'GET', '/dry_run', 403],
    ['same-site', 'no-cors', 'script', 'GET', '/docs', 403],
    ['cross-site', 'navigate', 'document', 'GET', '/stream', 403],
    ['cross-site', 'navigate', 'document', 'GET', '/dry_run', 403],
    ['cross-site', 'navigate', 'document', 'POST', '/', 403],
    ['cross-site', 'navigate', 'iframe', 'GET', '/docs', 403],
    ['cross-site', 'navigate', 'document', 'GET', '/docs', 200],
    ['none', 'navigate', 'document', 'GET', '/dry_run', 200],
    ['same-origin', 'cors', 'empty', 'POST', '/post', 200],
  ])('what a page of the site "%s" asks by %s for %s: %s %s is answered %d [SEC-11] [SEC-33]', (...row) => {
    const [site, mode, dest, method, path, status] = row
    const headers = { host, 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest }
    expect(check(headers, { method, path })).toBe(status)
  })

  test('cors: true lets every page in', () => {
    const rules = { ...LOCAL, cors: true }
    expect(check({ host: 'a.example', origin: 'http://b.example' }, { rules })).toBe(200)
    expect(check({ host, 'sec-fetch-site': 'cross-site' }, { rules })).toBe(200)
  })
})

test('on a network every Host and Origin is answered, as by Jina', () => {
  const rules = NETWORK
  expect(check({ host: 'flow.example', origin: 'http://evil.example' }, { rules })).toBe(200)
  expect(check({ 'sec-fetch-site': 'cross-site' }, { rules })).toBe(200)
  expect(check({ host: 'a b:99999' }, { rules })).toBe(400)
})

test.each([
  ['gzip', 415],
  ['br', 415],
  ['identity, gzip', 415],
  ['Identity', 200],
])('the Content-Encoding "%s" is answered %d [FI-38] [FI-39]', (encoding, status) => {
  expect(check({ host, 'content-encoding': encoding })).toBe(status)
})

test.each([
  ['gzip, chunked', 415],
  ['chunked, chunked', 415],
  ['Chunked', 200],
])('the Transfer-Encoding "%s" is answered %d [FI-38]', (encoding, status) => {
  expect(check({ host, 'transfer-encoding': encoding })).toBe(status)
})

test('two Host headers, 101 headers and bytes that are not UTF-8 are answered 400 [SEC-07] [SEC-28]', () => {
  const many = Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`x-${at}`, 'y']))
  expect(check({ host, ...many })).toBe(200)
  expect(check({ host, ...many, 'x-99': 'y', 'x-100': 'y' })).toBe(400)
  const headers = { host }
  const rawHeaders = ['Host', host, 'host', host]
  expect(checkRequest({ method: 'POST', path: '/post', headers, rawHeaders }, LOCAL)?.status).toBe(400)
  expect(check({ host, 'x-name': '\xff\xfe' })).toBe(400)
  expect(check({ host, 'x-name': Buffer.from('é').toString('latin1') })).toBe(200)
})

test.each([
  ['application/json', true],
  ['Application/JSON', true],
  ['application/json; charset=utf-8', true],
  ['application/json;charset="UTF-8"', true],
  ['application/vnd.api+json', true],
  ['application/problem+json; charset=utf8', true],
  ['application/json; charset=utf-16', false],
  ['application/json-seq', false],
  ['application/jsonp', false],
  ['text/json', false],
  ['text/plain', false],
  ['text/plain; application/json', false],
  ['application/x-www-form-urlencoded', false],
  ['multipart/form-data; boundary=x', false],
  ['application/x-pickle', false],
  ['', false],
  [undefined, false],
])('the Content-Type %j is taken: %s [SEC-15] [SEC-46] [FI-38]', (type, taken) => {
  expect(checkContentType(type)?.status ?? 200).toBe(taken ? 200 : 415)
})

test('whatever the headers hold, a request is served or refused [SEC-06]', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('localhost', 'http://[', ':::', 'null'),
  )
  fc.assert(
    fc.property(text, text, text, text, (written, origin, site, encoding) => {
      const headers = { host: written, origin, 'sec-fetch-site': site, 'content-encoding': encoding }
      expect([200, 400, 403, 415]).toContain(check(headers))
    }),
    { seed: 16, numRuns: 300 },
  )
})

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['localhost.example', false],
])('listening on %s is listening on the loopback interface: %s', (address, loopback) => {
  expect(isLoopbackHost(address)).toBe(loopback)
})
