import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  PROTOCOL_VERSION,
  SUBPROTOCOL,
  readServerMessage,
  type CommandName,
  type CommandParams,
  type CommandResult,
  type FlowFile,
  type FlowRun,
  type ServerEvent,
  type WireError,
} from '@flowdeck/shared'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createServer, type RunningServer, type ServerOptions } from '../src/createServer.ts'

const EXAMPLES = join(import.meta.dirname, '../../../examples')

export interface Opened {
  server: Pick<RunningServer, 'port' | 'token'>
  workspace: string
  api: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; json: never }>
}

/** A server on a copy of the examples; it is stopped after the test. */
export async function openServer(
  files: Record<string, string> = {},
  options: Pick<ServerOptions, 'editorDir' | 'cutAfter'> = {},
): Promise<Opened> {
  const workspace = mkdtempSync(join(tmpdir(), 'flowdeck-workspace-'))
  cpSync(EXAMPLES, workspace, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text)
  const server = await createServer({ workspaceDir: workspace, ...options })
  onTestFinished(async () => {
    await server.close()
    rmSync(workspace, { recursive: true, force: true })
  })
  return { server, workspace, api: apiOf(`http://127.0.0.1:${server.port}`, server.token) }
}

/** Calls the API of a server with its token. */
export function apiOf(origin: string, token: string): Opened['api'] {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, json: (text === '' ? null : JSON.parse(text)) as never }
  }
}

export async function loadFlow({ api }: Opened, id: string): Promise<FlowFile> {
  return (await api('GET', `/api/flows/${encodeURIComponent(id)}`)).json
}

export type Reply<C extends CommandName> =
  { ok: true; result: CommandResult<C> } | { ok: false; error: WireError }

/** An editor's connection, as a test sees it. */
export class TestSocket {
  readonly events: ServerEvent[] = []
  readonly closed: Promise<[number, string]>
  readonly socket: WebSocket
  sessionId = ''
  resumed = false
  private readonly replies = new Map<string, (reply: never) => void>()
  private wake: () => void = () => {}
  private count = 0

  constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve([code, reason.toString()])),
    )
    socket.on('message', (data) => {
      const received = readServerMessage(String(data))
      if (received.kind !== 'message')
        throw new Error(`outside the protocol: ${JSON.stringify(received)} ${String(data).slice(0, 300)}`)
      const { message } = received
      if (message.type === 'reply') this.replies.get(message.id)?.(message as never)
      else if (message.type === 'welcome') {
        this.sessionId = message.sessionId
        this.resumed = message.resumed
      } else if (message.type !== 'pong') this.events.push(message)
      this.wake()
    })
  }

  command<C extends CommandName>(command: C, params: CommandParams<C>): Promise<Reply<C>> {
    const id = String(++this.count)
    return new Promise((resolve) => {
      this.replies.set(id, resolve)
      this.socket.send(JSON.stringify({ type: 'command', id, command, params }))
    })
  }

  /** Waits until `find` finds something in what has arrived. */
  async until<T>(find: (events: ServerEvent[]) => T | undefined): Promise<T> {
    for (;;) {
      const found = find(this.events)
      if (found !== undefined) return found
      await Promise.race([
        new Promise<void>((resolve) => (this.wake = resolve)),
        this.closed.then(([code, reason]) => {
          throw new Error(`closed with ${code} ${reason}`)
        }),
      ])
    }
  }

  runIn(state: FlowRun['state']): Promise<FlowRun> {
    return this.until((events) => {
      const last = events.findLast((event) => event.type === 'run')
      return last?.type === 'run' && last.run.state === state ? last.run : undefined
    })
  }
}

/** Opens the WebSocket with a ticket; `hello` is sent unless told. */
export async function connect(
  { server, api }: Opened,
  { hello = true, resume }: { hello?: boolean; resume?: { sessionId: string; lastSeq: number } } = {},
): Promise<TestSocket> {
  const { ticket } = (await api('POST', '/api/ws-ticket', {})).json as { ticket: string }
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/ws`, [SUBPROTOCOL, `ticket.${ticket}`])
  onTestFinished(() => socket.terminate())
  const opened = new TestSocket(socket)
  await new Promise((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  if (hello) {
    socket.send(
      JSON.stringify({ type: 'hello', protocolVersion: PROTOCOL_VERSION, ...(resume ? { resume } : {}) }),
    )
    await opened.until(() => opened.sessionId || undefined)
  }
  return opened
}

/** Starts a Flow and waits until it is ready. */
export async function startFlow(
  opened: Opened,
  socket: TestSocket,
  flowId = 'hello/flow.yml',
): Promise<string> {
  const { revision } = await loadFlow(opened, flowId)
  const reply = await socket.command('run.start', { flowId, revision })
  if (!reply.ok) throw new Error(reply.error.message)
  await socket.runIn('ready')
  return reply.result.runId
}
