import { z } from 'zod/mini'
import type { Sentence } from '../words/sentence.ts'
import { GATEWAY_PROTOCOLS } from './gatewayProtocols.ts'

export const gatewayProtocol = z.enum(GATEWAY_PROTOCOLS)

export const wireError = z.object({
  code: z.string(),
  message: z.string(),
  details: z.optional(z.record(z.string(), z.unknown())),
})

/** The life of one Pod (a child process): `backoff` waits for the next restart, `failed` never became ready. */
export const podState = z.enum([
  'queued',
  'starting',
  'ready',
  'unhealthy',
  'backoff',
  'stopping',
  'stopped',
  'failed',
])
export type PodState = z.infer<typeof podState>

export const podStatus = z.object({
  /** Jina's Pod name: `encoder/rep-0`, `encoder/shard-1/rep-0`, `encoder/head`, `gateway`. */
  id: z.string(),
  /** The Executor it runs, or `gateway`. */
  deployment: z.string(),
  role: z.enum(['worker', 'head', 'gateway']),
  state: podState,
  /** Milliseconds since the epoch at which `state` was entered. */
  since: z.number(),
  pid: z.nullable(z.number()),
  /** `host:port` or `unix:path`; for a Gateway the first one. */
  address: z.nullable(z.string()),
  /** Where Prometheus finds what it measures; absent without `monitoring`. */
  metrics: z.optional(z.string()),
  restarts: z.number(),
  /** What it is doing, in words, while starting (`loading executors/encoder.ts`). */
  phase: z.nullable(z.string()),
  /** Why it failed or exited last: message first, then exit code or signal and its last lines (at most 50). */
  failure: z.nullable(
    z.object({
      message: z.string(),
      exitCode: z.nullable(z.number()),
      signal: z.nullable(z.string()),
      lastLines: z.array(z.string()),
    }),
  ),
})
export type PodStatus = z.infer<typeof podStatus>

export const runState = z.enum(['starting', 'ready', 'degraded', 'stopping', 'stopped', 'failed'])
export type RunState = z.infer<typeof runState>

/** Where a Gateway listens. */
export const gatewayServer = z.object({
  protocol: gatewayProtocol,
  host: z.string(),
  port: z.number(),
  /** It speaks TLS, with the certificate of `ssl_certfile`. */
  tls: z.optional(z.boolean()),
})

/** What a client types to reach a Gateway: `grpcs://127.0.0.1:54321`. */
export function gatewayUrl({ protocol, host, port, tls }: z.infer<typeof gatewayServer>): string {
  const scheme = protocol === 'websocket' ? 'ws' : protocol
  return `${scheme}${tls ? 's' : ''}://${host}:${port}`
}

/** A running (or ended) Flow as everybody sees it: the server's snapshot, `flowdeck ps`, the canvas. */
export const flowRun = z.object({
  runId: z.string(),
  /** The workspace-relative path of the Flow file, or a name when it was started from code. */
  flowId: z.string(),
  /** The revision that was started. */
  revision: z.string(),
  /** Somebody else runs it behind `gateway`: it can be asked, and let go of, but not stopped. */
  attached: z.optional(z.boolean()),
  state: runState,
  startedAt: z.number(),
  endedAt: z.nullable(z.number()),
  pods: z.array(podStatus),
  gateway: z.array(gatewayServer),
  error: z.nullable(wireError),
})
export type FlowRun = z.infer<typeof flowRun>

export const logLine = z.object({
  /** Rises by one per run. */
  seq: z.number(),
  ts: z.number(),
  pod: z.string(),
  deployment: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  stream: z.enum(['stdout', 'stderr', 'system']),
  /** One line, or the lines of one trace; what was left out of a long one is said in it. */
  text: z.string(),
  /** The request that was worked on when it was printed, where that is known. */
  requestId: z.optional(z.string()),
})
export type LogLine = z.infer<typeof logLine>

