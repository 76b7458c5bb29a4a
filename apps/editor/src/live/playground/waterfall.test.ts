import type { RequestResponse } from '@flowdeck/shared'
import { expect, it } from 'vitest'
import { isoToMs, timeInFlow, waterfall } from './waterfall.ts'

type Route = RequestResponse['routes'][number]
const at = (ms: number) => new Date(1_700_000_000_000 + ms).toISOString()
const route = (
  executor: string,
  start: number,
  end: number | null,
  status: Route['status'] = null,
): Route => ({
  executor,
  startTime: at(start),
  endTime: end === null ? null : at(end),
  status,
})
const boom = {
  code: 1,
  description: 'boom',
  exception: { name: 'Error', args: [], stacks: [], executor: 'Ranker' },
}

it('puts the Gateway first and the Executors in the order they began', () => {
  const { rows, totalMs } = waterfall([route('b', 50, 100), route('a', 10, 40), route('gateway', 0, 100)])
  expect(rows.map((row) => row.executor)).toEqual(['gateway', 'a', 'b'])
  expect(totalMs).toBe(100)
  expect(rows[2]).toMatchObject({ startMs: 50, durationMs: 50, left: 0.5, width: 0.5, state: 'ok' })
})

it('marks the Executor that failed, and one that never ended', () => {
  const { rows } = waterfall([route('gateway', 0, 10), route('ranker', 1, 5, boom), route('later', 2, null)])
  expect(rows.map((row) => row.state)).toEqual(['ok', 'failed', 'skipped'])
})

it('never draws a bar beyond its row when clocks disagree', () => {
  const { rows } = waterfall([route('gateway', 0, 10), route('elsewhere', 8, 4)])
  expect(rows[1]).toMatchObject({ durationMs: 0, width: 0 })
})

it('is empty without routes', () => {
  expect(waterfall([])).toEqual({ totalMs: 0, rows: [] })
})

it('keeps microseconds', () => {
  expect(isoToMs('2026-01-01T00:00:00.123456+00:00')! - isoToMs('2026-01-01T00:00:00.123Z')!).toBeCloseTo(
    0.456,
    3,
  )
  expect(isoToMs('not a time')).toBeNull()
})

it('tells the time in the Flow from the first begin to the last end of all answers', () => {
  const answer = (routes: Route[]): RequestResponse => ({
    index: 0,
    ms: 0,
    status: null,
    parameters: null,
    docs: [],
    routes,
  })
  const both = [answer([route('gateway', 10, 40)]), answer([route('gateway', 30, 90), route('a', 35, 60)])]
  expect(timeInFlow(both)).toBe(80)
  expect(timeInFlow([answer([])])).toBeNull()
  expect(timeInFlow([answer([route('gateway', 5, null)])])).toBeNull()
})
