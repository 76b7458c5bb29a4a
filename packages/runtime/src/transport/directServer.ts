import type { Socket } from 'node:net'
import type { ByteBudget } from './ByteBudget.ts'
import { Cancellation } from './Cancellation.ts'
import { writeTogether } from './corked.ts'
import {
  FrameError,
  FrameReader,
  KIND,
  MAGIC,
  NOTHING,
  frameHead,
  readCall,
  type Frame,
} from './directFrames.ts'
import { MAX_MESSAGE_BYTES, tooLarge } from './grpcFraming.ts'
import { guard, guarded } from './guard.ts'
import { DEFAULT_LIMITS } from './peerLimits.ts'
import type { ProgressWatch } from './ProgressWatch.ts'
import { overBudget } from './readMessages.ts'
import { MAX_DETAILS, RpcError, STATUS } from './rpcError.ts'
import { startTimer } from './startTimer.ts'
import type { CallContext, RpcHandlers } from './transport.ts'

/** Bytes of answers that may wait for a slow caller before its next calls are read. */
const HIGH_WATER = 4 * 1024 * 1024
/** Answers below this size are not counted while they wait: `HIGH_WATER` limits them. */
const COUNTED_BYTES = 64 * 1024
/** Frames that are read before others get their turn. */
const FRAMES_PER_SLICE = 256
/** Bytes of trailers that a REPLY can announce. */
const MAX_TRAILERS = 0xffff

/** Serves unary calls on a connection that began with `MAGIC`. */
export class DirectConnection {
  private readonly calls = new Map<number, Cancellation>()
  private readonly reader = new FrameReader(MAX_MESSAGE_BYTES + 64 * 1024)
  private readonly socket: Socket
  private readonly handlers: RpcHandlers
  private readonly budget: ByteBudget
  private received = 0
  private skip = MAGIC.length
  private framesInSlice = 0
  /** Waits for its next slice. */
  private resting = false

  constructor(
    socket: Socket,
    { handlers, watch, budget }: { handlers: RpcHandlers; watch: ProgressWatch; budget: ByteBudget },
  ) {
    this.socket = socket
    this.handlers = handlers
    this.budget = budget
    const stop = watch.add({
      // While answers wait, those that were taken count.
      moved: () => this.received + socket.bytesWritten - socket.writableLength,
      isPeersTurn: () =>
        socket.writableLength > HIGH_WATER ||
        (!socket.isPaused() && (this.skip > 0 || this.reader.pending > 0)),
      cut: () => socket.destroy(),
    })
    socket.setNoDelay(true)
    // Nothing sensible can follow on a connection that is out of step.
    guard(socket, () => socket.destroy(), {
      data: (chunk: Buffer) => this.onData(chunk),
      drain: () => this.resumeIfTaken(),
      close: () => {
        stop()
        this.onClose()
      },
      error: () => socket.destroy(),
    })
    socket.resume()
  }

  get busy(): boolean {
    return this.calls.size > 0
  }

  private onData(chunk: Buffer): void {
    const skipped = Math.min(this.skip, chunk.length)
    if (
      !MAGIC.subarray(MAGIC.length - this.skip)
        .subarray(0, skipped)
        .equals(chunk.subarray(0, skipped))
    )
      throw new FrameError('the connection does not begin as it should')
    this.skip -= skipped
    this.received += chunk.length
    this.reader.push(chunk.subarray(skipped))
    this.readFrames()
  }

  /** Frames are read in slices: a peer that sends very many must not keep the event loop from others. */
  private readFrames(): void {
    if (this.resting) return
    for (let frame = this.reader.next(); frame !== null; frame = this.reader.next()) {
      this.onFrame(frame)
      if (++this.framesInSlice < FRAMES_PER_SLICE) continue
      this.framesInSlice = 0
      this.resting = true
      this.socket.pause()
      setImmediate(
        guarded(
          () => this.goOn(),
          () => this.socket.destroy(),
        ),
      )
      return
    }
  }

