import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { once } from 'node:events'
import { startLocalGateway, type LocalGateway } from '../../test/localGateway.ts'
import { countTurns } from '../../test/countTurns.ts'

let local: LocalGateway
beforeAll(async () => {
  local = await startLocalGateway({ maxDocuments: 20_000 })
})
afterAll(() => local.close())

const BYTES = 1_500_000
const list = (item: string) =>
  Array(Math.floor(BYTES / (item.length + 1)))
    .fill(item)
    .join(',')

/** Bodies that are hard to convert: one document, or parameters, that hold it all. */
const HARD: [string, string][] = [
  ['a text of escapes', `{"data":[{"text":"${'\\n'.repeat(BYTES / 2)}"}]}`],
  ['a tensor of rows', `{"data":[{"tensor":[${list('[1,2]')}]}]}`],
  ['tags', `{"data":[{"tags":{"a":[${list('{"a":1}')}]}}]}`],
  ['parameters', `{"data":[],"parameters":{"a__b":[${list('{}')}]}}`],
  ['many documents', `{"data":[${Array(20_000).fill('{}').join(',')}]}`],
]

const post = async (body: string) => {
  const headers = { 'content-type': 'application/json' }
  return await fetch(`http://127.0.0.1:${local.http}/post`, { method: 'POST', body, headers })
}

test.each(HARD)(
  'a request and an answer of %s are converted beside the event loop [FI-35]',
  async (_, body) => {
    let status = 0
    const turns = await countTurns(async () => {
      const answer = await post(body)
      await answer.arrayBuffer()
      status = answer.status
    })
    expect(status).toBe(200)
    expect(turns).toBeGreaterThan(1000)
  },
)

test('a large request is answered as a small one is, over HTTP and WebSocket', async () => {
  const doc = {
    id: 'a',
    tags: { n: 1, f: 1.5 },
    tensor: [
      [1, 2],
      [3, 4],
    ],
  }
  const filler = { id: 'b', text: 'ü'.repeat(150_000) }
  const small = (await (await post(JSON.stringify({ data: [doc] }))).json()) as { data: unknown[] }
  const large = (await (await post(JSON.stringify({ data: [doc, filler] }))).json()) as { data: unknown[] }
  expect(large.data[0]).toEqual(small.data[0])
  expect(large.data[1]).toMatchObject(filler)
  const socket = new WebSocket(`ws://127.0.0.1:${local.websocket}/`)
  await once(socket, 'open')
  socket.send(JSON.stringify({ data: [doc, filler] }))
  const [frame, isBinary] = (await once(socket, 'message')) as [Buffer, boolean]
  socket.terminate()
  expect(isBinary).toBe(false)
  expect((JSON.parse(frame.toString()) as { data: unknown[] }).data[1]).toMatchObject(filler)
})

test.each<[string, string | Buffer, number, object]>([
  [
    'is no JSON',
    `{"data":[{"text":"${'x'.repeat(200_000)}"`,
    422,
    { detail: [{ loc: ['body', 200_019], type: 'json_invalid' }] },
  ],
  [
    'has a wrong value',
    `{"data":[{"text":"${'x'.repeat(200_000)}","blob":"*"}]}`,
    422,
    { detail: [{ loc: ['body', 'data', 0, 'blob'] }] },
  ],
  ['is no UTF-8', Buffer.alloc(200_000, 0xff), 400, {}],
  ['holds too many documents', `{"data":[${list('{}')}]}`, 413, {}],
])('a large request that %s is refused as a small one is', async (_, body, status, detail) => {
  const response = await post(body as string)
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject(detail)
})

test('a client that leaves during a conversion leaves nothing behind', async () => {
  const leaving = new AbortController()
  const asked = fetch(`http://127.0.0.1:${local.http}/post`, {
    method: 'POST',
    body: HARD[2]?.[1] ?? '',
    headers: { 'content-type': 'application/json' },
    signal: leaving.signal,
  })
  await expect.poll(() => local.gateway.inFlight.inUse).toBeGreaterThan(0)
  leaving.abort()
  await expect(asked).rejects.toThrow()
  await expect.poll(() => local.gateway.inFlight.inUse).toBe(0)
  expect((await post('{"data":[{}]}')).status).toBe(200)
})
