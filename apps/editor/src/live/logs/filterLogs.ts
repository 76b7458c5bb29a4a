import { PatternError, PythonPattern, type LogLine } from '@flowdeck/shared'
import { messageOf } from '../../i18n/issueWords.ts'
import { plainText } from './plainText.ts'

export type LogLevel = LogLine['level']
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

export interface LogFilter {
  /** Only lines of this Executor (or `gateway`). */
  deployment: string | null
  /** Only lines at least as grave. */
  level: LogLevel
  /** Words to find; `!words` hides what has them; `/expression/` is a regular expression of Python, as in `when`. */
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
  const [, pattern, flag] = /^\/(.+)\/(i?)$/.exec(words) ?? []
  if (pattern !== undefined) {
    try {
      const expression = new PythonPattern(`${flag === 'i' ? '(?i)' : ''}${pattern}`)
      return { matches: (text) => expression.search(text) !== inverse, mark: null, error: null }
    } catch (error) {
      if (!(error instanceof PatternError)) throw error
      return { matches: null, mark: null, error: messageOf({ message: error.message, said: error.said }) }
    }
  }
  const wanted = words.toLowerCase()
  return {
    matches: (text) => text.toLowerCase().includes(wanted) !== inverse,
    mark: inverse ? null : wanted,
    error: null,
  }
}

const passesAll = ({ deployment, level }: LogFilter, { matches }: Search) =>
  deployment === null && level === LOG_LEVELS[0] && matches === null

export function filterLogs(lines: readonly LogLine[], filter: LogFilter, search: Search): readonly LogLine[] {
  const { deployment, level } = filter
  const atLeast = LOG_LEVELS.indexOf(level)
  const { matches } = search
  if (passesAll(filter, search)) return lines
  return lines.filter(
    (line) =>
      (deployment === null || line.deployment === deployment) &&
      LOG_LEVELS.indexOf(line.level) >= atLeast &&
      (matches === null || matches(plainText(line.text))),
  )
}

/**
 * A filter that remembers: while lines only come at the end and go at the beginning, it looks at the new ones alone. Fifty
 * thousand kept lines are not searched again for each hundred that arrive.
 */
export function makeFilter() {
  let last: Filtered | null = null
  return (lines: readonly LogLine[], filter: LogFilter, search: Search): readonly LogLine[] => {
    const same = last?.filter === filter && last.search === search && !passesAll(filter, search)
    const shown = (same ? further(last, lines) : null) ?? filterLogs(lines, filter, search)
    last = { lines, filter, search, shown }
    return shown
  }
}

interface Filtered {
  lines: readonly LogLine[]
  filter: LogFilter
  search: Search
  shown: readonly LogLine[]
}

/** What passes of lines that go on where others ended; null when they are not such. */
function further(last: Filtered | null, lines: readonly LogLine[]): readonly LogLine[] | null {
  if (!last) return null
  const [oldest] = lines
  const [before] = last.lines
  const newest = last.lines.at(-1)
  if (!oldest || !before || !newest || oldest.seq < before.seq) return null
  const fresh = lines.slice(lines.findLastIndex(({ seq }) => seq <= newest.seq) + 1)
  const gone = last.shown.findIndex(({ seq }) => seq >= oldest.seq)
  const kept = gone < 0 ? [] : gone === 0 ? last.shown : last.shown.slice(gone)
  const passing = filterLogs(fresh, last.filter, last.search)
  return passing.length === 0 ? kept : [...kept, ...passing]
}

const MAX_HELD = 100_000

/**
 * What a person who scrolled up reads: the lines from then, which must not move away under the eyes, and what came
 * since. At most 100,000; after that the newest wait until the tail is followed again.
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
