import {
  CLOSE,
  COMMANDS,
  FlowError,
  PROTOCOL_VERSION,
  clientMessage,
  type ClientMessage,
  type CommandName,
  type ServerMessage,
} from '@flowdeck/shared'
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { FlowRunner } from '../runs/FlowRunner.ts'
import { commandHandlers, type CommandContext } from './commandHandlers.ts'
import { LogBatcher } from './LogBatcher.ts'
import type { NewEvent, Session } from './Session.ts'

/** P8: silence after which a connection counts as dead. */
const IDLE_MS = 30_000
/** Bytes that may wait for one browser. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024
/** Above this, log lines wait (and are dropped, oldest first) instead of joining the queue. */
const BUSY_BYTES = 512 * 1024

export interface ConnectionOptions {
  runner: FlowRunner
  /** The session to resume, or a new one. */
  sessionFor(resume: { sessionId: string } | undefined): { session: Session; known: boolean }
  onReady(connection: Connection): void
  onClosed(connection: Connection): void
}

/** One WebSocket of an editor: hello first, then commands in and events out. */
export class Connection {
  session: Session | null = null
  private readonly socket: WebSocket
  private readonly options: ConnectionOptions
  private readonly requests = new Map<string, AbortController>()
  private readonly logs = new Map<string, LogBatcher>()
  private idle: NodeJS.Timeout

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.socket = socket
    this.options = options
    this.idle = setTimeout(() => this.close(CLOSE.IDLE, 'nothing was heard for 30 s'), IDLE_MS)
    socket.on('message', (data, isBinary) => this.onMessage(data, isBinary))
    socket.on('error', () => {})
    socket.on('close', () => this.onClose())
  }

  /** Sends an event to this client; numbered by its session. */
  event(event: NewEvent): void {
    if (this.session) this.send(this.session.number(event))
  }

  /** Log lines of a run, if the client asked for that run's. */
  addLogs(runId: string, lines: Parameters<LogBatcher['add']>[0], dropped: number): void {
    if (!this.session?.logRuns.has(runId)) return
    let batcher = this.logs.get(runId)
    if (!batcher) {
      batcher = new LogBatcher((batch, lost) => {
        if (this.socket.bufferedAmount > BUSY_BYTES) return false
        this.event({ type: 'logs', runId, lines: batch, dropped: lost })
        return true
      })
      this.logs.set(runId, batcher)
    }
    batcher.add(lines, dropped)
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason)
    // A frozen browser never answers the closing handshake.
    setTimeout(() => this.socket.terminate(), 2000).unref()
  }

  private send(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    if (this.socket.bufferedAmount + text.length > MAX_WAITING_BYTES) {
      this.close(CLOSE.TOO_SLOW, 'more than 4 MiB were waiting; reconnect')
      this.socket.terminate()
      return
    }
    this.socket.send(text)
  }

  private reply(message: ServerMessage): void {
    this.send(JSON.stringify(message))
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.close(CLOSE.IDLE, 'nothing was heard for 30 s'), IDLE_MS)
    const message = isBinary ? null : readMessage(String(data))
    if (this.session === null) {
      if (message?.type === 'hello') this.hello(message)
      else this.close(CLOSE.HELLO_EXPECTED, 'the first message must be hello')
      return
    }
    if (message === null || message.type === 'hello') {
      const id = idOf(isBinary ? '' : String(data))
      this.reply({
        type: 'reply',
        id,
        ok: false,
        error: { code: 'PROTOCOL_ERROR', message: 'this message is not known' },
      })
    } else if (message.type === 'ping') this.reply({ type: 'pong' })
    else void this.command(message)
  }

  private hello({ protocolVersion, resume }: Extract<ClientMessage, { type: 'hello' }>): void {
    if (protocolVersion !== PROTOCOL_VERSION) {
      this.close(CLOSE.VERSION, protocolVersion < PROTOCOL_VERSION ? 'client-too-old' : 'server-too-old')
      return
    }
    const { session, known } = this.options.sessionFor(resume)
    this.session = session
    session.leftAt = null
    const missed = known && resume ? session.since(resume.lastSeq) : null
    this.reply({
      type: 'welcome',
      sessionId: session.id,
      protocolVersion: PROTOCOL_VERSION,
      resumed: missed !== null,
    })
    if (missed) for (const text of missed) this.send(text)
    else this.event({ type: 'snapshot', runs: this.options.runner.list() })
    this.options.onReady(this)
  }

  private async command({ id, command, params }: Extract<ClientMessage, { type: 'command' }>): Promise<void> {
    try {
      if (!Object.hasOwn(COMMANDS, command))
        throw new FlowError('PROTOCOL_ERROR', `there is no command "${command.slice(0, 64)}"`)
      const name = command as CommandName
      const checked = COMMANDS[name].params.parse(params)
      const handler = commandHandlers[name] as (params: unknown, context: CommandContext) => Promise<unknown>
      const result = await handler(checked, this.context())
      this.reply({ type: 'reply', id, ok: true, result })
    } catch (thrown) {
      this.reply({ type: 'reply', id, ok: false, error: toError(thrown).toWire() })
    }
  }

  private context(): CommandContext {
    const { runner } = this.options
    return {
      runner,
      requests: this.requests,
      subscribeLogs: (runId) => {
        this.session?.logRuns.add(runId)
        this.addLogs(runId, runner.find(runId).recentLogs().slice(-2000), 0)
      },
      unsubscribeLogs: (runId) => {
        this.session?.logRuns.delete(runId)
        this.logs.get(runId)?.close()
        this.logs.delete(runId)
      },
      respond: (runId, requestId, response) =>
        this.event({ type: 'request.response', runId, requestId, response }),
    }
  }

  private onClose(): void {
    clearTimeout(this.idle)
    for (const batcher of this.logs.values()) batcher.close()
    for (const request of this.requests.values()) request.abort()
    if (this.session) this.session.leftAt = performance.now()
    this.options.onClosed(this)
  }
}

function readMessage(text: string): ClientMessage | null {
  try {
    const parsed = clientMessage.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** P3: whatever carries an id gets an answer with it. */
function idOf(text: string): string {
  try {
    const { id } = JSON.parse(text) as { id?: unknown }
    return typeof id === 'string' ? id.slice(0, 64) : ''
  } catch {
    return ''
  }
}

function toError(thrown: unknown): FlowError {
  if (thrown instanceof z.ZodError) {
    const [issue] = thrown.issues
    return new FlowError('BAD_REQUEST', `${issue?.path.join('.') || 'params'}: ${issue?.message ?? 'wrong'}`)
  }
  return FlowError.from(thrown)
}
