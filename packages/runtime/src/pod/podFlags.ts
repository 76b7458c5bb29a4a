import {
  FlowError,
  flagOf,
  formatFlags,
  isMapValue,
  nearestName,
  parseExactJson,
  pythonJson,
  toPlainJson,
  type Json,
  type YamlMap,
  type YamlValue,
} from '@flowdeck/shared'

/**
 * What one flag takes. `list` takes words up to the next flag; `map` JSON, or `K: V` and `K=V` items; `port` one number per protocol, of
 * which a process of ours serves the first (Jina 3.x).
 */
export type FlagType = 'text' | 'number' | 'port' | 'boolean' | 'list' | 'map' | 'json'
export type FlagTable = Record<string, FlagType>
/** Values by flag. Numbers inside JSON keep their type and digits. */
export type ExactFlags = Record<string, YamlValue>
/** Values by flag, numbers as JavaScript has them. */
export type Flags = Record<string, Json>

/**
 * Reads `--flag value…` as Jina's commands do: dashes or underscores, lists as words, maps as JSON or `K: V` items.
 * @throws FlowError BAD_REQUEST naming the flag
 */
export function parseFlags(argv: readonly string[], table: FlagTable): Flags {
  return toPlainJson(parseExactFlags(argv, table)) as Flags
}

/**
 * As `parseFlags`, for what is handed on: numbers inside JSON are as exact as they were written.
 * @throws FlowError BAD_REQUEST naming the flag
 */
export function parseExactFlags(argv: readonly string[], table: FlagTable): ExactFlags {
  const flags: ExactFlags = {}
  for (let i = 0; i < argv.length;) {
    const word = argv[i] as string
    const [, dashed = '', inline] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? []
    const name = dashed.replaceAll('-', '_')
    const type = Object.hasOwn(table, name) ? table[name] : undefined
    if (type === undefined)
      throw new FlowError('BAD_REQUEST', unknownArgument(word, Object.keys(table).map(flagOf)))
    i++
    const values: string[] = inline === undefined ? [] : [inline]
    const several = type === 'list' || type === 'map' || type === 'port'
    while (
      i < argv.length &&
      !isFlag(argv[i] as string, table) &&
      (several || (values.length === 0 && type !== 'boolean'))
    )
      values.push(argv[i++] as string)
    flags[name] = valueOf(name, type, values)
  }
  return flags
}

function unknownArgument(word: string, known: readonly string[]): string {
  const nearest = nearestName(word.replace(/=[\s\S]*$/, '').replaceAll('_', '-'), known)
  return `unknown argument "${word}"${nearest === null ? '' : `; did you mean ${nearest}?`} (--help lists the flags)`
}

/** The words that `parseFlags` with the same table reads as these flags again. */
export function formatTable(flags: ExactFlags, table: FlagTable): string[] {
  return formatFlags(
    Object.fromEntries(
      Object.entries(flags).map(([name, value]) => [
        name,
        table[name] === 'json' ? pythonJson(value) : value,
      ]),
    ),
  )
}

function isFlag(word: string, table: FlagTable): boolean {
  const name = /^--([^=]+)/.exec(word)?.[1]?.replaceAll('-', '_')
  return name !== undefined && Object.hasOwn(table, name)
}

function valueOf(name: string, type: FlagType, values: string[]): YamlValue {
  const [first] = values
  switch (type) {
    case 'boolean':
      return first === undefined || /^(true|1|yes)$/i.test(first)
    case 'list':
      return values
    case 'map':
      return mapOf(name, values)
    case 'text':
    case 'number':
    case 'port':
    case 'json': {
      if (first === undefined) throw new FlowError('BAD_REQUEST', `${flagOf(name)} needs a value`)
      if (type === 'text') return first
      if (type === 'json') return json(name, first)
      const number = Number(first)
      if (first.trim() === '' || Number.isNaN(number))
        throw new FlowError('BAD_REQUEST', `${flagOf(name)} needs a number, not "${first}"`)
      return number
    }
  }
}

function json(name: string, text: string): YamlValue {
  try {
    return parseExactJson(text)
  } catch (thrown) {
    throw new FlowError('BAD_REQUEST', `${flagOf(name)} is not JSON: ${(thrown as Error).message}`)
  }
}

function mapOf(name: string, values: string[]): YamlMap {
  const [first] = values
  if (values.length === 1 && first?.trim().startsWith('{')) {
    const map = json(name, first)
    if (isMapValue(map)) return map
  }
  return Object.fromEntries(
    values
      .join(' ')
      .split(/\s*,\s*|\s+(?=[\w.]+\s*[:=])/)
      .filter(Boolean)
      .map((item) => {
        const [, key, value] = /^\s*([\w./-]+)\s*[:=]\s*([\s\S]*)$/.exec(item) ?? []
        if (key === undefined || value === undefined)
          throw new FlowError(
            'BAD_REQUEST',
            `${flagOf(name)} takes JSON, or items such as key:value, not "${item}"`,
          )
        return [key, scalar(value)]
      }),
  )
}

function scalar(text: string): YamlValue {
  try {
    return parseExactJson(text)
  } catch {
    return text
  }
}

/** A flag that is text, or `otherwise`. */
export function textFlag<T>(flags: ExactFlags, name: string, otherwise: T): string | T {
  const value = flags[name]
  return typeof value === 'string' ? value : otherwise
}

/** A flag that is a number, or `otherwise`. */
export function numberFlag<T>(flags: Flags, name: string, otherwise: T): number | T {
  const value = flags[name]
  return typeof value === 'number' ? value : otherwise
}
