import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { CLOSE, SUBPROTOCOL, type CommandName, type RequestResponse } from '@flowdeck/shared'
import { connect, loadFlow, openServer, startFlow, type TestSocket } from './openServer.ts'

describe('the first words', () => {
  test('[P1] anything before hello closes with 4400', async () => {
    const socket = await connect(await openServer(), { hello: false })
    socket.socket.send(JSON.stringify({ type: 'ping' }))
    expect((await socket.closed)[0]).toBe(CLOSE.HELLO_EXPECTED)
  })

  test('[P2] another version closes with 4409 and says who is old', async () => {
    for (const [protocolVersion, reason] of [
      [0, 'client-too-old'],
      [99, 'server-too-old'],
    ] as const) {
      const socket = await connect(await openServer(), { hello: false })
      socket.socket.send(JSON.stringify({ type: 'hello', protocolVersion }))
      expect(await socket.closed).toEqual([CLOSE.VERSION, reason])
    }
  })

  test('a used ticket, or none, is refused before anything is said', async () => {
    const opened = await openServer()
    const { ticket } = (await opened.api('POST', '/api/ws-ticket', {})).json as { ticket: string }
    const attempt = (protocols: string[]) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${opened.server.port}/api/ws`, protocols)
        socket.on('open', () => resolve('open'))
        socket.on('error', (error) => resolve(error.message))
        onTestFinished(() => socket.terminate())
      })
    expect(await attempt([SUBPROTOCOL, `ticket.${ticket}`])).toBe('open')
    expect(await attempt([SUBPROTOCOL, `ticket.${ticket}`])).toContain('401')
    expect(await attempt([SUBPROTOCOL])).toContain('401')
  })
})

describe('commands', () => {
  test('[P3] [P6] each gets one reply: unknown ones, wrong parameters and noise too', async () => {
    const socket = await connect(await openServer())
    expect(await socket.command('no.such' as CommandName, {})).toMatchObject({
      ok: false,
      error: { code: 'PROTOCOL_ERROR' },
    })
    expect(await socket.command('run.start', { flowId: 'x' } as never)).toMatchObject({
      ok: false,
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('revision') },
    })
    expect(await socket.command('run.stop', { runId: 'nope' })).toMatchObject({
      ok: false,
      error: { code: 'RUN_NOT_FOUND' },
    })
    expect(await socket.command('constructor' as CommandName, {})).toMatchObject({ ok: false })
  })

  test('a message over 8 MiB ends its connection, and no other', async () => {
    const opened = await openServer()
    const [large, other] = [await connect(opened), await connect(opened)]
    large.socket.send('x'.repeat(8 * 1024 * 1024 + 1))
    expect((await large.closed)[0]).toBe(1009)
    expect(await other.command('run.list', {})).toMatchObject({ ok: true })
  })

  test('one request id cannot be under way twice', async () => {
    const opened = await openServer({
      'hello/foo.ts': `export class Foo { static requests = { '/bar': 'bar' }
        async bar() { await new Promise(() => {}) } }`,
      'hello/flow.yml': 'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n',
    })
    const socket = await connect(opened)
    const runId = await startFlow(opened, socket)
    const requestId = 'a'.repeat(32)
    const request = {
      runId,
      requestId,
      protocol: 'grpc' as const,
      endpoint: '/bar',
      docs: [{}],
      parameters: {},
    }
    const hanging = socket.command('request.send', request)
    expect(await socket.command('request.send', request)).toMatchObject({
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('under way already') },
    })
    await socket.command('request.cancel', { requestId })
    expect(await hanging).toMatchObject({ error: { code: 'REQUEST_CANCELLED' } })
  })

  test('[P5] a stale revision starts nothing', async () => {
    const opened = await openServer()
    const socket = await connect(opened)
    const { revision } = await loadFlow(opened, 'hello/flow.yml')
    writeFileSync(join(opened.workspace, 'hello/flow.yml'), 'jtype: Flow\nexecutors: []\n')
    expect(await socket.command('run.start', { flowId: 'hello/flow.yml', revision })).toMatchObject({
      ok: false,
      error: { code: 'REVISION_CONFLICT' },
    })
    expect(await socket.command('run.list', {})).toEqual(expect.objectContaining({ result: { runs: [] } }))
  })

  test('preflight lists what would run and starts nothing', async () => {
    const opened = await openServer()
    const socket = await connect(opened)
    const { revision } = await loadFlow(opened, 'replicas/flow.yml')
    const reply = await socket.command('run.preflight', { flowId: 'replicas/flow.yml', revision })
    if (!reply.ok) throw new Error(reply.error.message)
    expect(reply.result.processes.map(({ pod }) => pod)).toEqual([
      'worker/rep-0',
      'worker/rep-1',
      'worker/rep-2',
      'gateway',
    ])
    expect(reply.result.problems).toEqual([])
    expect(reply.result.processes[0]?.env).not.toContain('FLOWDECK_TOKEN')
    expect((await socket.command('run.list', {})) as object).toMatchObject({ result: { runs: [] } })
  })
})

describe('a running Flow', () => {
  test('runs on the ports that preflight showed', async () => {
    const opened = await openServer()
    const socket = await connect(opened)
    const { revision } = await loadFlow(opened, 'hello/flow.yml')
    const preflight = await socket.command('run.preflight', { flowId: 'hello/flow.yml', revision })
    await startFlow(opened, socket)
    const run = await socket.runIn('ready')
    const shown =
      preflight.ok && preflight.result.processes.flatMap(({ ports }) => ports.map(({ port }) => port))
    expect(run.gateway.every(({ port }) => (shown as number[]).includes(port))).toBe(true)
  })

  test('starts, answers over all three protocols, streams its log, and stops', async () => {
    const opened = await openServer()
    const socket = await connect(opened)
    const runId = await startFlow(opened, socket, 'fan-out-and-join/flow.yml')
    await socket.command('logs.subscribe', { runId })
    expect(await socket.command('run.endpoints', { runId })).toMatchObject({
      result: {
        endpoints: [
          { endpoint: '/analyse', executors: ['clean', 'length', 'language', 'audit'] },
          { endpoint: '/default', executors: ['join'] },
        ],
      },
    })
    for (const [i, protocol] of (['grpc', 'http', 'websocket'] as const).entries()) {
      const requestId = String(i).repeat(32)
      const reply = await socket.command('request.send', {
        runId,
        requestId,
        protocol,
        endpoint: '/analyse',
        docs: [{ text: '  the   cat ' }, { text: 'und nicht' }],
        parameters: {},
      })
      expect(reply).toMatchObject({ ok: true, result: { responses: 1 } })
      const response = socket.events.find(
        (event) => event.type === 'request.response' && event.requestId === requestId,
      )
      expect((response as { response: RequestResponse }).response).toMatchObject({
        index: 0,
        docs: [{ text: 'the cat', tags: { language: 'en' } }, { tags: { language: 'de' } }],
      })
    }
    const line = await socket.until((events) =>
      events
        .flatMap((event) => (event.type === 'logs' ? event.lines : []))
        .find(({ text, requestId }) => text.includes('2 documents on /analyse') && requestId !== undefined),
    )
    expect(line).toMatchObject({ deployment: 'audit', requestId: expect.stringMatching(/^(\d)\1{31}$/) })
    await socket.until((events) =>
      events.find(
        (event) =>
          event.type === 'logs' && event.lines.some((line) => line.text.includes('2 documents on /analyse')),
      ),
    )
    expect(await socket.command('run.stop', { runId })).toMatchObject({ ok: true })
    await socket.runIn('stopped')
  })

  test('cannot be started twice, but two Flows run side by side', async () => {
    const opened = await openServer()
    const socket = await connect(opened)
    await startFlow(opened, socket)
    const { revision } = await loadFlow(opened, 'hello/flow.yml')
    expect(await socket.command('run.start', { flowId: 'hello/flow.yml', revision })).toMatchObject({
      error: { code: 'RUN_ALREADY_ACTIVE' },
    })
    await startFlow(opened, socket, 'replicas/flow.yml')
    const list = await socket.command('run.list', {})
    expect(list.ok && list.result.runs.map(({ state }) => state)).toEqual(['ready', 'ready'])
  })

  test('an Executor that throws is named in the answer; a request can be cancelled', async () => {
    const opened = await openServer({
      'hello/foo.ts': `export class Foo { static requests = { '/bar': 'bar', '/hang': 'hang' }
        bar() { throw new Error('broken') }
        async hang() { await new Promise(() => {}) } }`,
    })
    const socket = await connect(opened)
    const runId = await startFlow(opened, socket)
    const request = { runId, protocol: 'grpc' as const, docs: [{}], parameters: {} }
    await socket.command('request.send', { ...request, requestId: 'a'.repeat(32), endpoint: '/bar' })
    const answer = await socket.until((events) => events.find((event) => event.type === 'request.response'))
    expect(answer).toMatchObject({
      response: {
        status: { code: 1 },
        routes: [{ executor: 'gateway' }, { executor: 'foo', status: { code: 1 } }],
      },
    })
    const requestId = 'b'.repeat(32)
    const hanging = socket.command('request.send', { ...request, requestId, endpoint: '/hang' })
    expect(await socket.command('request.cancel', { requestId })).toMatchObject({ ok: true })
    expect(await hanging).toMatchObject({ ok: false, error: { code: 'REQUEST_CANCELLED' } })
  })

  test('numbers come and go with all their digits over every protocol, and those that JSON cannot hold come apart', async () => {
    const opened = await openServer({
      'hello/flow.yml':
        'jtype: Flow\nwith:\n  protocol: [grpc, http, websocket]\nexecutors:\n  - uses: numbers.ts\n',
      'hello/numbers.ts': `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Numbers extends Executor {
  static override requests = { '/numbers': 'numbers' }
  numbers({ docs, parameters }: RequestContext): void {
    for (const doc of docs) {
      doc.text = [doc.embedding?.dtype, Object.is(parameters['zero'], -0), parameters['big']].join(' ')
      doc.tags = { ...doc.tags, nan: NaN }
    }
  }
}
`,
    })
    const socket = await connect(opened)
    const runId = await startFlow(opened, socket)
    for (const [i, protocol] of (['grpc', 'http', 'websocket'] as const).entries()) {
      const requestId = String(i).repeat(32)
      expect(
        await socket.command('request.send', {
          runId,
          requestId,
          protocol,
          endpoint: '/numbers',
          docs: [],
          parameters: {},
          exact: {
            docs: '[{"embedding": [9007199254740993, 1]}, {"embedding": [1.0, 2.0], "tags": {"huge": 1e400}}]',
            parameters: '{"zero": -0.0, "big": 1e400}',
          },
        }),
      ).toMatchObject({ ok: true })
      const event = socket.events.find(
        (one) => one.type === 'request.response' && one.requestId === requestId,
      ) as { response: RequestResponse }
      expect(event.response.docs.map(({ text }) => text)).toEqual(['<i8 true Infinity', '<f8 true Infinity'])
      expect(event.response.docs[1]).toMatchObject({ tags: { huge: null, nan: null } })
      const places = event.response.exact?.filter(({ path }) => path[0] === 'docs')
      expect(places?.map(({ path, text }) => `${path.join('.')} ${text}`).sort()).toEqual([
        'docs.0.embedding.0 9007199254740993',
        'docs.0.tags.nan NaN',
        'docs.1.tags.huge Infinity',
        'docs.1.tags.nan NaN',
      ])
    }
  })

  test('a protocol that the Gateway does not speak, or a document that is none, is refused by name', async () => {
    const opened = await openServer({ 'hello/flow.yml': 'jtype: Flow\nexecutors:\n  - uses: foo.ts\n' })
    const socket = await connect(opened)
    const runId = await startFlow(opened, socket)
    const request = { runId, requestId: 'c'.repeat(32), endpoint: '/bar', docs: [{}], parameters: {} }
    expect(await socket.command('request.send', { ...request, protocol: 'http' })).toMatchObject({
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('speaks grpc') },
    })
    expect(
      await socket.command('request.send', { ...request, protocol: 'grpc', docs: [{ text: ['x'] }] }),
    ).toMatchObject({
      error: { code: 'BAD_REQUEST', message: expect.stringContaining('docs[0].text') },
    })
    for (const [exact, message] of [
      [{ docs: '[1]' }, 'docs must be a list of objects'],
      [{ docs: '[{]' }, 'docs: Expecting'],
      [{ parameters: '[]' }, 'parameters must be an object'],
    ] as const)
      expect(await socket.command('request.send', { ...request, protocol: 'grpc', exact })).toMatchObject({
        error: { code: 'BAD_REQUEST', message: expect.stringContaining(message) },
      })
  })
})

describe('coming back', () => {
  test('[P4] a client that was away gets what it missed [FI-60]', async () => {
    const opened = await openServer()
    const first = await connect(opened)
    const lastSeq = first.events.at(-1)?.seq as number
    first.socket.terminate()
    await first.closed
    const { text, layout, revision } = await loadFlow(opened, 'hello/flow.yml')
    await opened.api('PUT', '/api/flows/hello%2Fflow.yml', { text: `${text}#\n`, layout, revision })
    const second = await connect(opened, { resume: { sessionId: first.sessionId, lastSeq } })
    expect(second.resumed).toBe(true)
    const change = await second.until((events) => events.find((event) => event.type === 'flow.changed'))
    expect(change).toMatchObject({ flowId: 'hello/flow.yml', seq: lastSeq + 1 })
    expect(second.events.some((event) => event.type === 'snapshot')).toBe(false)
  })

  test('[P4] a client takes its session from a connection that died unnoticed', async () => {
    const opened = await openServer()
    const first = await connect(opened)
    const lastSeq = first.events.at(-1)?.seq as number
    const second = await connect(opened, { resume: { sessionId: first.sessionId, lastSeq } })
    expect([second.resumed, second.sessionId]).toEqual([true, first.sessionId])
    expect((await first.closed)[0]).toBe(1006)
    const { text, layout, revision } = await loadFlow(opened, 'hello/flow.yml')
    await opened.api('PUT', '/api/flows/hello%2Fflow.yml', { text: `${text}#\n`, layout, revision })
    const change = await second.until((events) => events.find((event) => event.type === 'flow.changed'))
    expect(change.seq).toBe(lastSeq + 1)
  })

  test('[P4] log lines that were printed meanwhile come first, then new ones [FI-61]', async () => {
    const opened = await openServer({
      'hello/foo.ts': `export class Foo { static requests = { '/bar': 'bar' }
        bar({ parameters }) { console.log('said ' + parameters.word) } }`,
      'hello/flow.yml': 'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n',
    })
    const [first, other] = [await connect(opened), await connect(opened)]
    const runId = await startFlow(opened, first)
    const say = (word: string, digit: string) =>
      other.command('request.send', {
        runId,
        requestId: digit.repeat(32),
        protocol: 'grpc',
        endpoint: '/bar',
        docs: [{}],
        parameters: { word },
      })
    const hears = (socket: TestSocket, word: string) =>
      socket.until((events) =>
        events.find(
          (event) => event.type === 'logs' && event.lines.some(({ text }) => text === `said ${word}`),
        ),
      )
    await first.command('logs.subscribe', { runId })
    await other.command('logs.subscribe', { runId })
    await say('one', '1')
    await hears(first, 'one')
    const lastSeq = first.events.at(-1)?.seq as number
    first.socket.terminate()
    await first.closed
    await say('two', '2')
    await hears(other, 'two')
    const second = await connect(opened, { resume: { sessionId: first.sessionId, lastSeq } })
    await say('three', '3')
    await hears(second, 'three')
    const words = second.events.flatMap((event) =>
      event.type === 'logs'
        ? event.lines.map(({ text }) => text).filter((text) => text.startsWith('said'))
        : [],
    )
    expect(words).toEqual(['said two', 'said three'])
  })

  test('[P4] one that the server does not know gets a snapshot', async () => {
    const opened = await openServer()
    const socket = await connect(opened, { resume: { sessionId: 'f'.repeat(32), lastSeq: 7 } })
    expect(socket.resumed).toBe(false)
    expect((await socket.until((events) => events[0])).type).toBe('snapshot')
  })
})

