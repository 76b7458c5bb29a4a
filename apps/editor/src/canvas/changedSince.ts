import { GATEWAY, parseFlow, printExactJson, type FlowSpec, type YamlMap } from '@flowdeck/shared'

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
  if (gatewayMeaning(started) !== gatewayMeaning(now)) changed.add(GATEWAY)
  return changed
}

const meaning = ({ args, needs }: FlowSpec['executors'][number]) => printExactJson([sorted(args), needs])
const gatewayMeaning = ({ gateway: { args, protocols, ports } }: FlowSpec) =>
  printExactJson([args, protocols, ports])

/** The order in which keys are written changes nothing. */
const sorted = (map: YamlMap) => Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))
