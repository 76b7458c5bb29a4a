import type { EventOf } from '@flowdeck/shared'
import { LogRing } from './LogRing.ts'
import { useLive } from './useLive.ts'

const rings = new Map<string, LogRing>()

/** The kept log lines of a run; `useLive(s => s.logs[runId])` rises when they change. */
export function logRing(runId: string): LogRing {
  let ring = rings.get(runId)
  if (!ring) rings.set(runId, (ring = new LogRing()))
  return ring
}

export function takeLogs({ runId, lines, dropped }: EventOf<'logs'>): void {
  if (logRing(runId).push(lines, dropped)) touch(runId)
}

export function clearLogs(runId: string): void {
  logRing(runId).clear()
  touch(runId)
}

/** Rings of runs that nobody can look at any more. */
export function forgetLogsExcept(runIds: ReadonlySet<string>): void {
  const gone = [...rings.keys()].filter((runId) => !runIds.has(runId))
  if (gone.length === 0) return
  for (const runId of gone) rings.delete(runId)
  useLive.setState(({ logs }) => ({
    logs: Object.fromEntries(Object.entries(logs).filter(([runId]) => runIds.has(runId))),
  }))
}

function touch(runId: string): void {
  useLive.setState(({ logs }) => ({ logs: { ...logs, [runId]: (logs[runId] ?? 0) + 1 } }))
}