  private goOn(): void {
    this.resting = false
    this.readFrames()
    if (!this.resting) this.resumeIfTaken()
  }

  /** A caller that does not read its answers is not read either. */
  private resumeIfTaken(): void {
    if (!this.resting && this.socket.writableLength <= HIGH_WATER) this.socket.resume()
  }

  private onFrame({ id, kind, payload }: Frame): void {
    if (kind === KIND.CANCEL)
      this.calls.get(id)?.abort(new RpcError(STATUS.CANCELLED, 'the caller cancelled'))
    else if (kind === KIND.CALL) this.onCall(id, payload)
    else throw new FrameError(`a caller sends no frame of kind ${kind}`)
  }

  private onCall(id: number, payload: Buffer): void {
    if (this.calls.has(id)) throw new FrameError(`call ${id} is under way already`)
    const call = readCall(payload)
    const context: CallContext = { metadata: {}, signal: new Cancellation(), trailers: {} }
    this.calls.set(id, context.signal)
    guarded(
      () => this.serve(id, call, context),
      () => this.socket.destroy(),
    )()
  }

  private async serve(
    id: number,
    { timeoutMs, path, message }: ReturnType<typeof readCall>,
    context: CallContext,
  ): Promise<void> {
    const held = this.budget.open()
    const stop =
      timeoutMs === 0
        ? null
        : startTimer(
            () => context.signal.abort(new RpcError(STATUS.DEADLINE_EXCEEDED, 'Deadline Exceeded')),
            timeoutMs,
          )
    try {
      if (this.calls.size > DEFAULT_LIMITS.calls)
        throw new RpcError(
          STATUS.RESOURCE_EXHAUSTED,
          `a connection may have ${DEFAULT_LIMITS.calls} calls under way (FLOWDECK_MAX_CALLS)`,
        )
      if (!held.add(message.length)) throw overBudget()
      const handler = Object.hasOwn(this.handlers.unary, path) ? this.handlers.unary[path] : undefined
      if (!handler) throw new RpcError(STATUS.UNIMPLEMENTED, `method ${path} does not exist here`)
      this.reply(id, await handler(message, context), context)
    } catch (thrown) {
      const { code, details } = RpcError.from(thrown)
      const body = Buffer.from(
        JSON.stringify({ code, details: details.slice(0, MAX_DETAILS), trailers: context.trailers }),
      )
      this.write(frameHead(id, KIND.ERROR, body))
    } finally {
      stop?.()
      held.release()
      this.calls.delete(id)
    }
  }

  private reply(id: number, message: Buffer, context: CallContext): void {
    if (message.length > MAX_MESSAGE_BYTES) throw tooLarge(message.length, MAX_MESSAGE_BYTES)
    const trailers = writeTrailers(context)
    if (trailers.length > MAX_TRAILERS)
      throw new RpcError(STATUS.INTERNAL, 'the trailers of the answer are too long')
    const extra = Buffer.allocUnsafe(2 + trailers.length)
    extra.writeUInt16BE(trailers.length, 0)
    trailers.copy(extra, 2)
    this.write(frameHead(id, KIND.REPLY, extra, message.length), message)
    this.holdUntilTaken(message.length)
  }

  /** An answer counts among the bytes under way until the caller has taken it, or is gone. */
  private holdUntilTaken(bytes: number): void {
    if (bytes < COUNTED_BYTES || this.socket.destroyed) return
    const held = this.budget.open()
    held.keep(bytes)
    // Written after the answer, so that it is called when that is taken.
    this.socket.write(NOTHING, () => held.release())
  }

  private write(...parts: Buffer[]): void {
    writeTogether(this.socket, ...parts)
    if (this.socket.writableLength > HIGH_WATER) this.socket.pause()
  }

  private onClose(): void {
    for (const call of this.calls.values()) call.abort(new RpcError(STATUS.CANCELLED, 'the caller is gone'))
  }
}

function writeTrailers({ trailers }: CallContext): Buffer {
  for (const _ in trailers) return Buffer.from(JSON.stringify(trailers))
  return NOTHING
}
