import { create } from 'zustand'
import { EMPTY_LIVE, type LiveState } from './liveState.ts'
import { bounded, loadHistory, storeHistory } from './requestHistory.ts'
import { storeLater } from './storeLater.ts'
import type { SentRequest } from './sentRequest.ts'

export const useLive = create<LiveState>()(() => ({ ...EMPTY_LIVE, requests: loadHistory() }))

storeLater(
  (changed) => useLive.subscribe((now, before) => now.requests !== before.requests && changed()),
  () => storeHistory(useLive.getState().requests),
)

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

/** Forgets the history of one Flow, except what is still under way. */
export function clearRequests(flowId: string): void {
  useLive.setState(({ requests }) => ({
    requests: requests.filter((request) => request.flowId !== flowId || request.state === 'running'),
  }))
}
