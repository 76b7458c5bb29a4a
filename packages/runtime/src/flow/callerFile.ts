import { fileURLToPath } from 'node:url'

/**
 * The file of the code that called into this package: the first one on the stack that is not ours. Null when it has
 * none (evaluated text). Source maps are followed where Node follows them.
 */
export function callerFile(): string | null {
  const told = (globalThis as Record<symbol, unknown>)[MAIN_FILE]
  if (typeof told === 'string') return told
  const lines = (new Error('stack').stack ?? '').split('\n').slice(1)
  for (const line of lines) {
    const place = /\(?((?:file:\/\/)?\/[^()]*?|[A-Za-z]:\\[^()]*?):\d+:\d+\)?$/.exec(line)?.[1]
    if (!place) continue
    const file = place.startsWith('file://') ? fileURLToPath(place) : place
    if (!OWN.test(file)) return file
  }
  return null
}

/** `flowdeck run` compiles a file elsewhere; this names the original. */
export const MAIN_FILE = Symbol.for('flowdeck.main')

/** Files of this package, in source and built form. */
const OWN = /[/\\](?:runtime[/\\](?:src|dist)|@flowdeck[/\\]runtime)[/\\](?!.*\.test\.)/
