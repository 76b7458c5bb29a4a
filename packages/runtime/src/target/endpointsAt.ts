import { fromBinary } from '@bufbuild/protobuf'
import { readEndpointSchemas, type EndpointSchema, type JsonObject } from '@flowdeck/shared'
import type { TlsTrust } from '../client/tlsTrust.ts'
import { tlsOptions } from '../client/tlsTrust.ts'
import { EndpointsProtoSchema } from '../gen/jina_pb.ts'
import { Http2Channel } from '../transport/http2Channel.ts'
import { METHOD } from '../transport/methods.ts'

/** What an Executor, a Head or a Gateway says that it answers. */
export interface Told {
  endpoints: string[]
  raw: JsonObject
  schemas: ReadonlyMap<string, EndpointSchema>
}

/** The endpoint that Jina keeps for its dry runs. */
const RESERVED = '_jina_dry_run_'

/** Asks `host:port` by gRPC for its endpoints (Jina 3.x: `endpoint_discovery`); none when it does not answer within three seconds. */
export async function endpointsAt(address: string, tls: TlsTrust | null = null): Promise<Told> {
  const channel = tls
    ? new Http2Channel(`grpcs://${address}`, { trust: tlsOptions(tls) })
    : new Http2Channel(address)
  try {
    const reply = await channel.unary(METHOD.discovery, Buffer.alloc(0), { timeoutMs: 3000 })
    const { endpoints, schemas } = fromBinary(EndpointsProtoSchema, reply.message)
    return {
      endpoints: endpoints.filter((endpoint) => endpoint !== RESERVED),
      raw: schemas ?? {},
      schemas: readEndpointSchemas(schemas ?? {}),
    }
  } catch {
    return { endpoints: [], raw: {}, schemas: new Map() }
  } finally {
    channel.close()
  }
}
