import { GATEWAY, parseFlow, type FlowSpec } from '@flowdeck/shared'

/** Executors (and `gateway`) whose meaning differs from the text that was started, added ones included. */
export function changedSince(startedText: string, now: FlowSpec): Set<string> {
  const started = parseFlow(startedText).spec
  if (!started) return new Set()
  const before = new Map(started.executors.map((executor) => [executor.name, meaning(executor)]))
  const changed = new Set(
    now.executors
      .filter((executor) => before.get(executor.name) !== meaning(executor))
      .map((executor) => executor.name),
  )
  if (JSON.stringify(started.gateway) !== JSON.stringify(now.gateway)) changed.add(GATEWAY)
  return changed
}

const meaning = ({ args, needs }: FlowSpec['executors'][number]) => JSON.stringify([sorted(args), needs])

/** The order in which keys are written changes nothing. */
const sorted = (map: object) => Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))
