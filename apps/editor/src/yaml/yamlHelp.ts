import {
  GATEWAY,
  fieldsOf,
  findVariables,
  isMapValue,
  meaningOf,
  type Field,
  type FieldScope,
  type ParsedFlow,
} from '@flowdeck/shared'
import { t, translated } from '../i18n/t.ts'

export interface Option {
  label: string
  detail?: string
  info?: string
  apply?: string
  /** From 99 down: what stands higher up in the list. */
  boost?: number
}
export interface Completions {
  from: number
  options: Option[]
}

/** Keys of the file itself, with what each is for. */
const TOP: Readonly<Record<string, string>> = {
  jtype: t('What the file describes: Flow.'),
  version: t("Version of the syntax; only '1' exists."),
  with: t('Keys of the Flow; most of them hold for every Executor that does not set them itself.'),
  gateway: t('Keys of the Gateway alone, over those of "with".'),
  executors: t('The steps of the Flow, in order.'),
}
const TOP_VALUES: Readonly<Record<string, string[]>> = { jtype: ['Flow'], version: ["'1'"] }

/** Keys of maps below a key of an Executor. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  uses: ['jtype', 'with', 'metas', 'requests', 'py_modules'],
  uses_metas: ['name', 'description', 'workspace'],
  'uses_dynamic_batching/*': ['preferred_batch_size', 'timeout', 'flush_all'],
}

interface Place {
  /** Which keys may stand on this line; null inside a nested value. */
  scope: FieldScope | 'top' | null
  /** The key whose value the line continues. */
  key: string | null
  /** Where the word before the cursor begins, and whether a value (not a key) is being written. */
  from: number
  inValue: boolean
  /** Keys that enclose the line, outermost first. */
  parents: readonly string[]
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
  const scope = depth === 0 && dash === '' ? 'top' : scopeOf(parents)
  return { scope, key: inValue ? (key ?? null) : (parents.at(-1) ?? null), from, inValue, parents }
}

/** Whose keys stand right below these. */
function scopeOf([top, ...inner]: readonly string[]): FieldScope | null {
  if (top === 'with' && inner.length === 0) return 'flow'
  if (top === GATEWAY && inner.length === 0) return 'gateway'
  const isList = top === 'executors' || top === 'deployments'
  return isList && (inner.length === 0 || (inner.length === 1 && inner[0] === 'with')) ? 'executor' : null
}

