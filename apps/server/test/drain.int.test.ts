import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { drainOf } from '../src/http/drainOf.ts'

// The grace never ends here: what is seen happens without it.
afterEach(() => void vi.useRealTimers())

async function listening(answer: RequestListener) {
  const server = createServer(answer)
  const drain = drainOf(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  return { drain, port: (server.address() as AddressInfo).port }
}

it('does not wait for a connection that asked for nothing', async () => {
  const { drain, port } = await listening(() => {})
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const ended = once(socket, 'close')
  await drain()
  await ended
})

it('lets an answer that is under way come to its end', async () => {
  let finish = () => {}
  const { drain, port } = await listening((_request, response) => {
    response.write('first ')
    finish = () => void response.end('last')
  })
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  const drained = drain()
  finish()
  expect(await answer.text()).toBe('first last')
  await drained
})
