import { GATEWAY, fieldsOf, meaningOf, type Field, type FieldScope, type ParsedFlow } from '@flowdeck/shared'

export interface Option {
  label: string
  detail?: string
  info?: string
  apply?: string
}
export interface Completions {
  from: number
  options: Option[]
}

const TOP = ['jtype', 'version', 'with', 'gateway', 'executors']

interface Place {
  /** Which keys may stand on this line; null inside a nested value. */
  scope: FieldScope | 'top' | null
  /** The key whose value the line continues. */
  key: string | null
  /** Where the word before the cursor begins, and whether a value (not a key) is being written. */
  from: number
  inValue: boolean
  list: boolean
}

/** What stands around an offset, judged from indentation alone: the text may be broken while it is typed. */
export function placeAt(text: string, offset: number): Place {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(start, offset)
  const word = /[\w.$/-]*$/.exec(line)?.[0] ?? ''
  const from = offset - word.length
  const [, indent = '', dash = '', key, colon] = /^(\s*)(-\s+)?(?:([\w-]+)(\s*:\s)?)?/.exec(line) ?? []
  const inValue = colon !== undefined
  const depth = indent.length + (dash ? dash.length : 0)
  const parents = parentsOf(text.slice(0, start), dash ? indent.length : depth, dash !== '')
  const [top, second] = parents
  const scope: Place['scope'] =
    depth === 0 && !dash
      ? 'top'
      : top === 'with' && parents.length === 1
        ? 'flow'
        : top === GATEWAY && parents.length === 1
          ? 'gateway'
          : (top === 'executors' || top === 'deployments') &&
              (parents.length === 1 || (second === 'with' && parents.length === 2))
            ? 'executor'
            : null
  const list = dash !== '' && scope === null
  return { scope, key: inValue ? (key ?? null) : (parents.at(-1) ?? null), from, inValue, list }
}

/** Keys of the lines above that enclose a line with this indent, outermost first. */
function parentsOf(before: string, indent: number, item: boolean): string[] {
  const parents: string[] = []
  let limit = indent
  let same = item
  for (const line of before.split('\n').reverse()) {
    const match = /^(\s*)(-\s+)?([\w-]+)\s*:/.exec(line)
    if (!match) continue
    const own = (match[1] ?? '').length + (match[2] ?? '').length
    const edge = (match[1] ?? '').length
    // A list may stand at the same indent as its key.
    const above = own < limit || (same && own === limit && !match[2])
    if (above) {
      parents.unshift(match[3] ?? '')
      limit = own
      same = match[2] !== undefined
    }
    if (match[2] !== undefined && edge < limit) {
      limit = edge
      same = true
    }
    if (limit === 0 && !same) break
  }
  return parents
}

/** What may be written at an offset: keys by place, allowed values, names inside `needs`, variables. */
export function completionsAt(parsed: ParsedFlow, text: string, offset: number): Completions | null {
  const place = placeAt(text, offset)
  const names = [GATEWAY, ...(parsed.spec?.executors.map((executor) => executor.name) ?? [])]
  const own = parsed.source.executorAt(offset)
  if (place.key === 'needs' && (place.inValue || place.scope === null))
    return {
      from: place.from,
      options: names.filter((name) => name !== own).map((label) => ({ label, detail: 'Executor' })),
    }
  if (place.inValue) {
    const field = fieldOfPlace(place)
    const values = field?.values ?? (field?.type === 'boolean' ? ['true', 'false'] : [])
    return { from: place.from, options: values.map((label) => ({ label })) }
  }
  if (place.scope === 'top')
    return { from: place.from, options: TOP.map((label) => ({ label, apply: `${label}: ` })) }
  if (place.scope === null) return null
  return {
    from: place.from,
    options: fieldsOf(place.scope)
      .filter((field) => !field.hidden)
      .map((field) => ({
        label: field.key,
        detail: typeWords(field),
        info: field.help,
        apply: `${field.key}: `,
      })),
  }
}

/** What the key under the pointer means. */
export function helpAt(
  _: ParsedFlow,
  text: string,
  offset: number,
): { from: number; to: number; text: string } | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(start, (text.indexOf('\n', offset) + 1 || text.length + 1) - 1)
  const match = /^(\s*(?:-\s+)?)([\w-]+)\s*:/.exec(line)
  if (!match) return null
  const from = start + (match[1] ?? '').length
  const key = match[2] ?? ''
  if (offset < from || offset > from + key.length) return null
  const { scope } = placeAt(text, from)
  if (scope === null || scope === 'top') return null
  const meaning = meaningOf(scope, key)
  if (meaning.type !== 'field') return null
  const { field } = meaning
  const initial = field.default === null ? '' : ` Default: ${JSON.stringify(field.default)}.`
  return { from, to: from + key.length, text: `${field.key} (${typeWords(field)}): ${field.help}${initial}` }
}

function fieldOfPlace({ scope, key }: Place): Field | null {
  if (scope === null || scope === 'top' || key === null) return null
  const meaning = meaningOf(scope, key)
  return meaning.type === 'field' ? meaning.field : null
}

function typeWords({ type, values }: Field): string {
  if (values) return values.join(' | ')
  return {
    stringOrMap: 'text or map',
    stringOrList: 'text or list',
    integerOrList: 'number or list',
    string: 'text',
    integer: 'number',
    boolean: 'true or false',
    list: 'list',
    map: 'map',
    any: 'any',
  }[type]
}
