import type { LogLine } from '@flowdeck/shared'

const NEAR_THE_BEGINNING =
  /^\W*(?:[\d:.TZ\-/, ]+\W*)?(?:\w+\s+)?\b(DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b/i
/** `2026-11-23 10:00:00,123 - name - ERROR - message` */
const AFTER_TIME_AND_NAME =
  /^\W*[\dT:.,/+Z -]{8,}\W*\W?(?:[\w.@/]+\s*[-|:\]]\W*){1,4}?(DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b/

/** The level that a logger wrote near the beginning of a line; null when there is none. */
export function findLevel(text: string): LogLine['level'] | null {
  const beginning = text.slice(0, 120)
  const [, word] = NEAR_THE_BEGINNING.exec(beginning) ?? AFTER_TIME_AND_NAME.exec(beginning) ?? []
  switch (word?.toUpperCase()) {
    case 'DEBUG':
      return 'debug'
    case 'INFO':
      return 'info'
    case 'WARN':
    case 'WARNING':
      return 'warn'
    case 'ERROR':
    case 'CRITICAL':
    case 'FATAL':
      return 'error'
    default:
      return null
  }
}

/** The level of a line that no logger gave one: stderr counts as a warning. */
export function guessLevel(text: string, stream: 'stdout' | 'stderr'): LogLine['level'] {
  if (stream === 'stdout') return 'info'
  return /^\w*(Error|Exception)\b/.test(text) ? 'error' : 'warn'
}
