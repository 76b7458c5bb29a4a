import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import type { FlowIssue, TextRange, YamlPath } from './flowIssue.ts'

/** The name by which `needs` calls the Gateway's entry. Reserved: no Executor may have it. */
export const GATEWAY = 'gateway'

/** One entry of `executors:` after Jina's rules are applied (a Deployment: replicas × shards of one Executor). */
export interface ExecutorSpec {
  /** Unique name, as Jina resolves it: written, or `executor<N>`; a duplicate gets the count appended. */
  name: string
  /** The name as written in the file, or null when Jina makes one up. */
  writtenName: string | null
  /** Where the entry stands in the file, e.g. `['executors', 0]`. */
  path: YamlPath
  /** Where its argument keys stand: `path`, or `[...path, 'with']` for an embedded `jtype: Deployment`. */
  argsPath: YamlPath
  /** Jina's builder method. */
  method: 'add' | 'needs' | 'needs_all' | 'inspect'
  /** `needs` as written, in written order; null when absent (then it is chained to the previous non-floating one). */
  writtenNeeds: string[] | null
  /** What it really waits for, in order; `gateway` is the entry. Never empty, except in a Flow that Jina would refuse. */
  needs: string[]
  /** The keys written in the entry, values as Jina re-parses them. Variables are left as text. */
  written: YamlMap
  /** What Jina passes on: written keys, over common `with` keys, over defaults. */
  args: YamlMap
  /** Beside the Flow: nobody waits for it. Written as `floating: true`, and true of every inspection. */
  floating: boolean
  external: boolean
  replicas: number
  shards: number
  /** `uses` as text when it is text; null when it is an inline map or absent (then `BaseExecutor` passes through). */
  uses: string | null
}

export interface GatewaySpec {
  /** `gateway:` keys over common `with` keys over defaults. */
  args: YamlMap
  protocols: ('grpc' | 'http' | 'websocket')[]
  /** Written ports, pairwise with `protocols`; empty when none is written (then free ports are chosen at start). */
  ports: number[]
}

/** A Flow's description as data, in YAML's own keys. */
export interface FlowSpec {
  name: string | null
  /** Top-level `with`, values as Jina re-parses them. */
  with: YamlMap
  gateway: GatewaySpec
  executors: ExecutorSpec[]
  /** The top-level `jcloud` block: resources that hold for every Executor and the Gateway, in exports. */
  jcloud?: YamlMap
  /** Flow-level `env`: given to the process environment at start. */
  env: Record<string, string>
}

/** Edges as Jina's `graph_description`: node → successors, with the pseudo nodes `start-gateway` and `end-gateway`, in Jina's key order. */
export type GraphEdges = Record<string, string[]>

export interface FlowGraph {
  edges: GraphEdges
  /** Executor name → its `when` filter. */
  conditions: Record<string, YamlValue>
}

/** Where keys and entries stand in the text. */
export interface SourceMap {
  /** Range of the value at a path (for an executor entry: the whole block of its map). Null when the path is not in the text. */
  range(path: YamlPath): TextRange | null
  /** Range of the *key* at a path; null for list items. */
  keyRange(path: YamlPath): TextRange | null
  /** Name of the Executor in whose block an offset lies, `gateway` within the `gateway:` block, else null. */
  executorAt(offset: number): string | null
}

/**
 * What a text means. `spec` and `graph` are null only when no Flow can be read at all (broken YAML, over a limit,
 * or what makes Jina's loader fail); `issues` then says why. Never thrown, always returned.
 */
export interface ParsedFlow {
  text: string
  spec: FlowSpec | null
  graph: FlowGraph | null
  issues: FlowIssue[]
  source: SourceMap
}
