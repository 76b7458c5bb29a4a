/** A value that must not be shown, and what stands there instead. */
export interface Secret {
  value: string
  shown: string
}

/** Shorter values are words and numbers that stand in every other line. */
const MIN_LENGTH = 6

/**
 * Makes a function that replaces secret values in texts: as they are, as they stand in JSON and in URLs, and the lines of those that have
 * several. Values below six characters stay: `80` and `true` are everywhere.
 */
export function createRedactor(secrets: readonly Secret[]): (text: string) => string {
  const shownFor = new Map<string, string>()
  for (const { value, shown } of secrets)
    for (const form of formsOf(value)) if (form.length >= MIN_LENGTH) shownFor.set(form, shown)
  if (shownFor.size === 0) return (text) => text
  // The longest first: one secret may begin with another.
  const forms = [...shownFor.keys()].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(
    forms.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  )
  return (text) => text.replaceAll(pattern, (form) => shownFor.get(form) ?? '***')
}

/** The same in all texts of plain data; its keys stay. */
export function redactDeep<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => redactDeep(item, redact)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)])) as T
}

function formsOf(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1)
  const lines = value.includes('\n') ? value.split(/\r?\n/).map((line) => line.trim()) : []
  return [value, inJson, JSON.stringify(inJson).slice(1, -1), inUrl(value), ...lines]
}

function inUrl(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    // Half a surrogate pair is no text of a URL.
    return value
  }
}
