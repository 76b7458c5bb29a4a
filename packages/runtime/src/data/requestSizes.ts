import { METHOD } from '../transport/methods.ts'
import { scanFields } from './wire.ts'

/** The bytes of each request in a message of one or of a list of them. @throws RpcError INVALID_ARGUMENT */
export function requestSizes(path: string, message: Buffer): number[] {
  if (path !== METHOD.many) return [message.length]
  const sizes: number[] = []
  scanFields(message, ({ from, to }) => sizes.push(to - from), 'the list of requests (DataRequestListProto)')
  return sizes
}
