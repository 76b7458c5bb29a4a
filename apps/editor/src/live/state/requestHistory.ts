import type { SentRequest } from './sentRequest.ts'

const KEY = 'flowdeck.requests'
const MAX_REQUESTS = 100
/** Storage is shared with the rest of the editor (about 5 MB in all). */
const MAX_CHARS = 1_500_000
const MAX_ANSWER_CHARS = 200_000

/** The newest requests, as text that fits the storage: large answers go first, then the oldest requests. */
export function printHistory(requests: readonly SentRequest[]): string {
  const kept: string[] = []
  let chars = 2
  for (const request of requests.slice(0, MAX_REQUESTS)) {
    let text = JSON.stringify(request)
    if (text.length > MAX_ANSWER_CHARS)
      text = JSON.stringify({ ...request, responses: [], trimmed: true } satisfies SentRequest)
    if (text.length > MAX_ANSWER_CHARS) continue
    if (chars + text.length + 1 > MAX_CHARS) break
    kept.push(text)
    chars += text.length + 1
  }
  return `[${kept.join(',')}]`
}

/** Reads what an earlier page kept. What was under way then cannot be answered any more. */
export function parseHistory(text: string | null): SentRequest[] {
  if (text === null) return []
  try {
    const stored: unknown = JSON.parse(text)
    if (!Array.isArray(stored)) return []
    return stored
      .filter(isSentRequest)
      .map((request) =>
        request.state === 'running'
          ? { ...request, state: 'failed', error: 'The page was reloaded before the answer came.' }
          : request,
      )
  } catch {
    return []
  }
}

function isSentRequest(value: unknown): value is SentRequest {
  const it = value as Partial<SentRequest> | null
  return (
    typeof it === 'object' &&
    it !== null &&
    typeof it.requestId === 'string' &&
    typeof it.flowId === 'string' &&
    typeof it.sentAt === 'number' &&
    typeof it.state === 'string' &&
    Array.isArray(it.responses) &&
    typeof it.request === 'object' &&
    Array.isArray((it.request as { docs?: unknown } | null)?.docs)
  )
}

export function loadHistory(): SentRequest[] {
  try {
    return parseHistory(localStorage.getItem(KEY))
  } catch {
    return []
  }
}

export function storeHistory(requests: readonly SentRequest[]): void {
  try {
    localStorage.setItem(KEY, printHistory(requests))
  } catch {
    // A full or forbidden storage costs the history, nothing else.
  }
}

/** At most so many stay in memory; the answers of a busy afternoon must not fill the tab. */
export const bounded = (requests: readonly SentRequest[]) => requests.slice(0, MAX_REQUESTS)
