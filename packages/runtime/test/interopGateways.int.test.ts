import { once } from 'node:events'
import { join } from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { readDocuments, writeDocuments } from '../src/data/documents.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from '../src/data/envelope.ts'
import { readStatus } from '../src/data/status.ts'
import { PortAllocator } from '../src/flow/ports.ts'
import { Client } from '../src/client/Client.ts'
import { JinaInfoProtoSchema, type JinaInfoProto } from '../src/gen/jina_pb.ts'
import { METHOD } from '../src/transport/methods.ts'
import { Http2Channel } from '../src/transport/http2Channel.ts'
import { listenHttp2 } from '../src/transport/http2Server.ts'
import { RpcError, STATUS } from '../src/transport/rpcError.ts'
import { Health, standardServices } from '../src/transport/standardServices.ts'
import type { RpcHandlers } from '../src/transport/transport.ts'
import { askPython } from './interop/askPython.ts'
import { PROTOCOLS } from './interop/stacks.ts'
import { SIDES, startGateways, type Gateways, type Side } from './interop/startGateways.ts'
import { startJina, startOurs } from './interop/startJina.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

const INTEROP = join(import.meta.dirname, 'interop')
const allocator = new PortAllocator([])
const freePort = () => allocator.allocate('127.0.0.1')
const at = (port: number) => `127.0.0.1:${port}`
/** Everyone is asked by name. */
const sideBySide = (names: string[]) => ({
  'start-gateway': names,
  ...Object.fromEntries(names.map((name) => [name, ['end-gateway']])),
})

/** What Jina tells the Gateway of a Flow. */
interface Described {
  graph: object
  conditions: object
  noReduce: string[]
  addresses: Record<string, string[]>
}

/** A process of `flowdeck executor`. */
async function startExecutor(name: string, port: number, ...more: string[]) {
  const args = ['executor', '--name', name, '--uses', 'look.ts:Look', '--port', String(port), ...more]
  return await startOurs(args, { servers: [{ protocol: 'grpc', port }], cwd: INTEROP })
}

interface Question {
  port: number
  target: string
  endpoint: string
  id: string
}

/** What came back, as far as both can be compared: gRPC's own words for a refused connection differ from ours. */
interface Got {
  code: number
  text: string
}

function own(details: string): string {
  const from = details.search(/\|(Gateway|Head):/)
  // Jina adds the trailers of the peer, such as the date.
  return details.slice(Math.max(0, from)).replaceAll(/\ntrailing_metadata=Metadata\(.*?\)\)(?=\n| \||$)/g, '')
}

async function askHttp({ port, target, endpoint, id }: Question): Promise<Got> {
  const answer = await fetch(`http://${at(port)}/post`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      execEndpoint: endpoint,
      targetExecutor: `^${target}$`,
      data: [{ id, text: 'raw' }],
    }),
  })
  const body = (await answer.json()) as {
    header: { status: { description: string } | null }
    data: { text: string }[]
  }
  return {
    code: answer.status,
    text: body.header.status?.description ? own(body.header.status.description) : (body.data[0]?.text ?? ''),
  }
}

async function askGrpc({ port, target, endpoint, id }: Question): Promise<Got> {
  const channel = new Http2Channel(at(port))
  const request = writeEnvelope({
    ...emptyEnvelope('1'),
    endpoint,
    target: `^${target}$`,
    data: writeDocuments([{ id, text: 'raw' }]),
  })
  try {
    let answer: Buffer | undefined
    for await (const message of channel.stream(METHOD.call, alone(request))) answer = message
    const { data, status } = readEnvelope(answer as Buffer)
    return {
      code: 0,
      text:
        status && readStatus(status).code
          ? own(readStatus(status).description)
          : (readDocuments(data)[0]?.text ?? ''),
    }
  } catch (thrown) {
    const { code, details } = RpcError.from(thrown)
    return { code, text: own(details) }
  } finally {
    channel.close()
  }
}

async function* alone(message: Buffer): AsyncGenerator<Buffer> {
  yield message
}

