import { serverMessage, type ServerMessage } from '@flowdeck/shared'
import { t } from '../../i18n/t.ts'

const KNOWN: ReadonlySet<string> = new Set([
  'welcome',
  'pong',
  'reply',
  'snapshot',
  'run',
  'logs',
  'request.response',
  'flow.changed',
])

export type Received =
  | { kind: 'message'; message: ServerMessage }
  /** P6: a newer server says something that this page does not know. `seq` still counts (P4). */
  | { kind: 'unknown'; type: string; seq: number | null }
  | { kind: 'malformed'; why: string }

/** Reads one frame from the server. Never throws. */
export function readMessage(data: unknown): Received {
  if (typeof data !== 'string') return { kind: 'malformed', why: t('a binary frame') }
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return { kind: 'malformed', why: t('a frame that is not JSON') }
  }
  const { type, seq } = (typeof json === 'object' && json !== null ? json : {}) as {
    type?: unknown
    seq?: unknown
  }
  if (typeof type !== 'string') return { kind: 'malformed', why: t('a message without a type') }
  if (!KNOWN.has(type)) return { kind: 'unknown', type, seq: typeof seq === 'number' ? seq : null }
  const parsed = serverMessage.safeParse(json)
  if (!parsed.success)
    return { kind: 'malformed', why: t('a "{{type}}" message that does not fit the protocol', { type }) }
  return { kind: 'message', message: parsed.data }
}
