import type { FlowRun } from '@flowdeck/shared'
import type { Connection } from '../connection/LiveSocket.ts'
import type { SentRequest } from './sentRequest.ts'

/** Everything that is alive, as the server told it; rebuilt from a snapshot. Log lines are in rings outside. */
export interface LiveState {
  connection: Connection
  /** Why there is no connection, in words. */
  connectionMessage: string | null
  /** When the next attempt is due (epoch ms). */
  retryAt: number | null
  /** P6: how many messages of a newer server were ignored. */
  unknownMessages: number
  /** The newest run of each Flow, by Flow id. Ended ones stay, so that their failure can be read. */
  runs: Record<string, FlowRun>
  /** What the playground sent, newest first; kept across reloads. */
  requests: readonly SentRequest[]
}

export const EMPTY_LIVE: LiveState = {
  connection: 'connecting',
  connectionMessage: null,
  retryAt: null,
  unknownMessages: 0,
  runs: {},
  requests: [],
}
