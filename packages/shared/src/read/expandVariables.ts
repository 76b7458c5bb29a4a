import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import { setOwn } from '../value/ownKeys.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { fillVariables } from '../yaml/fillVariables.ts'
import { readAgain, readRepeatedly } from '../yaml/rescalar.ts'
import { findVariables, hasVariable } from '../yaml/variables.ts'

/**
 * Puts environment values where `$X`, `${X}` and `${{ ENV.X }}` stand, then reads each changed text again as Jina does.
 * What is unset stays as Jina leaves it, and is listed in `unset` as it is written. Only Start calls this: opening a file never expands anything.
 */
export function expandVariables(
  value: YamlValue,
  env: Readonly<Record<string, string | undefined>>,
  unset: Set<string> = new Set(),
): YamlValue {
  if (typeof value === 'string') return hasVariable(value) ? expandText(value, env, unset) : value
  if (Array.isArray(value)) return value.map((item) => expandVariables(item, env, unset))
  if (!isMapValue(value)) return value
  const out: YamlMap = {}
  for (const [key, item] of Object.entries(value)) {
    setOwn(out, key, expandVariables(item, env, unset))
  }
  return out
}

function expandText(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  unset: Set<string>,
): YamlValue {
  for (const { kind, name, text: written } of findVariables(text))
    if (kind !== 'env' || !Object.hasOwn(env, name) || env[name] === undefined) unset.add(written)
  return readRepeatedly(text, (now) => readAgain(fillVariables(now, env)))
}
