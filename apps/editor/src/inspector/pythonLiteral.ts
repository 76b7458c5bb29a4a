import type { YamlValue } from '@flowdeck/shared'

/** The value of a Python default as far as it is a plain literal; an empty text for anything else. */
export function pythonLiteral(source: string | null): YamlValue {
  if (source === null) return ''
  if (source === 'None') return null
  if (source === 'True' || source === 'False') return source === 'True'
  const text = /^(["'])((?:(?!\1)[^\\])*)\1$/.exec(source)?.[2]
  if (text !== undefined) return text
  return /^-?(\d[\d_]*)(\.\d+)?(e-?\d+)?$/i.test(source) ? Number(source.replaceAll('_', '')) : ''
}
