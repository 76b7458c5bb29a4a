import type { Metadata } from '../transport/transport.ts'
import type { Instrument } from './instruments.ts'

export type Labels = Record<string, string>

/** Where measurements go: to Prometheus, which comes for them, or to a collector. */
export interface Meter {
  /** Adds a value: a duration in seconds, a size in bytes, a count or a change of one. */
  record(instrument: Instrument, value: number, labels: Labels): void
  close(): Promise<void>
}

export interface SpanOptions {
  kind: 'server' | 'client' | 'internal'
  /** What came with the request: its `traceparent` names the span around this one. */
  metadata?: Metadata
  attributes?: Record<string, string | number>
}

/** Where spans go. */
export interface Tracer {
  /** Runs `work` in a span, which ends with it; an error marks it as failed and goes on. */
  span<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T>
  /** The present span, as it is sent along with a call (W3C trace context). */
  headers(): Metadata
  close(): Promise<void>
}

/** What a Pod tells about itself. Pods that tell nothing have none, so that nothing is measured in vain. */
export class Telemetry {
  private readonly runtimeName: string
  private readonly meters: readonly Meter[]
  private readonly tracer: Tracer | null

  constructor(runtimeName: string, meters: readonly Meter[], tracer: Tracer | null) {
    this.runtimeName = runtimeName
    this.meters = meters
    this.tracer = tracer
  }

  record(instrument: Instrument, value: number, labels: Labels = {}): void {
    for (const meter of this.meters)
      meter.record(instrument, value, { runtime_name: this.runtimeName, ...labels })
  }

  span<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
    return this.tracer ? this.tracer.span(name, options, work) : work()
  }

  headers(): Metadata {
    return this.tracer?.headers() ?? {}
  }

  /** Sends what was not sent yet. */
  async close(): Promise<void> {
    await Promise.allSettled(
      [...this.meters, ...(this.tracer ? [this.tracer] : [])].map((part) => part.close()),
    )
  }
}

/** Seconds since `start`, a value of `performance.now()`. */
export function secondsSince(start: number): number {
  return (performance.now() - start) / 1000
}
