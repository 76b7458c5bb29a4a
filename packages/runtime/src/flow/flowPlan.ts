import type { FlowGraph, FlowSpec, GatewayProtocol, Secret } from '@flowdeck/shared'
import type { PlanInput } from './planFlow.ts'

/** Words of every Pod's command line: `node --enable-source-maps ENTRY`, or `python SCRIPT executor`. */
export const COMMAND_WORDS = 3

/** One process to start. Plain data: what preflight shows is what runs. */
export interface PodPlan {
  /** Jina's Pod name: `encoder/rep-0`; the Gateway's is `gateway`. */
  id: string
  deployment: string
  role: 'worker' | 'head' | 'gateway'
  /** Only the first `COMMAND_WORDS` are on the command line that `ps` shows; the rest may hold secrets and goes through standard input. */
  argv: string[]
  /** Python with Jina: forked from a process that has imported it already, where that can be done. */
  forkable?: boolean
  cwd: string
  /** The whole environment of the process (allow-listed), without the run nonce, which the target adds. */
  env: Record<string, string>
  ports: { protocol: GatewayProtocol; host: string; port: number; tls?: boolean }[]
  /** Port on the first host where it serves what it measures, for Prometheus. */
  monitoring?: number
  /** Milliseconds until it must be ready; -1 = forever. */
  timeoutReadyMs: number
  /** Milliseconds that it gets to stop (`timeout_ctrl`); 10 s unless told. */
  stopMs?: number
}

/** Everything a target needs to start a Flow. */
export interface FlowPlan {
  flowId: string
  revision: string
  spec: FlowSpec
  graph: FlowGraph
  /** Workers first, the Gateway last. */
  pods: PodPlan[]
  /** Externals: never started nor stopped, but part of the graph. */
  external: { deployment: string; addresses: string[] }[]
  /** Values that no log line, no error and no screen may show. */
  secrets: readonly Secret[]
  /** Executor → fingerprint of its source, under which what it says of its documents is kept. */
  fingerprints: Record<string, string>
  /** Executors (or `gateway`) whose source is watched, and what the plan was made of, so that it can be made anew; absent: none. */
  reload?: { deployments: string[]; input: PlanInput }
}
