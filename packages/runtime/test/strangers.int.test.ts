import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js'
import { expect, onTestFinished, test } from 'vitest'
import { create, toBinary } from '@bufbuild/protobuf'
import { ServerReflectionResponseSchema } from '../src/gen/reflection_pb.ts'
import { listenHttp2 } from '../src/transport/http2Server.ts'
import { METHOD } from '../src/transport/methods.ts'
import type { RpcHandlers } from '../src/transport/transport.ts'
import { WebSocket } from 'ws'
import { startTestFlow } from './startTestFlow.ts'

type Reply = (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => void

/** An Executor of somebody else that answers a request with whatever bytes are given. @returns its port */
async function grpcStranger(reply: Reply): Promise<number> {
  const server = new Server()
  const asIs = (bytes: Buffer) => bytes
  const method = (path: string) => ({
    requestSerialize: asIs,
    requestDeserialize: asIs,
    path,
    requestStream: false,
    responseStream: false,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  })
  server.addService(
    { process_single_data: method('/jina.JinaSingleDataRequestRPC/process_single_data') },
    { process_single_data: reply },
  )
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  onTestFinished(() => server.forceShutdown())
  return port
}

/** Something that listens and is no gRPC server at all. @returns its port */
async function tcpStranger(greet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    greet(socket)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

test.each<[string, () => Promise<number>, RegExp]>([
  [
    'bytes that are no message',
    () => grpcStranger((_, answer) => answer(null, Buffer.from('ffffffffffff', 'hex'))),
    /the answer of Executor "stranger" \(DataRequestProto\) is not readable protobuf: it ends/,
  ],
  [
    'a message that ends within a field',
    () => grpcStranger((_, answer) => answer(null, Buffer.from([0x0a, 0x7f, 0x01]))),
    /the answer of Executor "stranger" \(DataRequestProto\) is not readable protobuf: it ends/,
  ],
  [
    'an error of its own',
    () => grpcStranger((_, answer) => answer({ code: status.PERMISSION_DENIED, details: 'not you' })),
    /not you/,
  ],
  ['no answer at all', () => grpcStranger(() => {}), /DEADLINE_EXCEEDED|timeout_send|did not answer/i],
  [
    'another protocol',
    () => tcpStranger((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\nwhat?')),
    /stranger/,
  ],
  ['a connection that is cut', () => tcpStranger((socket) => socket.destroy()), /stranger/],
  ['a connection that stays silent', () => tcpStranger(() => {}), /stranger/],
])(
  'an Executor of somebody else that answers with %s fails the request by name, in time',
  async (_, listen, message) => {
    const port = await listen()
    const flow = await startTestFlow(
      `jtype: Flow\nwith: {timeout_send: 1500, retries: 0}\nexecutors:\n  - {name: stranger, external: true, host: 127.0.0.1, port: ${port}}\n`,
    )
    const failure = await Promise.resolve(flow.post('/any', [{ text: 'x' }])).catch((error: unknown) =>
      String(error),
    )
    expect(failure).toMatch(message)
    expect(failure).toContain('stranger')
  },
)

test('calls to a peer that accepts and stays silent end at their deadline, and open few sockets [FI-06]', async () => {
  let [open, most] = [0, 0]
  let ready = false
  const port = await tcpStranger((socket) => {
    most = Math.max(most, ++open)
    socket.on('close', () => open--)
    if (!ready) return
    const far = connect(server.port, '127.0.0.1')
    far.on('error', () => {})
    socket.pipe(far).pipe(socket)
  })
  const server = await listenHttp2({
    host: '127.0.0.1',
    port: 0,
    handlers: { unary: { [METHOD.single]: async (message) => message }, stream: {} },
  })
  onTestFinished(() => server.close(0))
  const flow = await startTestFlow(
    `jtype: Flow\nwith: {timeout_send: 700, retries: 1}\nexecutors:\n  - {name: stranger, external: true, host: 127.0.0.1, port: ${port}}\n`,
  )
  for (let round = 0; round < 3; round++) {
    const ends = await Promise.allSettled(
      Array.from({ length: 20 }, () => flow.post('/any', [{ text: 'x' }])),
    )
    // After five seconds the connection is given up, which ends what is under way on it.
    for (const end of ends)
      expect(end).toMatchObject({
        status: 'rejected',
        reason: { code: expect.stringMatching(/^(REQUEST_TIMEOUT|DEPLOYMENT_UNAVAILABLE)$/) as string },
      })
  }
  expect(most).toBeLessThanOrEqual(3)
  ready = true
  // A connection that said nothing for five seconds is given up, and a new one finds the peer awake.
  await expect
    .poll(
      () =>
        flow.post('/any', [{ text: 'awake' }]).then(
          ([doc]) => doc?.text,
          () => null,
        ),
      { timeout: 20_000 },
    )
    .toBe('awake')
})

/** An Executor of somebody else that offers `jina.JinaRPC` alone, with or without reflection. @returns its port, and what it was asked */
async function callStranger(hasReflection: boolean): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const listed = create(ServerReflectionResponseSchema, {
    messageResponse: { case: 'listServicesResponse', value: { service: [{ name: 'jina.JinaRPC' }] } },
  })
  const services: RpcHandlers = {
    unary: {},
    stream: {
      '/jina.JinaRPC/Call': async function* (messages) {
        for await (const message of messages) {
          asked.push('Call')
          yield message
        }
      },
      ...(hasReflection
        ? {
            [METHOD.reflection]: async function* (messages: AsyncIterable<Buffer>) {
              for await (const message of messages) {
                asked.push(message.length > 0 ? 'reflection' : '')
                yield Buffer.from(toBinary(ServerReflectionResponseSchema, listed))
              }
            },
          }
        : {}),
    },
  }
  const server = await listenHttp2({ host: '127.0.0.1', port: 0, handlers: services })
  onTestFinished(() => server.close(0))
  return { port: server.port, asked }
}

test.each([
  [true, ['reflection', 'Call', 'Call']],
  [false, ['Call', 'Call']],
])(
  'an Executor of somebody else that offers jina.JinaRPC alone is asked through Call (reflection: %j)',
  async (hasReflection, expected) => {
    const { port, asked } = await callStranger(hasReflection)
    const flow = await startTestFlow(
      `jtype: Flow\nexecutors:\n  - {name: stranger, external: true, host: 127.0.0.1, port: ${port}}\n`,
    )
    expect((await flow.post('/default', [{ text: 'a' }]))[0]?.text).toBe('a')
    expect((await flow.post('/default', [{ text: 'b' }]))[0]?.text).toBe('b')
    expect(asked).toEqual(expected)
  },
)

test('a WebSocket whose Executor cannot be reached closes with the address of that Executor', async () => {
  const flow = await startTestFlow(
    'jtype: Flow\nwith: {protocol: websocket}\nexecutors:\n  - {name: stranger, external: true, host: 127.0.0.1, port: 1, retries: 0}\n',
  )
  const socket = new WebSocket(`ws://127.0.0.1:${flow.port}/`)
  await once(socket, 'open')
  socket.send(JSON.stringify({ data: [{ text: 'a' }], exec_endpoint: '/' }))
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  expect([code, reason.toString()]).toEqual([
    1011,
    "Network error while connecting to deployment at {'127.0.0.1:1'}. It may be down.",
  ])
})

test('an external replica that is frozen fails its calls by name, and another one takes them, without a timeout [FI-05]', async () => {
  const server = await listenHttp2({
    host: '127.0.0.1',
    port: 0,
    handlers: { unary: { [METHOD.single]: async (message) => message }, stream: {} },
  })
  onTestFinished(() => server.close(0))
  let frozen = false
  const port = await tcpStranger((socket) => {
    const far = connect(server.port, '127.0.0.1')
    far.on('error', () => {})
    for (const [from, to] of [
      [socket, far],
      [far, socket],
    ] as const)
      from.on('data', (chunk) => frozen || to.write(chunk))
  })
  const flow = await startTestFlow(
    `jtype: Flow
with: {retries: 1}
executors:
  - {name: alone, external: true, host: 127.0.0.1, port: ${port}, needs: gateway}
  - {name: pair, external: true, host: 127.0.0.1, port: [${port}, ${server.port}], replicas: 2, needs: gateway}
  - {name: join, needs: [alone, pair]}
`,
  )
  const ask = (name: string) => flow.post('/any', [{ text: 'x' }], { targetExecutor: name })
  expect(await ask('alone|pair')).toHaveLength(1)
  frozen = true
  const alone = Promise.resolve(ask('alone')).then(
    () => 'answered',
    (thrown: unknown) => String(thrown),
  )
  const pair = await Promise.all([1, 2, 3, 4].map(() => ask('pair')))
  expect(pair.map((docs) => docs.length)).toEqual([1, 1, 1, 1])
  expect(await alone).toMatch(/does not answer.*deployment alone at address/s)
}, 60_000)
