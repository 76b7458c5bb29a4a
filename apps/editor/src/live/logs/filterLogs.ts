import type { LogLine } from '@flowdeck/shared'
import { plainText } from './plainText.ts'

export type LogLevel = LogLine['level']
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

export interface LogFilter {
  /** Only lines of this Executor (or `gateway`). */
  deployment: string | null
  /** Only lines at least as grave. */
  level: LogLevel
  /** Words to find; `!words` hides what has them; `/expression/` is a regular expression. */
  search: string
}

export const NO_FILTER: LogFilter = { deployment: null, level: 'debug', search: '' }

export interface Search {
  /** Null shows every line. */
  matches: ((text: string) => boolean) | null
  /** What to mark in a line: plain words, lower case. */
  mark: string | null
  error: string | null
}

/** Reads the search box. A regular expression that is not finished finds what its text says, and says so. */
export function readSearch(search: string): Search {
  const inverse = search.startsWith('!')
  const words = inverse ? search.slice(1) : search
  if (words.trim() === '') return { matches: null, mark: null, error: null }
  const pattern = /^\/(.+)\/(i?)$/.exec(words)
  if (pattern) {
    try {
      const expression = new RegExp(pattern[1]!, pattern[2] ?? '')
      return { matches: (text) => expression.test(text) !== inverse, mark: null, error: null }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return { matches: null, mark: null, error: why }
    }
  }
  const wanted = words.toLowerCase()
  return {
    matches: (text) => text.toLowerCase().includes(wanted) !== inverse,
    mark: inverse ? null : wanted,
    error: null,
  }
}

export function filterLogs(lines: readonly LogLine[], filter: LogFilter, search: Search): readonly LogLine[] {
  const { deployment, level } = filter
  const atLeast = LOG_LEVELS.indexOf(level)
  const { matches } = search
  if (deployment === null && atLeast === 0 && matches === null) return lines
  return lines.filter(
    (line) =>
      (deployment === null || line.deployment === deployment) &&
      LOG_LEVELS.indexOf(line.level) >= atLeast &&
      (matches === null || matches(plainText(line.text))),
  )
}

const MAX_HELD = 20_000

/**
 * What a person who scrolled up reads: the lines from then, which must not move away under the eyes, and what came
 * since. At most 20,000; after that the newest wait until the tail is followed again.
 */
export function holdLines(held: readonly LogLine[], lines: readonly LogLine[]): readonly LogLine[] {
  const last = held.at(-1)?.seq ?? -1
  const fresh = lines.filter(({ seq }) => seq > last)
  return fresh.length === 0 ? held : [...held, ...fresh].slice(0, Math.max(MAX_HELD, held.length))
}

/** A line as text, for the clipboard and for a file. */
export function printLine(line: LogLine): string {
  return `${new Date(line.ts).toISOString()} ${line.level.padEnd(5)} ${line.pod} ${plainText(line.text)}`
}
