import {
  CLOSE,
  COMMANDS,
  FlowError,
  PROTOCOL_VERSION,
  type ClientMessage,
  type CommandName,
  type LogLine,
  type RequestResponse,
  type ServerMessage,
} from '@flowdeck/shared'
import type { RawData, WebSocket } from 'ws'
import { toFlowError } from '../http/toFlowError.ts'
import { fitResponse } from '../runs/fitResponse.ts'
import type { AnswerStore } from '../runs/AnswerStore.ts'
import type { FlowRunner } from '../runs/FlowRunner.ts'
import type { PythonSetup } from '../runs/PythonSetup.ts'
import { commandHandlers, type CommandContext } from './commandHandlers.ts'
import { LogFeed } from './LogFeed.ts'
import { Outbox } from './Outbox.ts'
import { idOf, readMessage } from './readMessage.ts'
import type { NewEvent, Session } from './Session.ts'

/** P8: silence after which a connection counts as dead. */
const IDLE_MS = 30_000
/** Hidden tabs may run their timers once a minute: the browser itself answers this ping, as long as it reads. */
const PING_EVERY_MS = 10_000
export interface ConnectionOptions {
  runner: FlowRunner
  python: PythonSetup
  answers: AnswerStore
  /** The session to resume, or a new one. */
  sessionFor(resume: { sessionId: string } | undefined): { session: Session; known: boolean }
  onClosed(connection: Connection): void
}

/** One WebSocket of an editor: hello first, then commands in and events out. */
export class Connection {
  session: Session | null = null
  private logs: LogFeed | null = null
  private readonly socket: WebSocket
  private readonly outbox: Outbox
  private readonly options: ConnectionOptions
  private readonly requests = new Map<string, AbortController>()
  private readonly idle: NodeJS.Timeout
  private readonly pinging: NodeJS.Timeout

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.socket = socket
    this.outbox = new Outbox(socket)
    this.options = options
    this.idle = setTimeout(() => this.close(CLOSE.IDLE, 'nothing was heard for 30 s'), IDLE_MS)
    this.pinging = setInterval(() => socket.ping(), PING_EVERY_MS)
    socket.on('message', (data, isBinary) => this.onMessage(data, isBinary))
    socket.on('pong', () => this.idle.refresh())
    socket.on('error', () => {})
    socket.on('close', () => this.onClose())
  }

  /** Sends an event to this client, numbered by its session. Gives its size in bytes. */
  event(event: NewEvent): number {
    if (!this.session) return 0
    const text = this.session.number(event)
    this.outbox.send(text)
    return Buffer.byteLength(text)
  }

  /** Log lines of a run, if the client asked for that run's. */
  addLogs(runId: string, lines: readonly LogLine[], dropped: number): void {
    this.logs?.add(runId, lines, dropped)
  }

  close(code: number, reason: string): void {
    this.outbox.close(code, reason)
  }

  /** Gives up the session: its client continues on another connection, this one is dead. */
  release(): void {
    this.session = null
    this.socket.terminate()
  }

  private reply(message: ServerMessage): void {
    this.outbox.send(JSON.stringify(message))
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    this.idle.refresh()
    const text = isBinary ? '' : String(data)
    const message = readMessage(text)
    if (this.session === null) {
      if (message?.type === 'hello') this.hello(message)
      else this.close(CLOSE.HELLO_EXPECTED, 'the first message must be hello')
      return
    }
    if (message === null || message.type === 'hello') {
      const error = new FlowError('PROTOCOL_ERROR', 'this message is not known')
      this.reply({ type: 'reply', id: idOf(text), ok: false, error: error.toWire() })
    } else if (message.type === 'ping') this.reply({ type: 'pong' })
    else void this.command(message)
  }

  private hello({ protocolVersion, resume }: Extract<ClientMessage, { type: 'hello' }>): void {
    if (protocolVersion !== PROTOCOL_VERSION) {
      this.close(CLOSE.VERSION, protocolVersion < PROTOCOL_VERSION ? 'client-too-old' : 'server-too-old')
      return
    }
    const { runner } = this.options
    const { session, known } = this.options.sessionFor(resume)
    const missed = known && resume ? session.since(resume.lastSeq) : null
    this.session = session
    session.leftAt = null
    this.reply({
      type: 'welcome',
      sessionId: session.id,
      protocolVersion: PROTOCOL_VERSION,
      resumed: missed !== null,
    })
    if (missed) for (const text of missed) this.outbox.send(text)
    else this.event({ type: 'snapshot', runs: runner.list() })
    this.logs = new LogFeed({
      session,
      keptLines: (runId) => runner.find(runId).recentLogs(),
      outbox: this.outbox,
      send: (runId, lines, dropped) => this.event({ type: 'logs', runId, lines, dropped }),
    })
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
      this.reply({ type: 'reply', id, ok: false, error: toFlowError(thrown).toWire() })
    }
  }

  private context(): CommandContext {
    return {
      runner: this.options.runner,
      python: this.options.python,
      onSetupLine: (docarray, line) => this.event({ type: 'python.setup', docarray, line }),
      requests: this.requests,
      subscribeLogs: (runId) => this.logs?.subscribe(runId),
      unsubscribeLogs: (runId) => this.logs?.unsubscribe(runId),
      respond: (runId, requestId, response) => this.respond(runId, requestId, response),
    }
  }

  /** Waits for room first: a browser that reads slowly slows its own request down, and nothing piles up here. */
  private async respond(runId: string, requestId: string, response: RequestResponse): Promise<void> {
    const fitting = fitResponse(response, this.outbox.answerRoom)
    if (fitting.leftOut) fitting.leftOut.kept = await this.options.answers.keep(requestId, response)
    const bytes = Buffer.byteLength(JSON.stringify(fitting))
    await this.outbox.whenRoom(bytes, () =>
      this.event({ type: 'request.response', runId, requestId, response: fitting }),
    )
  }

  private onClose(): void {
    clearTimeout(this.idle)
    clearInterval(this.pinging)
    this.logs?.close()
    for (const request of this.requests.values()) request.abort()
    if (this.session) this.session.leftAt = performance.now()
    // What still comes in here must not be numbered: the client may be back by then.
    this.session = null
    this.options.onClosed(this)
  }
}
