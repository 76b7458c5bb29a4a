import { deflate, deflateSync, gunzip, gunzipSync, gzip, gzipSync, inflate, inflateSync } from 'node:zlib'
import { promisify } from 'node:util'
import { FlowError } from '@flowdeck/shared'

/** How a sender may compress its messages; gRPC's names. */
export type Compression = 'gzip' | 'deflate'

/** Bytes that are compressed or unpacked at once; more are handled beside the event loop. */
const AT_ONCE = 256 * 1024
/** Bytes that come out of zlib at a time. */
const CHUNK = 256 * 1024

const CODECS = {
  gzip: { pack: promisify(gzip), packNow: gzipSync, unpack: promisify(gunzip), unpackNow: gunzipSync },
  deflate: {
    pack: promisify(deflate),
    packNow: deflateSync,
    unpack: promisify(inflate),
    unpackNow: inflateSync,
  },
}

/** Jina's word for a compression; null for none. @throws FlowError BAD_REQUEST naming what there is */
export function compressionOf(written: string | null): Compression | null {
  if (written === null || written === '' || written === 'NoCompression') return null
  if (written === 'Gzip') return 'gzip'
  if (written === 'Deflate') return 'deflate'
  throw new FlowError('BAD_REQUEST', `compression is NoCompression, Deflate or Gzip, not "${written}"`)
}

/** Whether something compressed in one of the ways that can be read here. */
export function isCompression(encoding: string | undefined): encoding is Compression {
  return encoding === 'gzip' || encoding === 'deflate'
}

/** Compresses a message; a long one beside the event loop. */
export function pack(message: Buffer, compression: Compression): Buffer | Promise<Buffer> {
  const codec = CODECS[compression]
  return message.length <= AT_ONCE ? codec.packNow(message) : codec.pack(message, { chunkSize: CHUNK })
}

/** One long message is unpacked at a time: what others would become is not known before. */
let unpacking: Promise<unknown> = Promise.resolve()

/**
 * Unpacks a message, at most to `maxBytes`; a long one beside the event loop. Both throwing and rejecting:
 * @throws TooLong when it is longer; Error when it cannot be read
 */
export function unpack(
  message: Buffer,
  compression: Compression,
  maxBytes: number,
): Buffer | Promise<Buffer> {
  const { unpackNow, unpack: unpackLater } = CODECS[compression]
  if (message.length <= AT_ONCE) {
    try {
      return unpackNow(message, { maxOutputLength: Math.min(AT_ONCE, maxBytes) })
    } catch (thrown) {
      if (!isTooLong(thrown)) throw thrown
      if (maxBytes <= AT_ONCE) throw new TooLong()
    }
  }
  const unpacked = unpacking.then(() => unpackLater(message, { maxOutputLength: maxBytes, chunkSize: CHUNK }))
  unpacking = unpacked.catch(() => {})
  return unpacked.catch((thrown: unknown) => {
    throw isTooLong(thrown) ? new TooLong() : thrown
  })
}

/** A message is longer than it may be when it is unpacked. */
export class TooLong extends Error {}

function isTooLong(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
}