describe('a browser that does not read', () => {
  const freeze = ({ socket }: TestSocket) => (socket as unknown as { _socket: Socket })._socket

  test('gets answers that fit what may wait for it, each saying what it lost', async () => {
    const opened = await openServer({
      'hello/foo.ts': `export class Foo { static requests = { '/bar': 'bar' }
        bar({ docs }) { for (const doc of docs) doc.text = 'x'.repeat(6_000_000) } }`,
      'hello/flow.yml': 'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n',
    })
    const frozen = await connect(opened)
    const runId = await startFlow(opened, frozen)
    const request = { runId, protocol: 'grpc' as const, endpoint: '/bar', parameters: {} }
    freeze(frozen).pause()
    const replies = ['a', 'b', 'c'].map((digit) =>
      frozen.command('request.send', { ...request, docs: [{}], requestId: digit.repeat(32) }),
    )
    const other = await connect(opened)
    expect(
      await other.command('request.send', { ...request, docs: [{}], requestId: 'd'.repeat(32) }),
    ).toMatchObject({ ok: true })
    freeze(frozen).resume()
    expect(await Promise.all(replies)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }])
    const answers = frozen.events.flatMap((event) =>
      event.type === 'request.response' ? [event.response] : [],
    )
    expect(answers).toHaveLength(3)
    for (const { docs, leftOut } of answers) {
      expect(docs[0]?.['text']).toMatch(/^x{1000}… \(6,000,000 characters\)$/)
      expect(leftOut?.docs).toBe(0)
      expect(leftOut?.bytes).toBeGreaterThan(6_000_000)
    }
  })
})
