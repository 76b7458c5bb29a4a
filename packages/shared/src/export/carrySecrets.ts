import { isMapValue } from '../flow/readExecutors.ts'
import { hasVariable, findVariables } from '../yaml/variables.ts'
import type { YamlMap, YamlValue } from '../flow/flowModel.ts'
import { looksSecret } from '../flow/secretKeys.ts'

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
      // It will stand inside JSON.
      marked[name] = JSON.stringify(value).slice(1, -1)
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
