import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { CLOSE, SUBPROTOCOL } from '@flowdeck/shared'
import { WebSocketServer } from 'ws'
import { checkAccess, type GateOptions } from '../access/gate.ts'
import type { WrongTokens } from '../access/WrongTokens.ts'
import type { FlowStore } from '../flows/FlowStore.ts'
import type { AnswerStore } from '../runs/AnswerStore.ts'
import type { FlowRunner } from '../runs/FlowRunner.ts'
import type { PythonSetup } from '../runs/PythonSetup.ts'
import { Connection } from './Connection.ts'
import { Session, type NewEvent } from './Session.ts'

const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
const MAX_CONNECTIONS = 100
/** How long a client that went away may come back to its session. */
const KEEP_SESSION_MS = 120_000
const MAX_GONE = 50

/** Upgrades to editor connections behind the access gate, and tells all of them what happens. */
export class EditorSocketServer {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  private readonly connections = new Set<Connection>()
  private readonly sessions = new Map<string, Session>()
  private readonly runner: FlowRunner
  private readonly undo: (() => void)[]

  constructor(
    server: Server,
    {
      gate,
      wrongTokens,
      runner,
      flows,
      python,
      answers,
    }: {
      gate: () => GateOptions
      wrongTokens: WrongTokens
      runner: FlowRunner
      flows: FlowStore
      python: PythonSetup
      answers: AnswerStore
    },
  ) {
    this.runner = runner
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      const { method = '', url = '', headers, rawHeaders } = request
      const path = url.split('?', 1)[0] ?? ''
      const verdict = checkAccess({ method, path, headers, rawHeaders, upgrade: true }, gate())
      if (!verdict.ok) {
        const throttle = verdict.wrongToken ? wrongTokens.count() : null
        if (!throttle?.slowed) return refuse(socket, verdict.status, verdict.reason)
        return wrongTokens.delay(throttle, () =>
          refuse(socket, 429, 'too many wrong tickets; wait ten seconds'),
        )
      }
      if (this.connections.size >= MAX_CONNECTIONS) return refuse(socket, 503, 'too many connections')
      this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.connections.add(
          new Connection(webSocket, {
            runner,
            python,
            answers,
            sessionFor: (resume) => this.sessionFor(resume),
            onClosed: (connection) => this.connections.delete(connection),
          }),
        )
      })
    })
    this.undo = [
      runner.subscribe((event) => {
        if (event.type === 'run') this.broadcast({ type: 'run', run: event.run })
        else
          for (const connection of this.connections)
            connection.addLogs(event.runId, event.lines, event.dropped)
      }),
      flows.watch((change) => this.broadcast({ type: 'flow.changed', ...change })),
    ]
  }

  close(): void {
    for (const undo of this.undo) undo()
    for (const connection of this.connections) connection.close(CLOSE.RESTART, 'the server is stopping')
  }

  /** Connected clients get it now; those who may come back find it in their session. */
  private broadcast(event: NewEvent): void {
    const connected = new Set<Session>()
    for (const connection of this.connections) {
      if (connection.session) connected.add(connection.session)
      connection.event(event)
    }
    for (const session of this.sessions.values()) if (!connected.has(session)) session.number(event)
  }

  private sessionFor(resume: { sessionId: string } | undefined): { session: Session; known: boolean } {
    const now = performance.now()
    for (const [id, { leftAt }] of this.sessions)
      if (leftAt !== null && now - leftAt > KEEP_SESSION_MS) this.sessions.delete(id)
    const known = resume ? this.sessions.get(resume.sessionId) : undefined
    if (known) {
      // The client is here, so its former connection is dead, even if the network has not said so yet.
      for (const connection of this.connections) if (connection.session === known) connection.release()
      return { session: known, known: true }
    }
    const session = new Session()
    this.sessions.set(session.id, session)
    this.forgetOldest()
    return { session, known: false }
  }

  /** Of clients that went away, so many may come back. */
  private forgetOldest(): void {
    const gone = [...this.sessions.values()].filter(({ leftAt }) => leftAt !== null)
    gone.sort((a, b) => (a.leftAt ?? 0) - (b.leftAt ?? 0))
    for (const { id } of gone.slice(0, Math.max(0, gone.length - MAX_GONE))) this.sessions.delete(id)
  }
}

function refuse(socket: Duplex, status: number, reason: string): void {
  const body = `${reason}\n`
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
