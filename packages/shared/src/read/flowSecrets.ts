import type { Secret } from '../words/redact.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import type { FlowSpec } from '../model/flowModel.ts'
import type { Permission } from './permissions.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { looksSecret } from '../flow/secretKeys.ts'

/**
 * What must not be shown of a Flow: values that came from variables, and plain texts under keys such as `api_key`.
 * `isHarmless` names variables that are no secret (`HOME`), so that paths in logs stay readable.
 */
export function listSecrets(
  spec: FlowSpec,
  permissions: readonly Permission[],
  {
    env,
    isHarmless,
  }: { env: Readonly<Record<string, string | undefined>>; isHarmless: (name: string) => boolean },
): Secret[] {
  const secrets: Secret[] = []
  const read = (value: YamlValue, key: string): void => {
    if (looksSecret(key, value)) secrets.push({ value, shown: '***' })
    else if (Array.isArray(value)) for (const item of value) read(item, key)
    else if (isMapValue(value)) for (const [own, item] of Object.entries(value)) read(item, own)
  }
  read(spec.with, '')
  read(spec.gateway.args, '')
  for (const { args } of spec.executors) read(args, '')
  for (const { kind, name } of permissions) {
    const value = kind === 'read' && Object.hasOwn(env, name) && !isHarmless(name) ? env[name] : undefined
    if (value !== undefined) secrets.push({ value, shown: `\${${name}}` })
  }
  return secrets
}
