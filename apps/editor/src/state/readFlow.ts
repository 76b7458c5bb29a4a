import { parseFlow, sentence, told, type ParsedFlow } from '@flowdeck/shared'

/** Texts that were read last: opening, importing and undoing look at the same ones again. */
const KEPT = 4
const kept: ParsedFlow[] = []

/** What a text means, as `parseFlow` reads it; a text that was read a moment ago is not read again. */
export function readFlow(text: string): ParsedFlow {
  const at = kept.findIndex((flow) => flow.text === text)
  if (at >= 0) return keepFlow(...(kept.splice(at, 1) as [ParsedFlow]))
  return keepFlow(parseSafely(text))
}

/** A text that the reader fails on is a problem of the text, never the end of the page. */
function parseSafely(text: string): ParsedFlow {
  try {
    return parseFlow(text)
  } catch (thrown) {
    const nothing = parseFlow('')
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return {
      ...nothing,
      text,
      spec: null,
      graph: null,
      issues: [
        {
          code: 'yaml-syntax',
          severity: 'error',
          ...told(sentence('The YAML cannot be read: {{why}}', { why })),
          path: [],
          range: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
        },
      ],
    }
  }
}

/** Notes a Flow that was read elsewhere, so that `readFlow` finds it. */
export function keepFlow(flow: ParsedFlow): ParsedFlow {
  kept.unshift(flow)
  kept.length = Math.min(kept.length, KEPT)
  return flow
}
