import { Server, ServerCredentials } from '@grpc/grpc-js'
import { onTestFinished } from 'vitest'
import { scanFields } from '../src/data/wire.ts'

export interface SpanSeen {
  service: string
  name: string
  trace: string
  id: string
  parent: string
}

/** A collector that takes OTLP over gRPC and keeps what it was sent: spans, and the names of metrics. */
export async function startCollector() {
  const spans: SpanSeen[] = []
  const metrics = new Set<string>()
  const server = new Server()
  const method = (path: string) => ({
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message: Buffer) => message,
    requestDeserialize: (message: Buffer) => message,
    responseSerialize: (message: Buffer) => message,
    responseDeserialize: (message: Buffer) => message,
  })
  const add = (name: string, take: (message: Buffer) => void) =>
    server.addService(
      { Export: method(`/opentelemetry.proto.collector.${name}/Export`) },
      {
        Export: (call: { request: Buffer }, done: (error: null, reply: Buffer) => void) => {
          take(call.request)
          done(null, Buffer.alloc(0))
        },
      },
    )
  add('trace.v1.TraceService', (message) => {
    for (const { service, item } of records(message)) {
      const hex = (field: number) => bytesOf(item, field)[0]?.toString('hex') ?? ''
      spans.push({ service, name: textOf(item, 5), trace: hex(1), id: hex(2), parent: hex(4) })
    }
  })
  add('metrics.v1.MetricsService', (message) => {
    for (const { service, item } of records(message)) metrics.add(`${service} ${textOf(item, 1)}`)
  })
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  onTestFinished(() => server.forceShutdown())
  return { port, spans, metrics }
}

/** Resource → scope → record: the same numbers in both services of OTLP. */
function* records(message: Buffer): Generator<{ service: string; item: Buffer }> {
  for (const perResource of bytesOf(message, 1)) {
    const attributes = bytesOf(bytesOf(perResource, 1)[0] ?? Buffer.alloc(0), 1)
    const own = attributes.find((attribute) => textOf(attribute, 1) === 'service.name')
    const service = own ? textOf(bytesOf(own, 2)[0] ?? own, 1) : ''
    for (const perScope of bytesOf(perResource, 2))
      for (const item of bytesOf(perScope, 2)) yield { service, item }
  }
}

function bytesOf(message: Buffer, number: number): Buffer[] {
  const found: Buffer[] = []
  scanFields(
    message,
    (field) => {
      if (field.number === number) found.push(message.subarray(field.from, field.to))
    },
    'OTLP',
  )
  return found
}

const textOf = (message: Buffer, number: number) => bytesOf(message, number)[0]?.toString() ?? ''
