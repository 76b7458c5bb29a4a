import type { EventOf } from '@flowdeck/shared'
import { create } from 'zustand'
import { LogRing } from './LogRing.ts'

const rings = new Map<string, LogRing>()

/**
 * Run id → a number that rises with every change of its log. A store of its own: what looks at the state of 2,000
 * nodes is not asked again twenty times a second while something prints.
 */
export const useLogVersions = create<Readonly<Record<string, number>>>()(() => ({}))

/** The kept log lines of a run; `useLogVersions` tells when they change. */
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
  useLogVersions.setState(
    (versions) => Object.fromEntries(Object.entries(versions).filter(([runId]) => runIds.has(runId))),
    true,
  )
}

function touch(runId: string): void {
  useLogVersions.setState((versions) => ({ [runId]: (versions[runId] ?? 0) + 1 }))
}
