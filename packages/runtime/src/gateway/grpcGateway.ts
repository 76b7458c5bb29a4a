import { readEnvelope, writeEnvelope } from '../data/envelope.ts'
import { TRACE_HEADER } from '../data/passages.ts'
import { writeStatus } from '../data/status.ts'
import { listenHttp2 } from '../transport/http2Server.ts'
import { standardServices, type Health } from '../transport/standardServices.ts'
import type { CallContext, RpcHandlers, RpcServer } from '../transport/transport.ts'
import { endpointsReply } from './discovery.ts'
import type { Arrival, Gateway } from './Gateway.ts'
import { mapConcurrently } from './mapConcurrently.ts'
import { METHOD } from '../transport/methods.ts'

/** Serves Jina's gRPC services in front of the graph. */
export function listenGrpc(gateway: Gateway, health: Health, port: number): Promise<RpcServer> {
  const { host, tls } = gateway.settings
  const grpc = { ...gateway.settings.grpc, limits: gateway.limits, budget: gateway.inFlight }
  return listenHttp2({ host, port, grpc, handlers: grpcHandlers(gateway, health), ...(tls ? { tls } : {}) })
}

function grpcHandlers(gateway: Gateway, health: Health): RpcHandlers {
  const standard = standardServices(health, () => gateway.docarray)
  return {
    unary: {
      ...standard.unary,
      [METHOD.single]: (message, context) =>
        one(gateway, message, { ...contextOf(context), via: METHOD.single }),
      [METHOD.discovery]: async () => endpointsReply(gateway.endpoints(), gateway.schemas()),
      [METHOD.dryRun]: async (_, { signal }) => writeStatus(await gateway.dryRun(signal)),
    },
    stream: {
      ...standard.stream,
      [METHOD.call]: (messages, context) =>
        mapConcurrently(
          messages,
          (message) => one(gateway, message, { ...contextOf(context), via: METHOD.call }),
          {
            limit: prefetchOf(context, gateway.settings.prefetch),
            inOrder: context.metadata['__results_in_order__'] === 'true',
          },
        ),
      [METHOD.streamDoc]: async function* (messages, context) {
        for await (const message of messages)
          for await (const answer of gateway.stream(readEnvelope(message), {
            ...contextOf(context),
            via: METHOD.streamDoc,
          }))
            yield writeEnvelope(answer)
      },
    },
  }
}

async function one(gateway: Gateway, message: Buffer, arrival: Arrival): Promise<Buffer> {
  return writeEnvelope(await gateway.handle(readEnvelope(message), arrival))
}

function contextOf({ signal, metadata }: CallContext): Omit<Arrival, 'via'> {
  return { signal, metadata, trace: metadata[TRACE_HEADER] === '1' }
}

/** Jina 3.x: `__prefetch__` of the client over the Gateway's setting; 0 is unlimited. */
function prefetchOf({ metadata }: CallContext, own: number): number {
  const asked = Number(metadata['__prefetch__'])
  const limit = Number.isInteger(asked) && asked >= 0 && metadata['__prefetch__'] !== undefined ? asked : own
  return limit === 0 ? Infinity : limit
}
