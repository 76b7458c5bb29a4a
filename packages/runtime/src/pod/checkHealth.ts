import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { GatewayProtocol } from '@flowdeck/shared'
import {
  HealthCheckRequestSchema,
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus,
} from '../gen/health_pb.ts'
import { HEALTH_CHECK_AGENT } from '../data/passages.ts'
import { HttpCalls } from '../client/HttpCalls.ts'
import { tlsOptions, type TlsTrust } from '../client/tlsTrust.ts'
import { Http2Channel } from '../transport/http2Channel.ts'
import { METHOD } from '../transport/methods.ts'

const REQUEST = Buffer.from(
  toBinary(HealthCheckRequestSchema, create(HealthCheckRequestSchema, { service: '' })),
)

/** Whether a Pod takes requests: `grpc.health` says SERVING, or its HTTP root answers 200 (Jina 3.x). */
export async function checkHealth(
  {
    protocol,
    host,
    port,
    tls = null,
  }: { protocol: GatewayProtocol; host: string; port: number; tls?: TlsTrust | null },
  timeoutMs: number,
): Promise<boolean> {
  const address = `${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
  if (protocol !== 'grpc') {
    const http = new HttpCalls(address, tls)
    try {
      const headers = { 'user-agent': HEALTH_CHECK_AGENT }
      return (await http.text('GET', '/', { headers, signal: AbortSignal.timeout(timeoutMs) })).status === 200
    } catch {
      return false
    } finally {
      http.close()
    }
  }
  const channel = tls
    ? new Http2Channel(`grpcs://${address}`, { trust: tlsOptions(tls) })
    : new Http2Channel(address)
  try {
    const { message } = await channel.unary(METHOD.health, REQUEST, { timeoutMs })
    return fromBinary(HealthCheckResponseSchema, message).status === HealthCheckResponse_ServingStatus.SERVING
  } catch {
    return false
  } finally {
    channel.close()
  }
}
