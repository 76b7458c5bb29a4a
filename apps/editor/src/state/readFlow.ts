import { parseFlow, type ParsedFlow } from '@flowdeck/shared'

/** Texts that were read last: opening, importing and undoing look at the same ones again. */
const KEPT = 4
const kept: ParsedFlow[] = []

/** What a text means, as `parseFlow` reads it; a text that was read a moment ago is not read again. */
export function readFlow(text: string): ParsedFlow {
  const at = kept.findIndex((flow) => flow.text === text)
  if (at >= 0) return keepFlow(...(kept.splice(at, 1) as [ParsedFlow]))
  return keepFlow(parseFlow(text))
}

/** Notes a Flow that somebody else has read, so that `readFlow` finds it. */
export function keepFlow(flow: ParsedFlow): ParsedFlow {
  kept.unshift(flow)
  kept.length = Math.min(kept.length, KEPT)
  return flow
}
