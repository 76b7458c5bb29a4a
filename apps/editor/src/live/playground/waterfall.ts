import type { RequestResponse } from '@flowdeck/shared'
import { isError } from '../state/sentRequest.ts'

export interface WaterfallRow {
  executor: string
  /** Milliseconds after the first route began. */
  startMs: number
  /** Null for an Executor that was skipped or never answered. */
  durationMs: number | null
  /** Where the bar begins and how long it is, of the whole, 0 to 1. */
  left: number
  width: number
  state: 'ok' | 'failed' | 'skipped'
  isGateway: boolean
}

export interface Waterfall {
  totalMs: number
  rows: WaterfallRow[]
}

/** One bar per Executor from the routes of an answer: the Gateway first, then in the order they began. */
export function waterfall(routes: RequestResponse['routes']): Waterfall {
  const timed = routes.map((route) => ({
    route,
    start: isoToMs(route.startTime),
    end: isoToMs(route.endTime),
  }))
  // Ten thousand routes are too many arguments for Math.min in some browsers.
  const earliest = timed.reduce((least, { start }) => Math.min(least, start ?? Infinity), Infinity)
  const zero = Number.isFinite(earliest) ? earliest : 0
  const totalMs = timed.reduce((most, { start, end }) => Math.max(most, end ?? start ?? 0), 0) - zero
  const share = (ms: number) => (totalMs > 0 ? Math.min(1, Math.max(0, ms / totalMs)) : 0)
  const rows = timed.map(({ route, start, end }): WaterfallRow => {
    const startMs = start === null ? 0 : start - zero
    // Clocks of two machines may disagree; time never runs backwards here.
    const durationMs = start === null || end === null ? null : Math.max(0, end - start)
    const failed = route.status !== null && isError(route.status)
    return {
      executor: route.executor,
      startMs,
      durationMs,
      left: share(startMs),
      width: durationMs === null ? 0 : Math.min(share(durationMs), 1 - share(startMs)),
      state: failed ? 'failed' : durationMs === null ? 'skipped' : 'ok',
      isGateway: route.executor === 'gateway',
    }
  })
  rows.sort((a, b) => Number(b.isGateway) - Number(a.isGateway) || a.startMs - b.startMs)
  return { totalMs: Math.max(0, totalMs), rows }
}

/** Milliseconds that answers were in the Flow by their routes, from the first begin to the last end; null without routes. */
export function timeInFlow(responses: readonly RequestResponse[]): number | null {
  const routes = responses.flatMap((response) => response.routes)
  return routes.some(({ endTime }) => endTime !== null) ? waterfall(routes).totalMs : null
}

/** Milliseconds since the epoch of an ISO 8601 time, with the microseconds that `Date.parse` cuts off. */
export function isoToMs(time: string | null): number | null {
  if (time === null) return null
  const whole = Date.parse(time)
  if (Number.isNaN(whole)) return null
  const digits = /\.(\d+)/.exec(time)?.[1] ?? ''
  return whole + Number(`0.${digits.slice(3, 9) || '0'}`)
}
