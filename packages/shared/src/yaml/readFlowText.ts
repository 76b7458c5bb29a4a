import { checkPatterns } from '../condition/checkPatterns.ts'
import type { FlowIssue, TextRange, YamlPath } from '../flow/flowIssue.ts'
import { GATEWAY, type FlowGraph, type FlowSpec, type ParsedFlow } from '../flow/flowModel.ts'
import { parseFlow } from './parseFlow.ts'

/** Issues that a reading keeps; a file with more of them is not read to its end by a person. */
const MAX_ISSUES = 500

/** What a Flow file means, as plain data: it can be sent from one thread to another, which a `ParsedFlow` can't. */
export interface FlowReading {
  spec: FlowSpec | null
  graph: FlowGraph | null
  /** Errors first; at most 500. */
  issues: FlowIssue[]
  /** How many more issues there are. */
  omittedIssues: number
  /** Where Executors, the Gateway and their keys are in the text, by path. */
  places: ReadonlyMap<string, TextRange>
}

/** Reads a Flow file to plain data, with the issues of its patterns. Never throws and runs nothing, like `parseFlow`. */
export function readFlowText(text: string): FlowReading {
  const parsed = parseFlow(text)
  const { spec, graph } = parsed
  const issues = [...parsed.issues, ...checkPatterns(parsed)]
  const isError = ({ severity }: FlowIssue) => severity === 'error'
  const sorted = [...issues.filter(isError), ...issues.filter((issue) => !isError(issue))]
  return {
    spec,
    graph,
    issues: issues.length > MAX_ISSUES ? sorted.slice(0, MAX_ISSUES) : issues,
    omittedIssues: Math.max(0, issues.length - MAX_ISSUES),
    places: collectPlaces(parsed),
  }
}

/** Finds where a key is in the text, or else the block that it belongs to. Null when neither is written. */
export function findPlace({ places }: FlowReading, block: YamlPath, key?: string): TextRange | null {
  const ofKey = key === undefined ? undefined : places.get(nameOfPath([...block, key]))
  return ofKey ?? places.get(nameOfPath(block)) ?? null
}

function collectPlaces({ spec, source }: ParsedFlow): Map<string, TextRange> {
  const places = new Map<string, TextRange>()
  const add = (path: YamlPath, range = source.range(path)) => {
    if (range) places.set(nameOfPath(path), range)
  }
  for (const { path, argsPath, written } of spec?.executors ?? []) {
    add(path)
    add(argsPath, source.range(path))
    for (const key of Object.keys(written)) add([...argsPath, key])
  }
  if (!spec) return places
  for (const key of Object.keys(spec.with)) add(['with', key])
  add([GATEWAY])
  for (const key of Object.keys(spec.gateway.args)) add([GATEWAY, key])
  return places
}

const nameOfPath = (path: YamlPath) => JSON.stringify(path)
