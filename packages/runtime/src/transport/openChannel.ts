import type { Compression } from './grpcFraming.ts'
import { DIRECT_SCHEME, DirectChannel } from './directChannel.ts'
import { Http2Channel } from './http2Channel.ts'
import type { RpcChannel } from './transport.ts'

/** The channel for an address: the short way for Executors of ours, on which nothing is compressed, gRPC for everybody else. */
export function openChannel(address: string, compression: Compression | null = null): RpcChannel {
  return address.startsWith(DIRECT_SCHEME)
    ? new DirectChannel(address)
    : new Http2Channel(address, compression)
}