/** The state a node shows for all Pods of one Executor: the worst of them, in words and counts. */
export interface DeploymentStatus {
  state: 'queued' | 'starting' | 'ready' | 'degraded' | 'stopping' | 'stopped' | 'failed'
  ready: number
  desired: number
  phase: string | null
  failure: string | null
}

/** Folds the Pods of one Executor into what its node shows. */
export function deploymentStatus(pods: readonly PodStatus[]): DeploymentStatus {
  const ready = pods.filter((p) => p.state === 'ready').length
  const failed = pods.find((p) => p.state === 'failed')
  const has = (...states: PodState[]) => pods.some((p) => states.includes(p.state))
  const all = (...states: PodState[]) => pods.length > 0 && pods.every((p) => states.includes(p.state))
  const state: DeploymentStatus['state'] = all('stopped')
    ? 'stopped'
    : has('stopping')
      ? 'stopping'
      : all('ready')
        ? 'ready'
        : all('queued')
          ? 'queued'
          : failed && ready === 0
            ? 'failed'
            : ready > 0 && has('failed', 'backoff', 'unhealthy')
              ? 'degraded'
              : has('unhealthy', 'backoff') && ready === 0 && !has('starting', 'queued')
                ? 'degraded'
                : 'starting'
  const failure =
    failed?.failure?.message ?? pods.find((p) => p.failure && p.state !== 'ready')?.failure?.message ?? null
  return { state, ready, desired: pods.length, phase: pods.find((p) => p.phase)?.phase ?? null, failure }
}

/** `v1` before docarray 0.30, `v2` since: their Documents are different messages. */
export const docarrayGeneration = z.enum(['v1', 'v2'])
export type DocarrayGeneration = z.infer<typeof docarrayGeneration>

const saying: z.ZodMiniType<Sentence> = z.object({
  text: z.string(),
  values: z.exactOptional(z.record(z.string(), z.union([z.string(), z.number(), z.lazy(() => saying)]))),
  next: z.exactOptional(z.lazy(() => saying)),
})

/** What a Flow file may do only when the person who starts it agrees, and whether that person has. */
export const permission = z.object({
  /** Sent with `run.start` to agree. */
  id: z.string(),
  /** `read`: a variable of the server's environment is put into the Flow. `set`: processes get one that makes them load other code. */
  kind: z.enum(['read', 'set']),
  name: z.string(),
  /** Executors, `gateway`, or `Flow`. */
  users: z.array(z.string()),
  /** What it is set to, as the file has it; null when it is read: values of the environment are never sent. */
  value: z.nullable(z.string()),
  why: z.nullable(saying),
  line: z.nullable(z.number()),
  /** Whether the person agreed before, for this file. */
  granted: z.boolean(),
})
export type AskedPermission = z.infer<typeof permission>

/** What Start will do and what stands in its way, before any process exists. */
export const preflight = z.object({
  flowId: z.string(),
  revision: z.string(),
  permissions: z.array(permission),
  processes: z.array(
    z.object({
      pod: z.string(),
      deployment: z.string(),
      /** Values of variables and secrets are masked. */
      argv: z.array(z.string()),
      cwd: z.string(),
      ports: z.array(z.object({ protocol: gatewayProtocol, port: z.number() })),
      /** Names only, never values. */
      env: z.array(z.string()),
    }),
  ),
  problems: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      message: z.string(),
      executor: z.nullable(z.string()),
      line: z.nullable(z.number()),
      column: z.nullable(z.number()),
      /** What to do, in words. */
      fix: z.nullable(z.string()),
      /** `message` and `fix` for other languages, where they do not come from an error. */
      said: z.optional(saying),
      saidFix: z.optional(saying),
      /** A Python environment that the server can make, so that this is no problem any more. */
      setUp: z.optional(docarrayGeneration),
      /** A FlowEdit list that does it, when one can (e.g. another port). */
      edits: z.array(z.unknown()),
    }),
  ),
})
export type Preflight = z.infer<typeof preflight>
