import type { VersionSummary } from '@flowdeck/shared'
import { formatDate } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'

/** Versions of one day, newest first. */
export interface VersionDay {
  /** `Today`, `Yesterday`, or the date. */
  day: string
  versions: VersionSummary[]
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Puts versions (newest first) under the days on which they were saved. `nowMs` is now, since the epoch. */
export function groupVersions(versions: readonly VersionSummary[], nowMs: number): VersionDay[] {
  const days: VersionDay[] = []
  for (const version of versions) {
    const day = dayOf(version.savedAt, nowMs)
    const last = days.at(-1)
    if (last?.day === day) last.versions.push(version)
    else days.push({ day, versions: [version] })
  }
  return days
}

function dayOf(at: number, nowMs: number): string {
  const start = (ms: number) => new Date(ms).setHours(0, 0, 0, 0)
  // Days have 23 or 25 hours when the clocks change.
  const ago = Math.round((start(nowMs) - start(at)) / DAY_MS)
  if (ago === 0) return t('Today')
  if (ago === 1) return t('Yesterday')
  return formatDate(at)
}
