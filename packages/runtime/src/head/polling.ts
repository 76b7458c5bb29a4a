import { FlowError, type Json } from '@flowdeck/shared'

/** ANY sends a request to one shard, in turn; ALL sends it to every shard and merges the answers. */
export type Polling = 'ANY' | 'ALL'

/** Which polling each endpoint has. */
export interface PollingRules {
  endpoints: ReadonlyMap<string, Polling>
  otherwise: Polling
}

/** Hold whatever the default is (Jina 3.x): a search asks every shard, a Document is indexed once. */
const BUILT_IN: [string, Polling][] = [
  ['/search', 'ALL'],
  ['/index', 'ANY'],
]

/**
 * Reads `polling`: one word for all endpoints, or a map from endpoint to word in which `*` is the rest; as JSON text too.
 * @throws FlowError BAD_REQUEST
 */
export function readPolling(polling: Json | undefined): PollingRules {
  const value = parsed(polling)
  const endpoints = new Map(BUILT_IN)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { endpoints, otherwise: value === undefined || value === null ? 'ANY' : word(value) }
  const { '*': rest, ...explicit } = value
  for (const [endpoint, own] of Object.entries(explicit)) endpoints.set(endpoint, word(own))
  return { endpoints, otherwise: rest === undefined ? 'ANY' : word(rest) }
}

export function pollingFor({ endpoints, otherwise }: PollingRules, endpoint: string): Polling {
  return endpoints.get(endpoint) ?? otherwise
}

function parsed(polling: Json | undefined): Json | undefined {
  if (typeof polling !== 'string' || !polling.trim().startsWith('{')) return polling
  try {
    return JSON.parse(polling) as Json
  } catch (thrown) {
    throw new FlowError('BAD_REQUEST', `polling is not JSON: ${(thrown as Error).message}`)
  }
}

/** Jina 3.x also takes its enum's numbers. */
function word(value: Json | undefined): Polling {
  const name = String(value).toUpperCase()
  if (name === 'ANY' || name === '1') return 'ANY'
  if (name === 'ALL' || name === '2') return 'ALL'
  throw new FlowError('BAD_REQUEST', `polling is ANY or ALL, not ${JSON.stringify(value)}`)
}
