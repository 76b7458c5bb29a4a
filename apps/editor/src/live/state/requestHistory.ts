import { requestResponse, requestSend, type RequestResponse } from '@flowdeck/shared'
import type { SentRequest } from './sentRequest.ts'
import { t } from '../../i18n/t.ts'

const MAX_REQUESTS = 500
/** Characters of the answers to one request that are kept across a reload. */
const MAX_ANSWER_CHARS = 1_000_000

/** At most so many requests are remembered. */
export const bounded = (requests: readonly SentRequest[]) => requests.slice(0, MAX_REQUESTS)

/** The answers that fit into what is kept of one request, in order, and whether that is all of them. */
export function keptAnswers(
  responses: readonly RequestResponse[],
  maxChars = MAX_ANSWER_CHARS,
): { responses: RequestResponse[]; trimmed: boolean } {
  const kept: RequestResponse[] = []
  let room = maxChars
  for (const { passages: _, ...response } of responses) {
    room -= roughSize(response, room)
    if (room < 0) break
    kept.push(response)
  }
  return { responses: kept, trimmed: kept.length < responses.length }
}

/** About how many characters a JSON value has; stops counting beyond `limit`, so that a huge value costs little. */
export function roughSize(value: unknown, limit: number): number {
  let size = 0
  const open: unknown[] = [value]
  while (open.length > 0 && size <= limit) {
    const next = open.pop()
    if (typeof next === 'string') size += next.length + 2
    else if (typeof next !== 'object' || next === null) size += 6
    else {
      const list = Array.isArray(next)
      // `in` makes no list of all entries first.
      for (const key in next) {
        size += list ? 1 : key.length + 4
        open.push((next as Record<string, unknown>)[key])
        if (size > limit) break
      }
    }
  }
  return size
}

/** A request as an earlier page kept it; what was under way then cannot be answered any more. Null when it is none. */
export function readStored(value: unknown): SentRequest | null {
  if (!isSentRequest(value)) return null
  return value.state === 'running'
    ? { ...value, state: 'failed', error: t('The page was reloaded before the answer came.') }
    : value
}

/** The answers of a request as an earlier page kept them, without those that are none. */
export function readAnswers(value: unknown): RequestResponse[] {
  const { responses } = (typeof value === 'object' && value !== null ? value : {}) as { responses?: unknown }
  if (!Array.isArray(responses)) return []
  return responses.filter((one): one is RequestResponse => requestResponse.safeParse(one).success)
}

const STATES: ReadonlySet<unknown> = new Set<SentRequest['state']>(['running', 'done', 'failed', 'cancelled'])

function isSentRequest(value: unknown): value is SentRequest {
  const it = value as Partial<SentRequest> | null
  return (
    typeof it === 'object' &&
    it !== null &&
    typeof it.requestId === 'string' &&
    typeof it.flowId === 'string' &&
    typeof it.runId === 'string' &&
    typeof it.sentAt === 'number' &&
    STATES.has(it.state) &&
    (it.ms === null || typeof it.ms === 'number') &&
    (it.error === null || typeof it.error === 'string') &&
    Array.isArray(it.responses) &&
    it.responses.length === readAnswers(it).length &&
    requestSend.safeParse({ ...it.request, runId: it.runId, requestId: it.requestId }).success
  )
}
