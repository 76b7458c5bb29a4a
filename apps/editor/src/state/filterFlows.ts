import type { FlowSummary } from '@flowdeck/shared'

/** Lists of Flows draw so many lines; typing finds the others. */
const DRAWN = 100

/** The Flows whose path and title hold every typed word. Those beyond the first hundred are only counted. */
export function filterFlows(
  flows: readonly FlowSummary[],
  query: string,
): { shown: FlowSummary[]; more: number } {
  const words = query.trim().toLowerCase().split(/\s+/)
  const found = flows.filter(({ id, title }) => {
    const text = `${id} ${title}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return { shown: found.slice(0, DRAWN), more: Math.max(0, found.length - DRAWN) }
}
