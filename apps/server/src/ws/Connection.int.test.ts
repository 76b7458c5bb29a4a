import { once } from 'node:events'
import { stateDir } from '@flowdeck/runtime'
import {
  CLOSE,
  EVENTS,
  PROTOCOL_VERSION,
  readServerMessage,
  type EventOf,
  type EventType,
  type FlowRun,
} from '@flowdeck/shared'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { frozenPair } from '../../test/frozenPair.ts'
import { MemoryFlowStore } from '../flows/MemoryFlowStore.ts'
import { AnswerStore } from '../runs/AnswerStore.ts'
import { ConsentStore } from '../runs/ConsentStore.ts'
import { FlowRunner } from '../runs/FlowRunner.ts'
import { PythonSetup } from '../runs/PythonSetup.ts'
import { Connection } from './Connection.ts'
import { Session, type NewEvent } from './Session.ts'

// Sockets are real, and need setImmediate and nextTick as they are.
beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] }),
)
afterEach(() => void vi.useRealTimers())

async function greeted() {
  const { server, client, thaw } = await frozenPair()
  const connection = new Connection(server, {
    runner: new FlowRunner(new MemoryFlowStore(), new ConsentStore(stateDir())),
    python: new PythonSetup('/nowhere'),
    answers: new AnswerStore('/nowhere'),
    sessionFor: () => ({ session: new Session(), known: false }),
    onClosed: () => {},
  })
  client.send(JSON.stringify({ type: 'hello', protocolVersion: PROTOCOL_VERSION }))
  await vi.waitUntil(() => connection.session !== null)
  return { connection, server, client, thaw }
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

test('[P8] a hidden tab, whose own pings come late, stays connected as long as its browser reads [FI-60]', async () => {
  const { server, client, thaw } = await greeted()
  thaw()
  for (let i = 0; i < 6; i++) {
    const pong = once(server, 'pong')
    vi.advanceTimersByTime(10_000)
    await pong
  }
  expect(client.readyState).toBe(client.OPEN)
})

const RUN: FlowRun = {
  runId: 'r1',
  flowId: 'hello/flow.yml',
  revision: 'a',
  state: 'ready',
  startedAt: 1,
  endedAt: null,
  pods: [],
  gateway: [{ protocol: 'grpc', host: '127.0.0.1', port: 5 }],
  error: null,
}
const SAMPLES: { [T in EventType]: Omit<EventOf<T>, 'seq'> } = {
  snapshot: { type: 'snapshot', runs: [RUN] },
  run: { type: 'run', run: RUN },
  logs: {
    type: 'logs',
    runId: 'r1',
    lines: [{ seq: 1, ts: 2, pod: 'a/rep-0', deployment: 'a', level: 'info', stream: 'stdout', text: 'x' }],
    dropped: 0,
  },
  'request.response': {
    type: 'request.response',
    runId: 'r1',
    requestId: '0'.repeat(32),
    response: { index: 0, ms: 1, status: null, parameters: null, routes: [], docs: [{ text: 'x' }] },
  },
  'python.setup': { type: 'python.setup', docarray: 'v1', line: 'making an environment' },
  'flow.changed': { type: 'flow.changed', flowId: 'a.yml', revision: null },
}

test.each(Object.keys(EVENTS) as EventType[])(
  'a "%s" event that the server sends is read by the page as it was',
  async (type) => {
    const { connection, client, thaw } = await greeted()
    const sample: NewEvent = SAMPLES[type]
    connection.event(sample)
    // Before it come the welcome and the first snapshot.
    const third = new Promise<string>((resolve) => {
      let count = 0
      client.on('message', (data: Buffer) => ++count === 3 && resolve(data.toString()))
    })
    thaw()
    expect(readServerMessage(await third)).toEqual({ kind: 'message', message: { ...sample, seq: 2 } })
  },
)
