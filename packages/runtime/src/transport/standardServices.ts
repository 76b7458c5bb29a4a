import type { DocarrayGeneration } from '@flowdeck/shared'
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import {
  HealthCheckRequestSchema,
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus,
} from '../gen/health_pb.ts'
import { JinaInfoProtoSchema } from '../gen/jina_pb.ts'
import {
  ServerReflectionRequestSchema,
  ServerReflectionResponseSchema,
  type ServerReflectionRequest,
} from '../gen/reflection_pb.ts'
import type { Cancellation } from './Cancellation.ts'
import { describeProtocol } from './describeProtocol.ts'
import { jinaInfo } from './jinaInfo.ts'
import { RpcError, STATUS } from './rpcError.ts'
import type { RpcHandlers } from './transport.ts'
import { METHOD } from './methods.ts'

/** Names that every Jina server advertises, whatever it implements (Jina 3.x); callers choose their stubs by them. */
export const ADVERTISED = [
  'jina.JinaRPC',
  'jina.JinaSingleDataRequestRPC',
  'jina.JinaDataRequestRPC',
  'jina.JinaGatewayDryRunRPC',
  'jina.JinaSingleDocumentRequestRPC',
  'jina.JinaDiscoverEndpointsRPC',
  'jina.JinaInfoRPC',
  'grpc.reflection.v1alpha.ServerReflection',
] as const

/** Whether this process takes requests. Starts as not serving; `set` wakes those who watch. */
export class Health {
  private serving = false
  private stopped = false
  private waiting: (() => void)[] = []

  get isServing(): boolean {
    return this.serving
  }

  set(serving: boolean): void {
    this.serving = serving
    const waiting = this.waiting
    this.waiting = []
    for (const wake of waiting) wake()
  }

  /** Whether it never serves again. */
  get hasStopped(): boolean {
    return this.stopped
  }

  /** Serves no more: those who watch are told so, and their calls end. */
  stop(): void {
    this.stopped = true
    this.set(false)
  }

  changed(signal: Cancellation): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      signal.onAbort(resolve)
    })
  }
}

/** Health, reflection (v1alpha, as Jina's clients and grpcurl use it) and `_status`: what every server of ours answers. */
export function standardServices(
  health: Health,
  docarray: () => DocarrayGeneration = () => 'v1',
): RpcHandlers {
  const statusOf = (service: string): HealthCheckResponse_ServingStatus | null => {
    if (service !== '' && !ADVERTISED.some((name) => name === service)) return null
    return health.isServing
      ? HealthCheckResponse_ServingStatus.SERVING
      : HealthCheckResponse_ServingStatus.NOT_SERVING
  }
  const reply = (status: HealthCheckResponse_ServingStatus) =>
    Buffer.from(toBinary(HealthCheckResponseSchema, create(HealthCheckResponseSchema, { status })))
  return {
    unary: {
      [METHOD.health]: async (message) => {
        const { service } = fromBinary(HealthCheckRequestSchema, message)
        const status = statusOf(service)
        if (status === null) throw new RpcError(STATUS.NOT_FOUND, `service "${service}" is not known here`)
        return reply(status)
      },
      [METHOD.status]: async () =>
        Buffer.from(toBinary(JinaInfoProtoSchema, create(JinaInfoProtoSchema, jinaInfo(docarray())))),
    },
    stream: {
      '/grpc.health.v1.Health/Watch': async function* (messages, { signal }) {
        for await (const message of messages) {
          const { service } = fromBinary(HealthCheckRequestSchema, message)
          while (!signal.aborted) {
            const changed = health.changed(signal)
            yield reply(statusOf(service) ?? HealthCheckResponse_ServingStatus.SERVICE_UNKNOWN)
            if (health.hasStopped) return
            await changed
          }
        }
      },
      [METHOD.reflection]: async function* (messages) {
        for await (const message of messages) {
          const request = fromBinary(ServerReflectionRequestSchema, message)
          const base = { validHost: request.host, originalRequest: request }
          const messageResponse = reflect(request.messageRequest, docarray())
          const response = create(ServerReflectionResponseSchema, { ...base, messageResponse })
          yield Buffer.from(toBinary(ServerReflectionResponseSchema, response))
        }
      },
    },
  }
}

/** Which services there are, and their messages, for tools that ask a server instead of reading .proto files. */
function reflect(
  { case: kind, value }: ServerReflectionRequest['messageRequest'],
  docarray: DocarrayGeneration,
): NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']> {
  if (kind === 'listServices')
    return {
      case: 'listServicesResponse',
      value: { service: ADVERTISED.map((name) => ({ name })) },
    }
  const files =
    kind === 'fileContainingSymbol'
      ? describeProtocol({ symbol: value }, docarray)
      : kind === 'fileByFilename'
        ? describeProtocol({ file: value }, docarray)
        : null
  if (files) return { case: 'fileDescriptorResponse', value: { fileDescriptorProto: files } }
  return {
    case: 'errorResponse',
    value: { errorCode: STATUS.NOT_FOUND, errorMessage: 'this is not described here' },
  }
}
