import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { GatewayProtocol } from '@flowdeck/shared'
import {
  HealthCheckRequestSchema,
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus,
} from '../gen/health_pb.ts'
import { Http2Channel } from '../transport/http2Channel.ts'

const REQUEST = Buffer.from(
  toBinary(HealthCheckRequestSchema, create(HealthCheckRequestSchema, { service: '' })),
)

/** Whether a Pod takes requests: `grpc.health` says SERVING, or its HTTP root answers 200 (Jina 3.x). */
export async function checkHealth(
  {
    protocol,
    host,
    port,
    tls = false,
  }: { protocol: GatewayProtocol; host: string; port: number; tls?: boolean },
  timeoutMs: number,
): Promise<boolean> {
  const address = `${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
  if (protocol !== 'grpc') {
    try {
      const response = await fetch(`${tls ? 'https' : 'http'}://${address}/`, {
        signal: AbortSignal.timeout(timeoutMs),
      })
      await response.arrayBuffer()
      return response.ok
    } catch {
      return false
    }
  }
  const channel = new Http2Channel(tls ? `grpcs://${address}` : address)
  try {
    const { message } = await channel.unary('/grpc.health.v1.Health/Check', REQUEST, { timeoutMs })
    return fromBinary(HealthCheckResponseSchema, message).status === HealthCheckResponse_ServingStatus.SERVING
  } catch {
    return false
  } finally {
    channel.close()
  }
}
