import { numberFlag, textFlag, type Flags } from '../pod/podFlags.ts'
import { EXPECTED_INSTRUMENTS } from './instruments.ts'
import type { Collector } from './openTelemetry.ts'
import { Telemetry, type Meter, type Tracer } from './Telemetry.ts'

/**
 * Begins to measure what the arguments of a Pod ask for; null when they ask for nothing.
 * @throws NodeJS.ErrnoException EADDRINUSE when the port for Prometheus is taken
 */
export async function startTelemetry(
  flags: Flags,
  runtimeName: string,
  role: keyof typeof EXPECTED_INSTRUMENTS,
): Promise<Telemetry | null> {
  const collector = (what: 'traces' | 'metrics'): Collector => ({
    host: textFlag(flags, `${what}_exporter_host`, 'http://localhost'),
    port: numberFlag(flags, `${what}_exporter_port`, 4317),
  })
  const meters: Meter[] = []
  let tracer: Tracer | null = null
  // Loaded by those who use them: they are large.
  if (flags['monitoring'] === true) {
    const { prometheusMeter } = await import('./prometheus.ts')
    meters.push(
      await prometheusMeter({
        host: textFlag(flags, 'host', '127.0.0.1'),
        port: numberFlag(flags, 'port_monitoring', 0),
        expected: EXPECTED_INSTRUMENTS[role],
        runtimeName,
      }),
    )
  }
  if (flags['metrics'] === true || flags['tracing'] === true) {
    const { otelMeter, otelTracer } = await import('./openTelemetry.ts')
    if (flags['metrics'] === true) meters.push(otelMeter(runtimeName, collector('metrics')))
    if (flags['tracing'] === true) tracer = otelTracer(runtimeName, collector('traces'))
  }
  return meters.length > 0 || tracer ? new Telemetry(runtimeName, meters, tracer) : null
}
