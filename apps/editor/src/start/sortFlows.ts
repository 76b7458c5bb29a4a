import type { FlowSummary } from '@flowdeck/shared'

const HELLO = 'hello/flow.yml'

/** The order of the start screen: `hello`, then what was opened last, then the rest by path. */
export function sortFlows(flows: readonly FlowSummary[], recent: readonly string[]): FlowSummary[] {
  const rank = ({ id }: FlowSummary) => {
    const at = recent.indexOf(id)
    return id === HELLO ? -1 : at < 0 ? recent.length : at
  }
  return flows.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
}
