import { once } from 'node:events'
import { CLOSE, PROTOCOL_VERSION } from '@flowdeck/shared'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frozenPair } from '../../test/frozenPair.ts'
import { MemoryFlowStore } from '../flows/MemoryFlowStore.ts'
import { AnswerStore } from '../runs/AnswerStore.ts'
import { FlowRunner } from '../runs/FlowRunner.ts'
import { PythonSetup } from '../runs/PythonSetup.ts'
import { Connection } from './Connection.ts'
import { Session } from './Session.ts'

// Sockets are real, and need setImmediate and nextTick as they are.
beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] }),
)
afterEach(() => void vi.useRealTimers())

async function greeted() {
  const { server, client, thaw } = await frozenPair()
  const connection = new Connection(server, {
    runner: new FlowRunner(new MemoryFlowStore()),
    python: new PythonSetup('/nowhere'),
    answers: new AnswerStore('/nowhere'),
    sessionFor: () => ({ session: new Session(), known: false }),
    onClosed: () => {},
  })
  client.send(JSON.stringify({ type: 'hello', protocolVersion: PROTOCOL_VERSION }))
  await vi.waitUntil(() => connection.session !== null)
  return { server, client, thaw }
}

test('[P8] silence for 30 s closes', async () => {
  const { client, thaw } = await greeted()
  const closed = once(client, 'close')
  vi.advanceTimersByTime(29_999)
  expect(client.readyState).toBe(client.OPEN)
  vi.advanceTimersByTime(1)
  thaw()
  expect((await closed)[0]).toBe(CLOSE.IDLE)
})

test('[P8] a hidden tab, whose own pings come late, stays connected as long as its browser reads', async () => {
  const { server, client, thaw } = await greeted()
  thaw()
  for (let i = 0; i < 6; i++) {
    const pong = once(server, 'pong')
    vi.advanceTimersByTime(10_000)
    await pong
  }
  expect(client.readyState).toBe(client.OPEN)
})