async function askWebSocket({ port, target, endpoint, id }: Question): Promise<Got> {
  const socket = new WebSocket(`ws://${at(port)}/`)
  try {
    return await new Promise<Got>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('open', () =>
        socket.send(
          JSON.stringify({
            exec_endpoint: endpoint,
            target_executor: `^${target}$`,
            data: [{ id, text: 'raw' }],
          }),
        ),
      )
      socket.on('message', (bytes: Buffer) => {
        const { data, header } = JSON.parse(bytes.toString()) as {
          data: { text: string }[]
          header: { status?: { description: string } | null }
        }
        resolve({
          code: 0,
          text: header.status?.description ? own(header.status.description) : (data[0]?.text ?? ''),
        })
      })
      socket.on('close', (code, reason) => resolve({ code, text: own(reason.toString()) }))
    })
  } finally {
    socket.terminate()
  }
}

const ASK = { grpc: askGrpc, http: askHttp, websocket: askWebSocket }

/** What is asked, of which Executor at which endpoint. */
const QUESTIONS: [name: string, target: string, endpoint: string][] = [
  ['an Executor that is there', 'ok', '/put'],
  ['an Executor that nothing listens for', 'gone', '/put'],
  ['two replicas, of which one is gone', 'half', '/put'],
  ['our Head before shards that are gone', 'our-head', '/put'],
  ['Jina’s Head before shards that are gone', 'jina-head', '/put'],
  ['an Executor that is not ready', 'flaky', `/${STATUS.UNAVAILABLE}`],
  ['an Executor that is not found', 'flaky', `/${STATUS.NOT_FOUND}`],
  ['an Executor that gives up', 'flaky', `/${STATUS.DEADLINE_EXCEEDED}`],
]

/** A join of an external Executor and the raw request that does not merge, and one behind it that does. */
const JOINS = (ports: { foo: number; bar: number; baz: number }) => `jtype: Flow
executors:
  - {name: foo, external: true, host: 127.0.0.1, port: ${ports.foo}}
  - {name: bar, needs: [foo, gateway], no_reduce: true, port: ${ports.bar}}
  - {name: baz, needs: [gateway, bar], when: {text: {$neq: nothing}}, port: ${ports.baz}}
`

