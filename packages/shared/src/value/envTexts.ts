import { pythonText } from './pythonText.ts'
import type { YamlValue } from './yamlValue.ts'
import { isMapValue } from './exactNumber.ts'

/** The variables of an `env` key as a process gets them: Python's `str` of each value (Jina 3.x), so that true is `True` and null `None`. */
export function envTexts(env: YamlValue | undefined): Record<string, string> {
  if (!isMapValue(env)) return {}
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, pythonText(value)]))
}
