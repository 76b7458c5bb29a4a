import type { Socket } from 'node:net'
import { Cancellation } from './Cancellation.ts'
import { writeTogether } from './corked.ts'
import { FrameReader, KIND, MAGIC, NOTHING, frameHead, type Frame } from './directFrames.ts'
import { MAX_MESSAGE_BYTES } from './grpcFraming.ts'
import { RpcError, STATUS } from './rpcError.ts'
import type { CallContext, RpcHandlers } from './transport.ts'

/** Serves unary calls on a connection that began with `MAGIC`. */
export class DirectConnection {
  private readonly calls = new Map<number, Cancellation>()
  private readonly reader = new FrameReader(MAX_MESSAGE_BYTES + 64 * 1024)
  private readonly socket: Socket
  private readonly handlers: RpcHandlers
  private skip = MAGIC.length

  constructor(socket: Socket, handlers: RpcHandlers) {
    this.socket = socket
    this.handlers = handlers
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.onData(chunk))
    socket.on('close', () => this.onClose())
    socket.on('error', () => socket.destroy())
    socket.resume()
  }

  get busy(): boolean {
    return this.calls.size > 0
  }

  private onData(chunk: Buffer): void {
    const skipped = Math.min(this.skip, chunk.length)
    this.skip -= skipped
    this.reader.push(chunk.subarray(skipped))
    try {
      for (let frame = this.reader.next(); frame !== null; frame = this.reader.next()) this.onFrame(frame)
    } catch {
      // Nothing sensible can follow on a connection that is out of step.
      this.socket.destroy()
    }
  }

  private onFrame({ id, kind, payload }: Frame): void {
    if (kind === KIND.CANCEL)
      this.calls.get(id)?.abort(new RpcError(STATUS.CANCELLED, 'the caller cancelled'))
    else if (kind === KIND.CALL) void this.serve(id, payload)
  }

  private async serve(id: number, payload: Buffer): Promise<void> {
    const timeoutMs = payload.readUInt32BE(0)
    const pathEnd = 6 + payload.readUInt16BE(4)
    const path = payload.toString('latin1', 6, pathEnd)
    const handler = Object.hasOwn(this.handlers.unary, path) ? this.handlers.unary[path] : undefined
    const context: CallContext = { metadata: {}, signal: new Cancellation(), trailers: {} }
    this.calls.set(id, context.signal)
    const timer =
      timeoutMs === 0
        ? null
        : setTimeout(
            () => context.signal.abort(new RpcError(STATUS.DEADLINE_EXCEEDED, 'Deadline Exceeded')),
            timeoutMs,
          )
    try {
      if (!handler) throw new RpcError(STATUS.UNIMPLEMENTED, `method ${path} does not exist here`)
      const message = await handler(payload.subarray(pathEnd), context)
      const trailers = trailersOf(context)
      const extra = Buffer.allocUnsafe(2 + trailers.length)
      extra.writeUInt16BE(trailers.length, 0)
      trailers.copy(extra, 2)
      writeTogether(this.socket, frameHead(id, KIND.REPLY, extra, message.length), message)
    } catch (thrown) {
      const { code, details } = RpcError.from(thrown)
      const body = Buffer.from(
        JSON.stringify({ code, details: details.slice(0, 8192), trailers: context.trailers }),
      )
      writeTogether(this.socket, frameHead(id, KIND.ERROR, body))
    } finally {
      if (timer) clearTimeout(timer)
      this.calls.delete(id)
    }
  }

  private onClose(): void {
    for (const call of this.calls.values()) call.abort(new RpcError(STATUS.CANCELLED, 'the caller is gone'))
  }
}

function trailersOf({ trailers }: CallContext): Buffer {
  for (const _ in trailers) return Buffer.from(JSON.stringify(trailers))
  return NOTHING
}
