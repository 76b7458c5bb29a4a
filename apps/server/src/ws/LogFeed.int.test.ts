import { CLOSE, type LogLine } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { frozenPair } from '../../test/frozenPair.ts'
import { LogFeed } from './LogFeed.ts'
import { Outbox } from './Outbox.ts'
import { Session } from './Session.ts'

const LINES = 50_000
const line = (seq: number): LogLine => ({
  seq,
  ts: 0,
  pod: 'a/rep-0',
  deployment: 'a',
  level: 'info',
  stream: 'stdout',
  text: 'x'.repeat(1000),
})

test('[P7] a browser that does not read loses lines, which are counted, but not its connection [FI-60]', async () => {
  const { server, client, thaw } = await frozenPair()
  const outbox = new Outbox(server)
  const session = new Session()
  const feed = new LogFeed({
    session,
    keptLines: () => [],
    outbox,
    send: (runId, lines, dropped) => {
      const text = session.number({ type: 'logs', runId, lines, dropped })
      outbox.send(text)
      return text.length
    },
  })
  feed.subscribe('r')
  let most = 0
  for (let seq = 1; seq <= LINES; seq += 100) {
    feed.add(
      'r',
      Array.from({ length: 100 }, (_, i) => line(seq + i)),
      0,
    )
    most = Math.max(most, server.bufferedAmount)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(most).toBeLessThan(1024 * 1024)
  const got = { lines: 0, dropped: 0, closed: 0 }
  client.on('close', (code) => (got.closed = code))
  const last = new Promise<void>((resolve) =>
    client.on('message', (data) => {
      const { lines, dropped } = JSON.parse(String(data)) as { lines: LogLine[]; dropped: number }
      got.lines += lines.length
      got.dropped += dropped
      if (lines.at(-1)?.seq === LINES) resolve()
    }),
  )
  thaw()
  await last
  expect(got.dropped).toBeGreaterThan(0)
  expect(got.lines + got.dropped).toBe(LINES)
  expect(got.closed).not.toBe(CLOSE.TOO_SLOW)
  feed.close()
})
