import { fromBinary, toBinary, create } from '@bufbuild/protobuf'
import { Client as GrpcClient, Metadata, credentials, type ServiceError } from '@grpc/grpc-js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDocuments, writeDocuments } from '../src/data/documents.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from '../src/data/envelope.ts'
import { readStatus } from '../src/data/status.ts'
import { Flow } from '../src/flow/Flow.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { HealthCheckResponseSchema, HealthCheckResponse_ServingStatus } from '../src/gen/health_pb.ts'
import { EndpointsProtoSchema, JinaInfoProtoSchema } from '../src/gen/jina_pb.ts'
import { ServerReflectionRequestSchema, ServerReflectionResponseSchema } from '../src/gen/reflection_pb.ts'
import { executorFile } from './startTestFlow.ts'

const same = (message: Buffer) => message
const SINGLE = '/jina.JinaSingleDataRequestRPC/process_single_data'

let folder: string
let flow: RunningFlow
let client: GrpcClient

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
  writeFileSync(
    join(folder, 'foo.ts'),
    executorFile(`
  static override requests = { '/bar': 'bar', '/wait': 'wait' }
  bar({ docs }: RequestContext) { for (const doc of docs) doc.text = 'foo was here' }
  async wait({ docs }: RequestContext) { if (docs[0]?.text === 'long') await new Promise((resolve) => setTimeout(resolve, 300)) }`),
  )
  writeFileSync(join(folder, 'flow.yml'), 'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n')
  flow = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start()
  client = new GrpcClient(`127.0.0.1:${flow.port}`, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
    'grpc.max_receive_message_length': -1,
    'grpc.enable_http_proxy': 0,
  })
})
afterAll(async () => {
  client?.close()
  await flow?.close({ graceMs: 500 })
  rmSync(folder, { recursive: true, force: true })
})

function unary(path: string, message: Buffer, options: { deadline?: number } = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, same, same, message, new Metadata(), options, (error, reply?: Buffer) =>
      error ? reject(error) : resolve(reply as Buffer),
    )
  })
}

function request(endpoint: string, text: string, id = 'a'.repeat(32)): Buffer {
  return writeEnvelope({ ...emptyEnvelope(id), endpoint, data: writeDocuments([{ id: '1', text }]) })
}

describe("a stranger's gRPC client", () => {
  test('process_single_data answers', async () => {
    const answer = readEnvelope(await unary(SINGLE, request('/bar', 'x')))
    expect(readDocuments(answer.data)[0]?.text).toBe('foo was here')
    expect(answer.requestId).toBe('a'.repeat(32))
  })

  test('endpoint_discovery, dry_run, _status and health answer', async () => {
    const endpoints = fromBinary(
      EndpointsProtoSchema,
      await unary('/jina.JinaDiscoverEndpointsRPC/endpoint_discovery', Buffer.alloc(0)),
    )
    expect(endpoints.endpoints).toEqual(['/bar', '/wait', '_jina_dry_run_'])
    expect(readStatus(await unary('/jina.JinaGatewayDryRunRPC/dry_run', Buffer.alloc(0))).code).toBe(0)
    expect(
      fromBinary(JinaInfoProtoSchema, await unary('/jina.JinaInfoRPC/_status', Buffer.alloc(0))).jina,
    ).toHaveProperty('jina')
    const health = fromBinary(
      HealthCheckResponseSchema,
      await unary('/grpc.health.v1.Health/Check', Buffer.alloc(0)),
    )
    expect(health.status).toBe(HealthCheckResponse_ServingStatus.SERVING)
  })

  test('reflection lists the eight names that Jina callers look for', async () => {
    const call = client.makeBidiStreamRequest(
      '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
      same,
      same,
    )
    const listing = create(ServerReflectionRequestSchema, {
      messageRequest: { case: 'listServices', value: '' },
    })
    call.write(Buffer.from(toBinary(ServerReflectionRequestSchema, listing)))
    call.end()
    const names: string[] = []
    for await (const message of call as AsyncIterable<Buffer>) {
      const { messageResponse } = fromBinary(ServerReflectionResponseSchema, message)
      if (messageResponse.case === 'listServicesResponse')
        names.push(...messageResponse.value.service.map((service) => service.name))
    }
    expect(names).toHaveLength(8)
    expect(names).toContain('jina.JinaRPC')
    expect(names).toContain('grpc.reflection.v1alpha.ServerReflection')
  })

  test('answers of a stream come as they are done, or in order when asked', async () => {
    for (const [inOrder, expected] of [
      [false, ['b', 'a']],
      [true, ['a', 'b']],
    ] as const) {
      const metadata = new Metadata()
      if (inOrder) metadata.set('__results_in_order__', 'true')
      const call = client.makeBidiStreamRequest('/jina.JinaRPC/Call', same, same, metadata)
      call.write(request('/wait', 'long', 'a'))
      call.write(request('/wait', 'short', 'b'))
      call.end()
      const ids: string[] = []
      for await (const message of call as AsyncIterable<Buffer>) ids.push(readEnvelope(message).requestId)
      expect(ids).toEqual(expected)
    }
  })

  test.each([
    ['bytes that are no request', SINGLE, () => Buffer.from('ffffffff', 'hex'), 3, 'not readable protobuf'],
    ['a method that does not exist', '/jina.JinaRPC/Nope', () => Buffer.alloc(0), 12, 'does not exist'],
    ['more than 100 MiB', SINGLE, () => Buffer.alloc(101 * 1024 * 1024), 8, 'over the limit'],
  ])('%s is refused with its reason, and the Gateway goes on', async (_, path, message, code, reason) => {
    const error = await unary(path, message()).catch((thrown: unknown) => thrown as ServiceError)
    expect(error).toMatchObject({ code, details: expect.stringContaining(reason) })
    expect(await unary(SINGLE, request('/bar', 'x'))).toBeInstanceOf(Buffer)
  })

  test('a document of 90 MiB goes through', async () => {
    const answer = await unary(SINGLE, request('/nowhere', 'x'.repeat(90 * 1024 * 1024)))
    expect(answer.length).toBeGreaterThan(90 * 1024 * 1024)
  })

  test('a deadline ends the call', async () => {
    const error = await unary(SINGLE, request('/wait', 'long'), { deadline: Date.now() + 50 }).catch(
      (thrown: unknown) => thrown as ServiceError,
    )
    expect(error).toMatchObject({ code: 4 })
  })
})
