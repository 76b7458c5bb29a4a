import { checkPatterns } from '../check/checkPatterns.ts'
import type { FlowIssue, TextRange, YamlPath } from '../model/flowIssue.ts'
import { type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY, type FlowGraph, type FlowSpec, type ParsedFlow } from '../model/flowModel.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { parseFlow } from './parseFlow.ts'
import { hasVariable } from '../yaml/variables.ts'

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
export function findPlace({ places }: FlowReading, block: YamlPath, ...keys: YamlPath): TextRange | null {
  for (let depth = keys.length; depth >= 0; depth--) {
    const range = places.get(nameOfPath([...block, ...keys.slice(0, depth)]))
    if (range) return range
  }
  return null
}

function collectPlaces({ spec, source }: ParsedFlow): Map<string, TextRange> {
  const places = new Map<string, TextRange>()
  const add = (path: YamlPath, range = source.range(path)) => {
    if (range) places.set(nameOfPath(path), range)
  }
  // Of what is below a key, only variables are named with their lines: those that are read, and those that are set.
  const addBelow = (path: YamlPath, value: YamlValue, isSet: boolean): void => {
    if (Array.isArray(value)) value.forEach((item, i) => addBelow([...path, i], item, false))
    else if (isMapValue(value))
      for (const [key, item] of Object.entries(value)) addBelow([...path, key], item, isSet)
    else if (isSet || (typeof value === 'string' && hasVariable(value))) add(path)
  }
  const addAll = (path: YamlPath, value: YamlValue) => {
    add(path)
    if (isMapValue(value) || Array.isArray(value)) addBelow(path, value, path.at(-1) === 'env')
  }
  for (const { path, argsPath, written } of spec?.executors ?? []) {
    add(path)
    add(argsPath, source.range(path))
    for (const [key, value] of Object.entries(written)) addAll([...argsPath, key], value)
  }
  if (!spec) return places
  for (const [key, value] of Object.entries(spec.with)) addAll(['with', key], value)
  add([GATEWAY])
  for (const [key, value] of Object.entries(spec.gateway.args)) addAll([GATEWAY, key], value)
  return places
}

const nameOfPath = (path: YamlPath) => JSON.stringify(path)
