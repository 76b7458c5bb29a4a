import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { pythonRepr } from '../../value/pythonText.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { setOwn } from '../../value/ownKeys.ts'
import { sentence } from '../../words/sentence.ts'
import { READINGS, readAgain, rescalar } from '../../yaml/rescalar.ts'
import { CannotWrite } from './textSlots.ts'

/**
 * A text in as many quotes as keep it through Jina's readings of texts; without, where it needs none. Throws `CannotWrite` for a text that no
 * quotes keep: `0` and a line end.
 */
export function protectText(text: string): string {
  const read = rescalar(text)
  if (read === text) return text
  const quotes = "'".repeat(READINGS)
  const quoted = quotes + text + quotes
  if (rescalar(quoted) === text) return quoted
  throw new CannotWrite(
    sentence(
      'Jina reads this text as {{value}}, and quotes protect only texts without line ends. Remove the line ends.',
      { value: pythonRepr(read) },
    ),
  )
}

/** The same of every text in a value, keys excepted. */
export function protectTexts(value: YamlValue): YamlValue {
  if (typeof value === 'string') return protectText(value)
  if (Array.isArray(value)) return value.map(protectTexts)
  if (!isMapValue(value)) return value
  const out: YamlMap = {}
  for (const [key, item] of Object.entries(value)) setOwn(out, key, protectTexts(item))
  return out
}

/** The value of a key, whose text Jina reads once more than one in a map (`readTexts`). */
export function protectKey(value: YamlValue): YamlValue {
  if (typeof value !== 'string' || readAgain(value) === value) return value
  return value.includes('\n') ? protectText(value) : `'${value}'`
}
