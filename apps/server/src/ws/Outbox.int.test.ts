import { CLOSE } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { frozenPair } from '../../test/frozenPair.ts'
import { Outbox } from './Outbox.ts'

const MIB = 1024 * 1024

test('a browser that does not read is cut off at 2.5 MiB, and hears why when it reads again [FI-60]', async () => {
  const { server, client, thaw } = await frozenPair()
  const outbox = new Outbox(server)
  let most = 0
  for (let sent = 0; server.readyState === server.OPEN; sent++) {
    // The kernel takes some before anything waits here.
    if (sent > 500) throw new Error('never cut off')
    outbox.send('x'.repeat(MIB / 4))
    most = Math.max(most, server.bufferedAmount)
  }
  expect(most).toBeGreaterThan(2 * MIB)
  expect(most).toBeLessThanOrEqual(2.5 * MIB)
  const closed = new Promise((resolve) => client.once('close', resolve))
  thaw()
  expect(await closed).toBe(CLOSE.TOO_SLOW)
})

test('one large text arrives whole when nothing else waits', async () => {
  const { server, client, thaw } = await frozenPair()
  const outbox = new Outbox(server)
  const arrived = new Promise((resolve) => client.once('message', (data) => resolve((data as Buffer).length)))
  outbox.send('x'.repeat(12 * MIB))
  thaw()
  expect(await arrived).toBe(12 * MIB)
})

test('answers wait for room, one after another, and what waits leaves less room for the next', async () => {
  const { server, client, thaw } = await frozenPair()
  const outbox = new Outbox(server)
  outbox.send('x'.repeat(12 * MIB))
  const order: number[] = []
  const room: number[] = []
  const waiting = [1, 2, 3].map((n) => {
    const bytes = Math.min(MIB / 2, outbox.answerRoom)
    room.push(outbox.answerRoom)
    return outbox.whenRoom(bytes, () => {
      order.push(n)
      outbox.send('y'.repeat(bytes))
      outbox.send('a small one behind it')
    })
  })
  let got = 0
  const all = new Promise<void>((resolve) => client.on('message', () => ++got === 7 && resolve()))
  expect(order).toEqual([])
  expect(room).toEqual([MIB, MIB / 2, 0])
  thaw()
  await Promise.all(waiting)
  await all
  expect(order).toEqual([1, 2, 3])
  expect(outbox.answerRoom).toBe(MIB)
})

test('the server does not wait for a browser that has gone', async () => {
  const { server, client } = await frozenPair()
  const outbox = new Outbox(server)
  outbox.send('x'.repeat(12 * MIB))
  const waiting = outbox.whenRoom(1, () => {})
  client.terminate()
  await waiting
  expect(server.readyState).not.toBe(server.OPEN)
})
