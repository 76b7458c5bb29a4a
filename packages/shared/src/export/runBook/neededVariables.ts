import { isMapValue } from '../../value/exactNumber.ts'
import { findVariables } from '../../yaml/variables.ts'
import type { YamlValue } from '../../value/yamlValue.ts'
import type { FlowSpec } from '../../model/flowModel.ts'

export interface NeededVariables {
  /** Variables of the environment whose values the Flow uses, by name, and who uses each. */
  environment: Map<string, string[]>
  /** Values that are given with `--env` or in code (`${{ CONTEXT.x }}`). */
  context: Map<string, string[]>
  /** Variables that come from a Kubernetes secret: name → `secret/key`. */
  secrets: Map<string, string>
  /** Variables that the file itself sets, by name; their values may be secret and are not repeated. */
  set: Map<string, string[]>
}

/** What has to be in the environment before a Flow can start: names only, never values. */
export function neededVariables(spec: FlowSpec): NeededVariables {
  const needed: NeededVariables = {
    environment: new Map(),
    context: new Map(),
    secrets: new Map(),
    set: new Map(),
  }
  const note = (map: Map<string, string[]>, name: string, user: string) => {
    const users = map.get(name) ?? []
    if (!users.includes(user)) map.set(name, [...users, user])
  }
  const read = (value: YamlValue | undefined, user: string): void => {
    if (typeof value === 'string') {
      for (const { kind, name } of findVariables(value))
        if (kind !== 'reference') note(kind === 'env' ? needed.environment : needed.context, name, user)
    } else if (Array.isArray(value)) for (const item of value) read(item, user)
    else if (isMapValue(value)) for (const item of Object.values(value)) read(item, user)
  }
  const names = (value: YamlValue | undefined) => (isMapValue(value) ? Object.keys(value) : [])
  read(spec.with, 'the Flow')
  read(spec.gateway.args, 'the Gateway')
  for (const name of Object.keys(spec.env)) note(needed.set, name, 'the Flow')
  for (const { name, written } of spec.executors) {
    read(written, name)
    for (const variable of names(written['env'])) note(needed.set, variable, name)
    const secrets = written['env_from_secret']
    for (const variable of names(secrets)) {
      const from = (secrets as Record<string, YamlValue>)[variable]
      const [secret, key] = isMapValue(from) ? [from['name'], from['key']] : []
      needed.secrets.set(variable, `${String(secret ?? '?')}/${String(key ?? '?')}`)
    }
  }
  return needed
}
