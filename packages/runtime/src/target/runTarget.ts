import type { Endpoints, FlowRun, LogLine } from '@flowdeck/shared'
import type { FlowPlan } from '../flow/flowPlan.ts'

export type RunEvent = { type: 'run'; run: FlowRun } | { type: 'logs'; lines: LogLine[]; dropped: number }

/** A Flow that was told to start. Nothing above this interface assumes that a Pod is a child process. */
export interface RunHandle {
  readonly runId: string
  /** The present state, a fresh copy. */
  snapshot(): FlowRun
  /** Calls `listener` with every change of state and every batch of log lines; returns how to stop that. */
  subscribe(listener: (event: RunEvent) => void): () => void
  /** The last log lines (at most 5,000), oldest first. */
  recentLogs(): LogLine[]
  /**
   * Resolves when every Executor and then the Gateway is ready.
   * @throws FlowError POD_START_FAILED, POD_START_TIMEOUT, PORT_IN_USE; everything started is stopped by then
   */
  whenReady(signal?: AbortSignal): Promise<void>
  /** Masks values in a text that no screen may show. */
  redact(text: string): string
  /** Endpoints the Executors report by discovery, and which Executors each reaches. */
  endpoints(): Promise<Endpoints>
  /** Readiness off, SIGTERM, grace, SIGKILL, sweep, verify. Idempotent; resolves when nothing is left. */
  stop(options?: { force?: boolean; graceMs?: number }): Promise<void>
  /** Resolves when the run has ended, for whatever reason. */
  whenStopped(): Promise<void>
}

/** Carries out a plan somewhere: `local` processes first; Compose and Kubernetes follow behind the same interface. */
export interface RunTarget {
  readonly kind: 'local'
  start(plan: FlowPlan): Promise<RunHandle>
}
