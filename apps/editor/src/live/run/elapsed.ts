import { formatDigits } from '../../i18n/format.ts'

/** A length of time as a person reads it: `4 s`, `2 min 05 s`, `3 h 07 min`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

const pad = (n: number) => String(n).padStart(2, '0')

/** Milliseconds with the digits that matter: `0.42 ms`, `8.3 ms`, `61 ms`, `1.24 s`. */
export function shortMs(ms: number): string {
  if (ms >= 1000) return `${formatDigits(ms / 1000, 2)} s`
  return `${formatDigits(ms, ms >= 10 ? 0 : ms >= 1 ? 1 : 2)} ms`
}