describe.skipIf(python === null)(
  'asked in the same run, `flowdeck gateway` answers as `jina gateway`',
  () => {
    const closing: (() => Promise<unknown>)[] = []
    const ports = { ok: 0, gone: 0, killed: 0, ours: 0, theirs: 0 }
    /** How often the server that always fails was asked, by the id of the document. */
    const calls = new Map<string, number>()
    const answers = new Map<string, Got & { calls: number }>()
    let all: Gateways
    let joins: Gateways

    /** Asks each Gateway, at the same time. */
    async function ask(
      gateways: Gateways,
      protocol: (typeof PROTOCOLS)[number],
      { name, target, endpoint }: { name: string; target: string; endpoint: string },
    ): Promise<void> {
      await Promise.all(
        SIDES.map(async (which) => {
          const id = [protocol, name, which].join(' ')
          const port = gateways.ports[which][protocol]
          const got = await ASK[protocol]({ port, target, endpoint, id })
          answers.set(id, { ...got, calls: calls.get(id) ?? 0 })
        }),
      )
    }

    const got = (protocol: string, name: string) =>
      Object.fromEntries(SIDES.map((which) => [which, answers.get([protocol, name, which].join(' '))]))

    /** Fails every request with the status that its endpoint names; `/never` is not answered. */
    async function startFlaky(): Promise<number> {
      const health = new Health()
      health.set(true)
      const standard = standardServices(health)
      const fail: RpcHandlers['unary'][string] = async (message, { signal }) => {
        const { endpoint, data } = readEnvelope(message)
        const id = readDocuments(data)[0]?.id ?? ''
        calls.set(id, (calls.get(id) ?? 0) + 1)
        if (endpoint === '/never') await new Promise<void>((resolve) => signal.onAbort(() => resolve()))
        throw new RpcError(Number(endpoint?.slice(1)) || STATUS.CANCELLED, 'not now')
      }
      const handlers = { unary: { ...standard.unary, [METHOD.single]: fail }, stream: standard.stream }
      const server = await listenHttp2({ host: '127.0.0.1', port: 0, handlers })
      closing.push(() => server.close())
      return server.port
    }

    beforeAll(async () => {
      for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort()
      const head = (port: number) =>
        [
          ['executor', '--name', 'head', '--pod-role', 'HEAD', '--runtime-cls', 'HeadRuntime', '--native'],
          ['--port', String(port), '--connection-list', JSON.stringify({ 0: [at(ports.gone)] })],
        ].flat()
      const serve = (port: number) => ({ servers: [{ protocol: 'grpc' as const, port }], cwd: INTEROP })
      const flow = JOINS({ foo: ports.ok, bar: await freePort(), baz: await freePort() })
      const start = async <T extends { close(): Promise<void> }>(starting: Promise<T>) => {
        const started = await starting
        closing.push(() => started.close())
        return started
      }
      const addresses = {
        ok: [at(ports.ok)],
        gone: [at(ports.gone)],
        half: [at(ports.gone), at(ports.ok)],
        flaky: [at(await startFlaky())],
        killed: [at(ports.killed)],
        'our-head': [at(ports.ours)],
        'jina-head': [at(ports.theirs)],
      }
      // As Jina itself tells its Gateway.
      const startJoins = async () => {
        const [told] = await askPython<Described[]>(python as string, 'describe_flow.py', [flow])
        const { graph, conditions, noReduce, addresses: found } = told as Described
        for (const name of ['bar', 'baz'])
          await start(startExecutor(name, Number(new URL(found[name]?.[0] ?? '').port)))
        return await startGateways(python as string, {
          'graph-description': graph,
          'graph-conditions': conditions,
          'deployments-no-reduce': noReduce,
          'deployments-addresses': found,
        })
      }
      const [, killed, , , running, impatient, joining] = await Promise.all([
        start(startExecutor('foo', ports.ok)),
        startExecutor('killed', ports.killed),
        start(startOurs(head(ports.ours), serve(ports.ours))),
        start(startJina(python as string, head(ports.theirs), serve(ports.theirs))),
        start(
          startGateways(python as string, {
            'graph-description': sideBySide(Object.keys(addresses)),
            'deployments-addresses': addresses,
          }),
        ),
        start(
          startGateways(python as string, {
            'graph-description': sideBySide(['flaky']),
            'deployments-addresses': { flaky: addresses.flaky },
            'timeout-send': 1500,
            retries: 1,
          }),
        ),
        start(startJoins()),
      ])
      all = running
      joins = joining
      await Promise.all(
        PROTOCOLS.flatMap((protocol) => [
          ...QUESTIONS.map(([name, target, endpoint]) => ask(all, protocol, { name, target, endpoint })),
          ask(impatient, protocol, { name: 'slow', target: 'flaky', endpoint: '/never' }),
          ask(all, protocol, { name: 'before', target: 'killed', endpoint: '/put' }),
        ]),
      )
      await killed.close()
      for (const protocol of PROTOCOLS)
        await ask(all, protocol, { name: 'killed', target: 'killed', endpoint: '/put' })
      await start(startExecutor('killed', ports.killed))
    }, 300_000)
    afterAll(async () => {
      await Promise.all(closing.map((close) => close()))
    })

    describe.each(PROTOCOLS)('over %s', (protocol) => {
      test.each(QUESTIONS)('%s', (name) => {
        const { ours, theirs } = got(protocol, name)
        expect(ours).toEqual(theirs)
      })

      test('an Executor that does not answer within timeout_send, asked once more', () => {
        const { ours, theirs } = got(protocol, 'slow')
        expect(theirs?.calls).toBe(2)
        expect(ours).toEqual(theirs)
      })

      test.each(['before', 'killed'])('an Executor that is killed: %s', (moment) => {
        const { ours, theirs } = got(protocol, moment)
        expect(ours).toEqual(theirs)
      })

      test('an Executor that is back at the same address', async () => {
        const good = answers.get(`${protocol} before theirs`)?.code
        // gRPC waits a moment before it connects again.
        await expect
          .poll(
            async () => {
              await ask(all, protocol, { name: 'after', target: 'killed', endpoint: '/put' })
              const { ours, theirs } = got(protocol, 'after')
              return [ours?.code, theirs?.code]
            },
            { timeout: 30_000 },
          )
          .toEqual([good, good])
      })
    })

    // A close frame of WebSocket has no room for it.
    test.each(['grpc', 'http'])('a Head says what Jina’s Head says, over %s', (protocol) => {
      const [ours, theirs] = ['our Head', 'Jina’s Head'].map((name) =>
        answers
          .get(`${protocol} ${name} before shards that are gone ours`)
          ?.text.replaceAll(/(our|jina)-head|:\d+/g, ''),
      )
      expect(ours).toContain('|Head: Failed to connect')
      expect(ours).toEqual(theirs)
    })

    test.each(['/put', '/look'])(
      'joins with the raw request and an external Executor, at %s',
      async (endpoint) => {
        const ask = async (which: Side) => {
          const client = new Client({ port: joins.ports[which].grpc })
          const docs = await client.post(endpoint, [{ id: 'a', text: 'raw' }, { id: 'b' }], {
            parameters: { foo__own: 1, all: 2 },
          })
          client.close()
          return docs.map(({ id, text }) => ({
            id,
            text: id.startsWith('seen') ? (JSON.parse(text ?? '') as object) : text,
          }))
        }
        const theirs = await ask('theirs')
        expect(theirs.length).toBeGreaterThan(2)
        expect(await ask('ours')).toEqual(theirs)
      },
    )

    describe.each([
      ['that all can be reached', () => joins],
      ['of which some are gone', () => all],
    ])('a dry run of Executors %s', (_, gateways) => {
      test('over gRPC', async () => {
        const [ours, theirs] = await Promise.all(
          SIDES.map(async (which) => {
            const channel = new Http2Channel(at(gateways().ports[which].grpc))
            const { message } = await channel.unary(METHOD.dryRun, Buffer.alloc(0))
            channel.close()
            return readStatus(message).code
          }),
        )
        expect(ours).toEqual(theirs)
      })

      test('over HTTP', async () => {
        const [ours, theirs] = await Promise.all(
          SIDES.map(async (which) => {
            const answer = await fetch(`http://${at(gateways().ports[which].http)}/dry_run`)
            const { code } = (await answer.json()) as { code: unknown }
            return { status: answer.status, code }
          }),
        )
        expect(ours).toEqual(theirs)
      })

      test('over WebSocket', async () => {
        const [ours, theirs] = await Promise.all(
          SIDES.map(async (which) => {
            const socket = new WebSocket(`ws://${at(gateways().ports[which].websocket)}/dry_run`)
            closing.push(async () => socket.terminate())
            return await Promise.race([
              once(socket, 'message').then(([bytes]) => ({
                code: (JSON.parse(String(bytes)) as { code?: unknown }).code,
              })),
              once(socket, 'close').then(([code]) => ({ closed: code as number })),
            ])
          }),
        )
        expect(ours).toEqual(theirs)
      })
    })

    describe('what a Gateway says of itself', () => {
      const namesOf = ({ jina, envs }: { jina: object; envs: object }) => [
        Object.keys(jina)
          .filter((name) => name !== 'flowdeck' && name !== 'node')
          .toSorted(),
        Object.keys(envs).toSorted(),
      ]

      test('over gRPC', async () => {
        const [ours, theirs] = await Promise.all(
          SIDES.map(async (which) => {
            const channel = new Http2Channel(at(joins.ports[which].grpc))
            const { message } = await channel.unary(METHOD.status, Buffer.alloc(0))
            channel.close()
            return fromBinary(JinaInfoProtoSchema, message)
          }),
        )
        expect(namesOf(ours as JinaInfoProto)).toEqual(namesOf(theirs as JinaInfoProto))
        expect(ours?.jina['jina']).toBe(theirs?.jina['jina'])
      })

      test.each(['http', 'websocket'] as const)('at /status of the %s server', async (protocol) => {
        const [ours, theirs] = await Promise.all(
          SIDES.map(async (which) => {
            const answer = await fetch(`http://${at(joins.ports[which][protocol])}/status`)
            return { status: answer.status, names: namesOf((await answer.json()) as JinaInfoProto) }
          }),
        )
        expect(ours).toEqual(theirs)
      })
    })
  },
)
