import { isMapValue, type YamlMap, type YamlValue } from '@flowdeck/shared'
import { t } from '../../i18n/t.ts'

export type Polling = 'ANY' | 'ALL'

/** Which shards are asked: for all endpoints, and for some of their own. */
export interface PollingRules {
  otherwise: Polling
  rows: { endpoint: string; polling: Polling }[]
}

/** What holds for these endpoints whatever the default is, unless they are written (Jina 3.x). */
export const BUILT_IN_POLLING: PollingRules['rows'] = [
  { endpoint: '/search', polling: 'ALL' },
  { endpoint: '/index', polling: 'ANY' },
]

/** Null for a value that is neither a rule nor a map of them. */
export function readPollingRules(value: YamlValue | undefined): PollingRules | null {
  const one = (written: YamlValue): Polling | null => {
    const text = String(written).toUpperCase()
    return text === 'ANY' || text === 'ALL' ? text : null
  }
  if (value === undefined || value === null) return { otherwise: 'ANY', rows: [] }
  if (!isMapValue(value)) {
    const otherwise = one(value)
    return otherwise && { otherwise, rows: [] }
  }
  const rules: PollingRules = { otherwise: 'ANY', rows: [] }
  for (const [endpoint, written] of Object.entries(value)) {
    const polling = one(written)
    if (polling === null) return null
    if (endpoint === '*') rules.otherwise = polling
    else rules.rows.push({ endpoint, polling })
  }
  return rules
}

/** Null when nothing needs to be written. */
export function writePollingRules({ otherwise, rows }: PollingRules): YamlValue {
  if (rows.length === 0) return otherwise === 'ANY' ? null : otherwise
  return {
    ...(otherwise === 'ALL' ? { '*': otherwise } : {}),
    ...Object.fromEntries(rows.map(({ endpoint, polling }) => [endpoint, polling])),
  }
}

/** The numbers and switches of dynamic batching, with the defaults of Jina. */
export const BATCHING_OPTIONS = [
  { key: 'preferred_batch_size', default: 4, words: t('Documents per call'), least: 1 },
  { key: 'timeout', default: 10_000, words: t('wait at most (ms)'), least: 0 },
] as const

/** Endpoints or methods with their options; null when something else stands there. */
export function readBatching(value: YamlValue | undefined): [name: string, options: YamlMap][] | null {
  if (value === undefined || value === null) return []
  if (!isMapValue(value)) return null
  const rows: [string, YamlMap][] = []
  for (const [name, options] of Object.entries(value)) {
    if (options !== null && !isMapValue(options)) return null
    rows.push([name, options ?? {}])
  }
  return rows
}
