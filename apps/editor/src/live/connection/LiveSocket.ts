import {
  CLOSE,
  COMMANDS,
  FlowError,
  PROTOCOL_VERSION,
  SUBPROTOCOL,
  type ClientMessage,
  type CommandName,
  type CommandParams,
  type CommandResult,
  type ServerEvent,
  type ServerMessage,
  type WireError,
} from '@flowdeck/shared'
import { backoffMs } from './backoff.ts'
import { afterClose } from './closeReason.ts'
import { Heartbeat } from './Heartbeat.ts'
import { readMessage } from './readMessage.ts'
import { fetchTicket } from './ticket.ts'
import { t } from '../../i18n/t.ts'

export type Connection = 'connecting' | 'open' | 'lost' | 'refused'

const CONNECT_MS = 10_000
/** How long a command waits for a connection before it fails. */
const PATIENCE_MS = 10_000

export interface LiveSocketListener {
  connection(state: Connection, message: string | null, retryAt: number | null): void
  event(event: ServerEvent): void
  /** P6: the server is newer and says something that this page does not know. */
  unknown(type: string): void
  /** The server greeted; commands are heard again. */
  welcome(): void
}

interface Pending {
  name: CommandName
  resolve: (value: unknown) => void
  reject: (error: FlowError) => void
}

/** The one WebSocket of a tab: comes back by itself, resumes its session, and matches replies to commands. */
export class LiveSocket {
  private readonly token: string
  private readonly listener: LiveSocketListener
  private socket: WebSocket | null = null
  private session: { id: string; lastSeq: number | null } | null = null
  private readonly pending = new Map<string, Pending>()
  private readonly waiting = new Set<() => void>()
  private state: Connection = 'connecting'
  private attempt = 0
  private commandCount = 0
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private greetTimer: ReturnType<typeof setTimeout> | undefined
  private heartbeat: Heartbeat | null = null
  private generation = 0

  constructor(token: string, listener: LiveSocketListener) {
    this.token = token
    this.listener = listener
    this.open()
  }

  /** Tries again now instead of waiting for the back-off. */
  retryNow(): void {
    if (this.state === 'open' || this.state === 'refused' || this.socket) return
    clearTimeout(this.retryTimer)
    this.attempt = 0
    this.open()
  }

  close(): void {
    this.generation++
    clearTimeout(this.retryTimer)
    this.quiet()
    this.socket?.close(1000)
    this.socket = null
    this.failPending(t('The connection was closed.'))
  }

