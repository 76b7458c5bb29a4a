import { readEnvelope, writeEnvelope } from '../data/envelope.ts'
import { TRACE_HEADER } from '../data/passages.ts'
import { writeStatus } from '../data/status.ts'
import { listenHttp2 } from '../transport/http2Server.ts'
import { standardServices, type Health } from '../transport/standardServices.ts'
import type { CallContext, RpcHandlers, RpcServer } from '../transport/transport.ts'
import { endpointsReply } from './discovery.ts'
import type { Gateway } from './Gateway.ts'
import { mapConcurrently } from './mapConcurrently.ts'

/** Serves Jina's gRPC services in front of the graph. */
export function listenGrpc(gateway: Gateway, health: Health, port: number): Promise<RpcServer> {
  const { host, tls } = gateway.settings
  return listenHttp2({ host, port, handlers: grpcHandlers(gateway, health), ...(tls ? { tls } : {}) })
}

function grpcHandlers(gateway: Gateway, health: Health): RpcHandlers {
  const standard = standardServices(health, () => gateway.docarray)
  const single = async (message: Buffer, { signal }: CallContext) =>
    writeEnvelope(await gateway.handle(readEnvelope(message), signal))
  return {
    unary: {
      ...standard.unary,
      '/jina.JinaSingleDataRequestRPC/process_single_data': single,
      '/jina.JinaDiscoverEndpointsRPC/endpoint_discovery': async () =>
        endpointsReply(gateway.endpoints(), gateway.schemas()),
      '/jina.JinaGatewayDryRunRPC/dry_run': async (_, { signal }) =>
        writeStatus(await gateway.dryRun(signal)),
    },
    stream: {
      ...standard.stream,
      '/jina.JinaRPC/Call': (messages, context) =>
        mapConcurrently(messages, (message) => one(gateway, message, context), {
          limit: prefetchOf(context, gateway.settings.prefetch),
          inOrder: context.metadata['__results_in_order__'] === 'true',
        }),
      '/jina.JinaSingleDocumentRequestRPC/stream_doc': async function* (messages, { signal }) {
        for await (const message of messages)
          for await (const answer of gateway.stream(readEnvelope(message), signal))
            yield writeEnvelope(answer)
      },
    },
  }
}

async function one(gateway: Gateway, message: Buffer, { signal, metadata }: CallContext): Promise<Buffer> {
  const request = readEnvelope(message)
  return writeEnvelope(await gateway.handle(request, signal, metadata[TRACE_HEADER] === '1'))
}

/** Jina 3.x: `__prefetch__` of the client over the Gateway's setting; 0 is unlimited. */
function prefetchOf({ metadata }: CallContext, own: number): number {
  const asked = Number(metadata['__prefetch__'])
  const limit = Number.isInteger(asked) && asked >= 0 && metadata['__prefetch__'] !== undefined ? asked : own
  return limit === 0 ? Infinity : limit
}
