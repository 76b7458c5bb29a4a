import type { YamlMap } from '@flowdeck/shared'
import type { FlagTable } from '../pod/podFlags.ts'

/** Arguments that every Pod takes, in Jina's names. */
export const TELEMETRY_FLAGS = {
  monitoring: 'boolean',
  port_monitoring: 'port',
  tracing: 'boolean',
  traces_exporter_host: 'text',
  traces_exporter_port: 'number',
  metrics: 'boolean',
  metrics_exporter_host: 'text',
  metrics_exporter_port: 'number',
} as const satisfies FlagTable

/** Where collectors listen unless told: the port of OTLP over gRPC. */
const COLLECTOR = { host: 'localhost', port: 4317 }

/**
 * The arguments for what a process tells about itself, and where; none unless the Flow asks for it. Jina 3.x: without a scheme the exporter
 * speaks TLS, which no collector does unless it is told; here a bare host means plain text.
 */
export function telemetryArgs(args: YamlMap, monitoringPort: number | null): YamlMap {
  const collector = (on: string, what: 'traces' | 'metrics') => {
    if (args[on] !== true) return {}
    const host = String(args[`${what}_exporter_host`] ?? COLLECTOR.host)
    return {
      [on]: true,
      [`${what}_exporter_host`]: host.includes('://') ? host : `http://${host}`,
      [`${what}_exporter_port`]: args[`${what}_exporter_port`] ?? COLLECTOR.port,
    }
  }
  return {
    ...(monitoringPort === null ? {} : { monitoring: true, port_monitoring: monitoringPort }),
    ...collector('tracing', 'traces'),
    ...collector('metrics', 'metrics'),
  }
}