  /**
   * Sends one command and resolves with its reply (P3).
   * @throws FlowError what the server answered; CONNECTION_LOST when no answer can come any more
   */
  async command<C extends CommandName>(name: C, params: CommandParams<C>): Promise<CommandResult<C>> {
    if (this.state !== 'open') await this.untilOpen()
    const id = `c${++this.commandCount}`
    const result = await new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { name, resolve, reject })
      this.send({ type: 'command', id, command: name, params })
    })
    const parsed = COMMANDS[name].result.safeParse(result)
    if (!parsed.success)
      throw new FlowError(
        'PROTOCOL_ERROR',
        t('The answer to {{name}} does not fit the protocol. Reload the page.', { name }),
      )
    return parsed.data as CommandResult<C>
  }

  private async untilOpen(): Promise<void> {
    if (this.state === 'refused') throw lost(t('The server refused this page; nothing was sent.'))
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.waiting.delete(done)
        resolve()
      }
      const timer = setTimeout(done, PATIENCE_MS)
      this.waiting.add(done)
    })
    if (this.state !== 'open')
      throw lost(t('There is no connection to the Flowdeck server; nothing was sent.'))
  }

  private open(): void {
    const generation = ++this.generation
    if (this.state !== 'lost') this.enter('connecting', null, null)
    void this.knock(generation)
  }

  private async knock(generation: number): Promise<void> {
    const answer = await fetchTicket(this.token)
    if (generation !== this.generation) return
    if (answer.type === 'ticket') this.connect(answer.ticket, generation)
    else if (answer.type === 'refused') this.refuse(answer.message)
    else this.lose(answer.message)
  }

  private connect(ticket: string, generation: number): void {
    const url = new URL('/api/ws', location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(url, [SUBPROTOCOL, `ticket.${ticket}`])
    this.socket = socket
    let upgraded = false
    const mine = () => generation === this.generation
    this.greetTimer = setTimeout(() => mine() && this.drop(t("The server didn't respond.")), CONNECT_MS)
    socket.addEventListener('open', () => {
      upgraded = true
      if (mine()) this.send({ type: 'hello', protocolVersion: PROTOCOL_VERSION, ...this.resume() })
    })
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      if (mine()) this.receive(event.data)
    })
    socket.addEventListener('close', (event) => {
      if (!mine()) return
      const next = afterClose(event.code, event.reason)
      if (next.retry)
        this.lose(event.code === CLOSE.RESTART ? t('The server is restarting.') : this.explain(upgraded))
      else this.refuse(next.message)
    })
  }

  /** A server that gives tickets but no WebSocket, twice in a row, is behind a proxy that keeps the upgrade. */
  private explain(upgraded: boolean): string | null {
    return upgraded || this.attempt === 0
      ? null
      : t(
          'The server answers, but its WebSocket does not open. If there is a proxy in between, allow WebSocket upgrades in it.',
        )
  }

  private resume(): { resume?: { sessionId: string; lastSeq: number } } {
    if (!this.session) return {}
    return { resume: { sessionId: this.session.id, lastSeq: this.session.lastSeq ?? 0 } }
  }

  private send(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message))
  }

  private receive(data: unknown): void {
    this.heartbeat?.heard()
    const received = readMessage(data)
    if (received.kind === 'malformed') {
      // What it was is unknown, so the state is too: take a new snapshot.
      this.session = null
      this.drop(t('The server sent {{why}}.', { why: received.why }))
    } else if (received.kind === 'unknown') {
      if (received.seq !== null && this.session) this.session.lastSeq = received.seq
      this.listener.unknown(received.type)
    } else this.handle(received.message)
  }

  private handle(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome': {
        const resumed = message.resumed && this.session?.id === message.sessionId
        if (!resumed) this.session = { id: message.sessionId, lastSeq: null }
        this.quiet()
        this.heartbeat = new Heartbeat(
          () => this.send({ type: 'ping' }),
          () => this.drop(t('The server does not answer any more.')),
        )
        this.enter('open', null, null)
        this.listener.welcome()
        for (const done of this.waiting) done()
        return
      }
      case 'pong':
        // Only now it holds: a server that greets and breaks off at once is not asked four times a second.
        this.attempt = 0
        return
      case 'reply': {
        const pending = this.pending.get(message.id)
        this.pending.delete(message.id)
        if (message.ok) pending?.resolve(message.result)
        else pending?.reject(FlowError.fromWire(message.error as WireError))
        return
      }
      default:
        this.take(message)
    }
  }

  /** P4: events count by one. What was seen is skipped; a hole means that something was lost: resume from before it. */
  private take(event: ServerEvent): void {
    if (!this.session) return
    const { lastSeq } = this.session
    if (event.type !== 'snapshot' && lastSeq !== null) {
      if (event.seq <= lastSeq) return
      if (event.seq > lastSeq + 1) return this.drop(t('Some events were lost on the way.'))
    }
    this.session.lastSeq = event.seq
    this.listener.event(event)
  }

  /** Ends this socket without waiting for its close handshake, which a dead peer never answers. */
  private drop(message: string): void {
    this.socket?.close()
    this.lose(message)
  }

  private lose(message: string | null): void {
    this.generation++
    this.socket = null
    this.quiet()
    this.failPending(
      t(
        'The connection to the Flowdeck server was lost before it answered. Look at the state before trying again.',
      ),
    )
    const delayMs = backoffMs(this.attempt++, Math.random())
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.open(), delayMs)
    this.enter('lost', message, Date.now() + delayMs)
  }

  private refuse(message: string): void {
    this.generation++
    this.socket = null
    this.quiet()
    this.enter('refused', message, null)
    this.failPending(message)
    for (const done of this.waiting) done()
  }

  private quiet(): void {
    clearTimeout(this.greetTimer)
    this.heartbeat?.stop()
    this.heartbeat = null
  }

  private failPending(message: string): void {
    for (const { name, reject } of this.pending.values()) reject(lost(`${name}: ${message}`))
    this.pending.clear()
  }

  private enter(state: Connection, message: string | null, retryAt: number | null): void {
    this.state = state
    this.listener.connection(state, message, retryAt)
  }
}

const lost = (message: string) => new FlowError('CONNECTION_LOST', message)
