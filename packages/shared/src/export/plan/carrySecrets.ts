import { isMapValue } from '../../value/exactNumber.ts'
import { hasVariable, findVariables } from '../../yaml/variables.ts'
import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { looksSecret } from '../../flow/secretKeys.ts'

/** Values that must not stand in a manifest, by the variable that carries them; null is to be filled in by whoever deploys. */
export type Secrets = Record<string, string | null>

/** Arguments and environment of one container, without secrets. */
export interface Carried {
  values: YamlMap
  /** Marks stand where secrets and variables were; `unmark` turns them into what the format calls a variable. */
  env: YamlMap
  /** Secret variables of the environment, under their own names. */
  secretEnv: Secrets
  /** What the marks stand for. */
  marked: Secrets
}

/** Arguments of a container, and the variables that go there with them. */
export interface CarriedArguments {
  /** Words with `${FLOWDECK_ARGUMENT_X}`, which the process itself fills in, and with marks for those that it leaves as they are. */
  args: string[]
  /** What the format has to fill in for the marks that are left, by variable. */
  marked: Secrets
  /** Values of the variables `FLOWDECK_ARGUMENT_X`, by `X`. */
  inProcess: Secrets
}

/** Before the name of a variable that carries a part of an argument: names such as `PATH` mean something in the container already. */
export const ARGUMENT_PREFIX = 'FLOWDECK_ARGUMENT_'

/** Jina 3.x fills in variables of these alone; Flowdeck does in all flags. */
const FILLED_BY_JINA = new Set(['--uses-with', '--uses-metas'])

const MARK = /__FLOWDECK_VARIABLE_(\w+?)__END__/g
const mark = (name: string) => `__FLOWDECK_VARIABLE_${name}__END__`

/**
 * Takes secrets out of arguments and environment (plain texts under keys such as `api_key`), and turns the environment variables that the Flow
 * names (`${{ ENV.X }}`) into variables of the export. `owner` goes before the names made for arguments.
 */
export function carrySecrets(owner: string, values: YamlMap, env: YamlMap): Carried {
  const marked: Secrets = {}
  const secretEnv: Secrets = {}
  const walk = (value: YamlValue, path: readonly string[], inside: boolean): YamlValue => {
    if (typeof value === 'string') {
      if (hasVariable(value)) return markVariables(value, marked)
      if (!inside || !looksSecret(path.at(-1) ?? '', value)) return value
      const name = [owner, ...path.slice(1)].join('_').replaceAll(/\W+/g, '_').toUpperCase()
      marked[name] = value
      return mark(name)
    }
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, String(i)], inside))
    if (!isMapValue(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key], true)]),
    )
  }
  const plainEnv: YamlMap = {}
  for (const [key, value] of Object.entries(env)) {
    if (typeof value === 'string' && hasVariable(value)) plainEnv[key] = markVariables(value, marked)
    else if (typeof value === 'string' && looksSecret(key, value)) secretEnv[key] = value
    else plainEnv[key] = value
  }
  return { values: walk(values, [], false) as YamlMap, env: plainEnv, secretEnv, marked }
}

/**
 * Leaves marks of arguments to the process, which fills them in from its environment: every user of a machine can read command lines. What
 * `program` would not fill in keeps its mark.
 */
export function carryArguments(
  program: string,
  args: readonly string[],
  { marked, env }: Pick<Carried, 'marked' | 'env'>,
): CarriedArguments {
  const carried: CarriedArguments = { args: [], marked: {}, inProcess: {} }
  for (const value of Object.values(env))
    for (const name of typeof value === 'string' ? marksIn(value) : [])
      carried.marked[name] = marked[name] ?? null
  for (const [i, word] of args.entries()) {
    if (program === 'flowdeck' || FILLED_BY_JINA.has(args[i - 1] ?? '')) {
      for (const name of marksIn(word)) carried.inProcess[name] = marked[name] ?? null
      carried.args.push(unmark(word, (name) => `\${${ARGUMENT_PREFIX}${name}}`))
      continue
    }
    const inJson = /^[{[]/.test(word)
    for (const name of marksIn(word)) {
      const value = marked[name] ?? null
      carried.marked[name] = value !== null && inJson ? JSON.stringify(value).slice(1, -1) : value
    }
    carried.args.push(word)
  }
  return carried
}

const marksIn = (text: string) => [...text.matchAll(MARK)].map(([, name = '']) => name)

/** Puts `variable(name)` where marks are. */
export function unmark(text: string, variable: (name: string) => string): string {
  return text.replaceAll(MARK, (_, name: string) => variable(name))
}

function markVariables(text: string, marked: Secrets): string {
  let out = ''
  let at = 0
  for (const variable of findVariables(text)) {
    if (variable.kind !== 'env') continue
    marked[variable.name] ??= null
    out += text.slice(at, variable.index) + mark(variable.name)
    at = variable.index + variable.text.length
  }
  return out + text.slice(at)
}
