import { readFileSync } from 'node:fs'
import type { Compression } from './compression.ts'
import { DIRECT_SCHEME, DirectChannel } from './directChannel.ts'
import { DEFAULT_GRPC_OPTIONS, type GrpcOptions } from './grpcOptions.ts'
import { Http2Channel } from './http2Channel.ts'
import type { RpcChannel } from './transport.ts'

/** The channel for an address: the short way for Executors of ours, on which nothing is compressed, gRPC for everybody else. */
export function openChannel(
  address: string,
  {
    compression = null,
    options = DEFAULT_GRPC_OPTIONS,
  }: { compression?: Compression | null; options?: GrpcOptions } = {},
): RpcChannel {
  return address.startsWith(DIRECT_SCHEME)
    ? new DirectChannel(address)
    : new Http2Channel(address, { compression, options, trust: trusted() })
}

/** gRPC: whom connections over TLS believe is said by this variable; Node itself reads NODE_EXTRA_CA_CERTS. */
function trusted(): { ca?: Buffer } {
  const file = process.env['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH']
  return file ? { ca: readFileSync(file) } : {}
}
