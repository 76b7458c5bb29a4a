import { CLOSE } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { frozenPair } from '../../test/frozenPair.ts'
import { Outbox } from './Outbox.ts'

const MIB = 1024 * 1024

test('a browser that does not read is cut off at 4 MiB, and hears why when it reads again', async () => {
  const { server, client, thaw } = await frozenPair()
  const outbox = new Outbox(server)
  let most = 0
  for (let sent = 0; server.readyState === server.OPEN; sent++) {
    // The kernel takes some before anything waits here.
    if (sent > 500) throw new Error('never cut off')
    outbox.send('x'.repeat(MIB / 4))
    most = Math.max(most, server.bufferedAmount)
  }
  expect(most).toBeGreaterThan(3 * MIB)
  expect(most).toBeLessThanOrEqual(4 * MIB)
  const closed = new Promise((resolve) => client.once('close', resolve))
  thaw()
  expect(await closed).toBe(CLOSE.TOO_SLOW)
})

test('one answer larger than that arrives whole', async () => {
  const { server, client, thaw } = await frozenPair()
  const outbox = new Outbox(server)
  const arrived = new Promise((resolve) => client.once('message', (data) => resolve((data as Buffer).length)))
  outbox.send('x'.repeat(12 * MIB))
  thaw()
  expect(await arrived).toBe(12 * MIB)
})

test('answers wait for room, one after another', async () => {
  const { server, client, thaw } = await frozenPair()
  const outbox = new Outbox(server)
  outbox.send('x'.repeat(12 * MIB))
  const order: number[] = []
  const waiting = [1, 2, 3].map((n) =>
    outbox.whenRoom(() => {
      order.push(n)
      outbox.send('y'.repeat(6 * MIB))
      outbox.send('a small one behind it')
    }),
  )
  let got = 0
  const all = new Promise<void>((resolve) => client.on('message', () => ++got === 7 && resolve()))
  expect(order).toEqual([])
  thaw()
  await Promise.all(waiting)
  await all
  expect(order).toEqual([1, 2, 3])
})

test('nobody waits for a browser that has gone', async () => {
  const { server, client } = await frozenPair()
  const outbox = new Outbox(server)
  outbox.send('x'.repeat(12 * MIB))
  const waiting = outbox.whenRoom(() => {})
  client.terminate()
  await waiting
  expect(server.readyState).not.toBe(server.OPEN)
})
