import { create } from 'zustand'
import { loadAnswers, loadHistory, markStored, storeHistory } from './historyStore.ts'
import { EMPTY_LIVE, type LiveState } from './liveState.ts'
import { bounded } from './requestHistory.ts'
import type { SentRequest } from './sentRequest.ts'

export const useLive = create<LiveState>()(() => EMPTY_LIVE)

useLive.subscribe((now, before) => {
  if (now.requests !== before.requests) void storeHistory(now.requests)
})

void loadHistory().then((earlier) => {
  if (earlier.length === 0) return
  markStored(earlier)
  useLive.setState(({ requests }) => {
    const known = new Set(requests.map(({ requestId }) => requestId))
    const older = earlier.filter(({ requestId }) => !known.has(requestId))
    return { requests: bounded([...requests, ...older].sort((a, b) => b.sentAt - a.sentAt)) }
  })
  // The nodes tell the times of the newest request of their run.
  const newest = earlier[0]
  if (newest) void bringAnswers(newest.requestId)
})

export function addRequest(request: SentRequest): void {
  useLive.setState(({ requests }) => ({ requests: bounded([request, ...requests]) }))
}

export function updateRequest(requestId: string, change: Partial<SentRequest>): void {
  useLive.setState(({ requests }) => ({
    requests: requests.map((request) =>
      request.requestId === requestId ? { ...request, ...change } : request,
    ),
  }))
}

/** Reads the answers of a request that an earlier page sent, when they are not here yet. */
export async function bringAnswers(requestId: string): Promise<void> {
  const sent = useLive.getState().requests.find((request) => request.requestId === requestId)
  if (!sent?.away) return
  const responses = await loadAnswers(requestId)
  const { away: _, ...here } = { ...sent, responses }
  markStored([here])
  useLive.setState(({ requests }) => ({
    requests: requests.map((request) => (request.requestId === requestId ? here : request)),
  }))
}

/** Forgets the history of one Flow, except what is still under way. */
export function clearRequests(flowId: string): void {
  useLive.setState(({ requests }) => ({
    requests: requests.filter((request) => request.flowId !== flowId || request.state === 'running'),
  }))
}
