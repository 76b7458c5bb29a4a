import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { readEnvelope } from '../data/envelope.ts'
import { readStatus } from '../data/status.ts'
import { ServerReflectionRequestSchema, ServerReflectionResponseSchema } from '../gen/reflection_pb.ts'
import { METHOD } from '../transport/methods.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import type { CallOptions, RpcChannel, UnaryReply } from '../transport/transport.ts'

const REFLECTION_TIMEOUT_MS = 5000
/** Channels to servers that offer `jina.JinaRPC` alone. */
const onlyCall = new WeakSet<RpcChannel>()

/**
 * One call to one replica. A server that lacks `process_single_data` is asked for its services, and then gets the request as a stream of
 * one (Jina 3.x: `JinaRPC/Call` is chosen when reflection does not name the other service).
 * @throws RpcError
 */
export async function callReplica(
  channel: RpcChannel,
  path: string,
  message: Buffer,
  options: CallOptions,
): Promise<UnaryReply> {
  if (path !== METHOD.single) return await channel.unary(path, message, options)
  if (!onlyCall.has(channel)) {
    try {
      return await channel.unary(path, message, options)
    } catch (thrown) {
      const error = RpcError.from(thrown)
      if (error.code !== STATUS.UNIMPLEMENTED || !(await offersCall(channel, options))) throw error
      onlyCall.add(channel)
    }
  }
  for await (const answer of channel.stream(METHOD.call, sendOnce(message), options))
    // In a stream the trailers belong to no single answer.
    return { message: answer, trailers: hasFailed(answer) ? { 'is-error': 'true' } : {} }
  throw new RpcError(STATUS.INTERNAL, `${channel.address} ended ${METHOD.call} without an answer`)
}

/** Whether a server names `jina.JinaRPC` among its services; one without reflection is taken to have it. */
async function offersCall(channel: RpcChannel, { signal }: CallOptions): Promise<boolean> {
  const request = create(ServerReflectionRequestSchema, {
    messageRequest: { case: 'listServices', value: '' },
  })
  const message = Buffer.from(toBinary(ServerReflectionRequestSchema, request))
  const options = { timeoutMs: REFLECTION_TIMEOUT_MS, ...(signal ? { signal } : {}) }
  try {
    for await (const answer of channel.stream(METHOD.reflection, sendOnce(message), options)) {
      const { messageResponse } = fromBinary(ServerReflectionResponseSchema, answer)
      if (messageResponse.case !== 'listServicesResponse') return true
      return messageResponse.value.service.some(({ name }) => name === 'jina.JinaRPC')
    }
  } catch (thrown) {
    return RpcError.from(thrown).code === STATUS.UNIMPLEMENTED
  }
  return true
}

async function* sendOnce(message: Buffer): AsyncGenerator<Buffer> {
  yield message
}

function hasFailed(answer: Buffer): boolean {
  const { status } = readEnvelope(answer)
  return status !== null && readStatus(status).code !== 0
}
