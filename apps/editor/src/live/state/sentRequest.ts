import type { RequestResponse, RequestSend } from '@flowdeck/shared'

/** A request as the playground writes it, before it is tied to a run. */
export type RequestDraft = Omit<RequestSend, 'runId' | 'requestId'>

/** One request of the playground with the answers that came so far. */
export interface SentRequest {
  requestId: string
  flowId: string
  runId: string
  sentAt: number
  request: RequestDraft
  state: 'running' | 'done' | 'failed' | 'cancelled'
  responses: RequestResponse[]
  /** Milliseconds from sending to the last answer, measured at the server. */
  ms: number | null
  /** Why it could not be answered. An Executor that threw is in the status of a response instead. */
  error: string | null
  /** Not all answers were kept across a reload: they were too large. */
  trimmed?: boolean
  /** An earlier page sent it; its answers are still in the browser's database. */
  away?: true
}

/** Puts an answer in its place; the same answer twice (a replay) counts once. */
export function withResponse(request: SentRequest, response: RequestResponse): SentRequest {
  if (request.responses.some(({ index }) => index === response.index)) return request
  const responses = [...request.responses, response].sort((a, b) => a.index - b.index)
  return { ...request, responses }
}

/** The first status that tells of an error, if any: the whole answer's, else a route's. */
export function failedStatus(request: SentRequest) {
  for (const { status, routes } of request.responses) {
    if (status && isError(status)) return status
    const route = routes.find((route) => route.status && isError(route.status))
    if (route?.status) return route.status
  }
  return null
}

/** Jina's status codes: 0 SUCCESS, 1 ERROR; an exception makes it an error whatever the number. */
export function isError(status: { code: number; exception: unknown }): boolean {
  return status.code === 1 || status.exception !== null
}
