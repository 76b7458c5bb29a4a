import { z } from 'zod/mini'
import { docarrayGeneration, flowRun, logLine, wireError } from '../run/runState.ts'
import { requestResponse } from './messages.ts'

/** P4: rises by one per event of a session. */
const seq = z.number()

/** Event type → its message. Both ends and `docs/protocol.md` take the types that exist from here. */
export const EVENTS = {
  /** Everything that is alive, sent first and whenever events were lost. */
  snapshot: z.object({ type: z.literal('snapshot'), seq, runs: z.array(flowRun) }),
  /** A run began, changed state, or ended; the whole of it (it is small). */
  run: z.object({ type: z.literal('run'), seq, run: flowRun }),
  /** P7: batched, at most every 50 ms or 200 lines; `dropped` counts what was left out before these. */
  logs: z.object({
    type: z.literal('logs'),
    seq,
    runId: z.string(),
    lines: z.array(logLine),
    dropped: z.number(),
  }),
  'request.response': z.object({
    type: z.literal('request.response'),
    seq,
    runId: z.string(),
    requestId: z.string(),
    response: requestResponse,
  }),
  /** A line of what the tools print that make a Python environment. */
  'python.setup': z.object({
    type: z.literal('python.setup'),
    seq,
    docarray: docarrayGeneration,
    line: z.string(),
  }),
  /** A Flow file was saved (here or in another tab), changed outside, or deleted (`revision: null`). */
  'flow.changed': z.object({
    type: z.literal('flow.changed'),
    seq,
    flowId: z.string(),
    revision: z.nullable(z.string()),
  }),
} as const

export type EventType = keyof typeof EVENTS
export type EventOf<T extends EventType> = z.infer<(typeof EVENTS)[T]>
export type ServerEvent = { [T in EventType]: EventOf<T> }[EventType]

/** Message type → its schema, for everything that the server sends. */
const SERVER_MESSAGES = {
  welcome: z.object({
    type: z.literal('welcome'),
    sessionId: z.string(),
    protocolVersion: z.number(),
    resumed: z.boolean(),
  }),
  pong: z.object({ type: z.literal('pong') }),
  reply: z.discriminatedUnion('ok', [
    z.object({ type: z.literal('reply'), id: z.string(), ok: z.literal(true), result: z.unknown() }),
    z.object({ type: z.literal('reply'), id: z.string(), ok: z.literal(false), error: wireError }),
  ]),
  ...EVENTS,
} as const

export type ServerMessage = z.infer<(typeof SERVER_MESSAGES)[keyof typeof SERVER_MESSAGES]>

export type ReceivedMessage =
  | { kind: 'message'; message: ServerMessage }
  /** P6: a newer server sends a type that this client does not know. `seq` still counts (P4). */
  | { kind: 'unknown'; type: string; seq: number | null }
  | { kind: 'malformed'; why: 'binary' | 'not JSON' | 'no type' }
  | { kind: 'malformed'; why: 'unfit'; type: string }

/** Reads one WebSocket frame of the server. Never throws. */
export function readServerMessage(data: unknown): ReceivedMessage {
  if (typeof data !== 'string') return { kind: 'malformed', why: 'binary' }
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return { kind: 'malformed', why: 'not JSON' }
  }
  const { type, seq: number } = (typeof json === 'object' && json !== null ? json : {}) as {
    type?: unknown
    seq?: unknown
  }
  if (typeof type !== 'string') return { kind: 'malformed', why: 'no type' }
  if (!isKnown(type)) return { kind: 'unknown', type, seq: typeof number === 'number' ? number : null }
  const parsed = SERVER_MESSAGES[type].safeParse(json)
  return parsed.success
    ? { kind: 'message', message: parsed.data }
    : { kind: 'malformed', why: 'unfit', type }
}

const isKnown = (type: string): type is keyof typeof SERVER_MESSAGES => Object.hasOwn(SERVER_MESSAGES, type)
