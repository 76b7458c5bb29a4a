import { readServerMessage, type ServerMessage } from '@flowdeck/shared'
import { t } from '../../i18n/t.ts'

export type Received =
  | { kind: 'message'; message: ServerMessage }
  | { kind: 'unknown'; type: string; seq: number | null }
  /** `why` completes "The server sent …". */
  | { kind: 'malformed'; why: string }

/** Reads one frame from the server, and says in words what is wrong with it. Never throws. */
export function readMessage(data: unknown): Received {
  const received = readServerMessage(data)
  if (received.kind !== 'malformed') return received
  switch (received.why) {
    case 'binary':
      return { kind: 'malformed', why: t('a binary frame') }
    case 'not JSON':
      return { kind: 'malformed', why: t('a frame that is not JSON') }
    case 'no type':
      return { kind: 'malformed', why: t('a message without a type') }
    case 'unfit': {
      const { type } = received
      return { kind: 'malformed', why: t('a "{{type}}" message that does not fit the protocol', { type }) }
    }
  }
}