/** Keys of the lines above that enclose a line with this indent, outermost first. */
function parentsOf(before: string, indent: number, item: boolean): string[] {
  const parents: string[] = []
  let limit = indent
  let same = item
  for (const line of before.split('\n').reverse()) {
    const match = /^(\s*)(-\s+)?([\w/.*-]+|'[^']*'|"[^"]*")\s*:/.exec(line)
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
  const variable = variablesAt(parsed, text, offset)
  if (variable) return variable
  const place = placeAt(text, offset)
  const { from, key, inValue, scope, parents } = place
  if (key === 'needs' && (inValue || scope === null)) return { from, options: namesFor(parsed, text, offset) }
  if (inValue) return { from, options: inOrder(valuesOf(scope, key)) }
  if (scope === 'top')
    return {
      from,
      options: Object.entries(TOP).map(([label, info]) => ({ label, info, apply: `${label}: ` })),
    }
  if (scope === null) return inner(place, parents)
  return {
    from,
    options: fieldsOf(scope)
      .filter((field) => !field.hidden)
      .map((field) => ({
        label: field.key,
        detail: typeWords(field),
        info: translated(field.help),
        apply: `${field.key}: `,
      })),
  }
}

/** Entries of a list of allowed values, or keys of a map below a key. */
function inner({ from }: Place, parents: readonly string[]): Completions | null {
  const key = parents.at(-1) ?? null
  const values = valuesOf(scopeOf(parents.slice(0, -1)), key)
  if (values.length > 0) return { from, options: inOrder(values) }
  const at = parents.findIndex((_, index) => scopeOf(parents.slice(0, index)) === 'executor')
  const [first, ...rest] = at < 0 ? [] : parents.slice(at)
  const keys = BELOW[[first, ...rest.map(() => '*')].join('/')]
  return keys ? { from, options: keys.map((label) => ({ label, apply: `${label}: ` })) } : null
}

function valuesOf(scope: Place['scope'], key: string | null): readonly string[] {
  if (scope === 'top') return TOP_VALUES[key ?? ''] ?? []
  const field = fieldOf(scope, key)
  return field?.values ?? (field?.type === 'boolean' ? ['true', 'false'] : [])
}

/** Values as they are listed, not by the alphabet: `true` before `false`. */
const inOrder = (values: readonly string[]): Option[] =>
  values.map((label, index) => ({ label, boost: 99 - index }))

function namesFor(parsed: ParsedFlow, text: string, offset: number): Option[] {
  const entry = { label: GATEWAY, detail: t('entry of the Flow') }
  if (!parsed.spec) return [entry, ...namesInText(text, offset)]
  const own = parsed.source.executorAt(offset)
  return [
    entry,
    ...parsed.spec.executors
      .filter(({ name }) => name !== own)
      .map(({ name, uses }) => ({ label: name, detail: uses ?? t('Executor') })),
  ]
}

/** The names as they stand in the lines: half a list (`needs: [`) is no YAML yet. */
function namesInText(text: string, offset: number): Option[] {
  const found = [...text.matchAll(/^[ \t]*(?:- +)?name *: *(['"]?)([\w./-]+)\1/gm)]
  const own = found.findLast(({ index }) => index < offset)
  return found
    .filter((match) => match !== own)
    .map(([, , name = '']) => ({ label: name, detail: t('Executor') }))
}

/** Behind a `$`: variables that the file uses or sets already, in the spelling that Jina recommends. */
function variablesAt(parsed: ParsedFlow, text: string, offset: number): Completions | null {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  const begun = /\$(?:\{\{? ?[\w.]*)?$/.exec(before)
  if (!begun) return null
  const used = findVariables(text).filter(
    ({ index, text: whole }) => offset <= index || offset > index + whole.length,
  )
  const names = (kind: 'env' | 'context') => used.filter((one) => one.kind === kind).map(({ name }) => name)
  const set = [parsed.spec?.env ?? {}, ...(parsed.spec?.executors ?? []).map(({ args }) => args['env'])]
  const env = [...set.flatMap((map) => (isMapValue(map) ? Object.keys(map) : [])), ...names('env')]
  const option = (scope: string, name: string, detail: string): Option => ({
    label: `\${{ ${scope}.${name} }}`,
    detail,
  })
  const options = [
    ...[...new Set(env)].map((name) => option('ENV', name, t('environment variable'))),
    ...[...new Set(names('context'))].map((name) =>
      option('CONTEXT', name, t('given when the Flow is loaded')),
    ),
  ]
  const blank = { label: '${{ ENV. }}', detail: t('an environment variable'), apply: '${{ ENV.' }
  return { from: offset - begun[0].length, options: [...options, blank] }
}

/** What the key, the Executor's name or the variable under the pointer means. */
export function helpAt(parsed: ParsedFlow, text: string, offset: number): Help | null {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(start, (text.indexOf('\n', offset) + 1 || text.length + 1) - 1)
  return keyHelp(text, { start, line }, offset) ?? valueHelp(parsed, { start, line }, offset)
}

interface Help {
  from: number
  to: number
  text: string
}

function keyHelp(
  text: string,
  { start, line }: { start: number; line: string },
  offset: number,
): Help | null {
  const match = /^(\s*(?:-\s+)?)([\w-]+)\s*:/.exec(line)
  if (!match) return null
  const from = start + (match[1] ?? '').length
  const key = match[2] ?? ''
  if (offset < from || offset > from + key.length) return null
  const { scope } = placeAt(text, from)
  const to = from + key.length
  if (scope === 'top') return TOP[key] ? { from, to, text: `${key}: ${TOP[key]}` } : null
  const field = fieldOf(scope, key)
  if (!field) return null
  const initial =
    field.default === null ? '' : ` ${t('Default: {{value}}.', { value: JSON.stringify(field.default) })}`
  return { from, to, text: `${field.key} (${typeWords(field)}): ${translated(field.help)}${initial}` }
}

function valueHelp(
  parsed: ParsedFlow,
  { start, line }: { start: number; line: string },
  offset: number,
): Help | null {
  const at = offset - start
  const variable = findVariables(line).find(({ index, text }) => at >= index && at <= index + text.length)
  if (variable) {
    const what = {
      env: t('the environment variable {{name}}, read when the Flow starts', { name: variable.name }),
      context: t('the value {{name}} that is given when the Flow is loaded', { name: variable.name }),
      reference: t('what stands at {{name}} of this file', { name: variable.name }),
    }[variable.kind]
    const from = start + variable.index
    return { from, to: from + variable.text.length, text: `${variable.text}: ${what}.` }
  }
  for (const word of line.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) {
    if (at < word.index || at > word.index + word[0].length) continue
    const named = parsed.spec?.executors.find(({ name }) => name === word[0])
    const key = /^\s*(?:-\s+)?([\w-]+)\s*:/.exec(line)?.[1]
    if (!named || (key !== 'needs' && key !== undefined)) return null
    const from = start + word.index
    const waits = t('waits for {{names}}', { names: named.needs.join(', ') })
    return {
      from,
      to: from + word[0].length,
      text: `${named.name}: ${named.uses ?? t('an Executor')}, ${waits}.`,
    }
  }
  return null
}

function fieldOf(scope: Place['scope'], key: string | null): Field | null {
  if (scope === null || scope === 'top' || key === null) return null
  const meaning = meaningOf(scope, key)
  return meaning.type === 'field' ? meaning.field : null
}

function typeWords({ type, values }: Field): string {
  if (values) return values.join(' | ')
  return {
    stringOrMap: t('text or map'),
    stringOrList: t('text or list'),
    integerOrList: t('number or list'),
    string: t('text'),
    integer: t('number'),
    boolean: t('true or false'),
    list: t('list'),
    map: t('map'),
    any: t('any'),
  }[type]
}
