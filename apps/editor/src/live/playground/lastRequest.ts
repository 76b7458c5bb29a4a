import { useShallow } from 'zustand/react/shallow'
import type { LiveState } from '../state/liveState.ts'
import { isError, type SentRequest } from '../state/sentRequest.ts'
import { useLive } from '../state/useLive.ts'
import { splitTime, toPercents } from './splitTime.ts'
import { waterfall, type WaterfallRow } from './waterfall.ts'
import { t } from '../../i18n/t.ts'

export interface LastFailure {
  requestId: string
  /** `ValueError: boom`, or what Jina's status says. */
  message: string
}

export interface LastTiming {
  requestId: string
  ms: number
  /** Of the time in the Flow. Branches divide the time that they share, so the parts of all Executors add up to at most 100. */
  percent: number
  /** The how-manieth Executor the request came to, from 1; the Gateway is 0. */
  order: number
}

/** What the newest request did at one Executor. */
interface Passage {
  failure: LastFailure | null
  timing: LastTiming | null
}

const passages = new WeakMap<SentRequest, Map<string, Passage>>()

/** Per Executor what a request met there: its error, and its part of the time in the last answer. */
export function passagesOf(request: SentRequest): Map<string, Passage> {
  const known = passages.get(request)
  if (known) return known
  const all = new Map<string, Passage>()
  for (const response of request.responses) {
    // The rows are in the order in which the request came to them, the Gateway first.
    const { rows, totalMs } = waterfall(response.routes)
    const first = rows[0]?.isGateway ? 0 : 1
    const percents = splitPercents(rows, totalMs)
    for (const [at, row] of rows.entries()) {
      const percent = percents.get(row) ?? 0
      const timing =
        row.durationMs === null
          ? null
          : { requestId: request.requestId, ms: row.durationMs, percent, order: first + at }
      all.set(row.executor, { failure: all.get(row.executor)?.failure ?? null, timing })
    }
    for (const { executor, status } of response.routes) {
      if (!status || !isError(status)) continue
      const message = status.exception
        ? `${status.exception.name}: ${status.exception.args.join(', ')}`
        : status.description
      all.set(executor, {
        timing: all.get(executor)?.timing ?? null,
        failure: { requestId: request.requestId, message: message || t('failed') },
      })
    }
  }
  passages.set(request, all)
  return all
}

/** The Gateway is there all the time: it has what the Executors leave. */
function splitPercents(rows: readonly WaterfallRow[], totalMs: number): Map<WaterfallRow, number> {
  const timed = rows.filter(({ isGateway, durationMs }) => !isGateway && durationMs !== null)
  const parts = splitTime(
    timed.map(({ startMs, durationMs }) => ({ startMs, endMs: startMs + (durationMs ?? 0) })),
  )
  const percents = toPercents(parts, totalMs)
  const rest = 100 - percents.reduce((sum, percent) => sum + percent, 0)
  const executors = timed.map((row, at) => [row, percents[at] ?? 0] as const)
  const gateways = rows.filter(({ isGateway }) => isGateway).map((row) => [row, rest] as const)
  return new Map([...gateways, ...executors])
}

/** The newest request of the run that is shown; an older run's errors are of no interest to its nodes. */
function newest({ requests, runs }: LiveState, flowId: string | null): SentRequest | undefined {
  const runId = flowId === null ? undefined : runs[flowId]?.runId
  return runId === undefined ? undefined : requests.find((request) => request.runId === runId)
}

const passageAt = (state: LiveState, flowId: string | null, name: string) => {
  const request = newest(state, flowId)
  return request ? passagesOf(request).get(name) : undefined
}

/** How this Executor failed in the newest request of the playground; null when it did not. */
export function useLastFailure(flowId: string | null, name: string): LastFailure | null {
  return useLive(useShallow((state) => passageAt(state, flowId, name)?.failure ?? null))
}

/** How long this Executor took in the newest request; null when it took no part. */
export function useLastTiming(flowId: string | null, name: string): LastTiming | null {
  return useLive(useShallow((state) => passageAt(state, flowId, name)?.timing ?? null))
}
