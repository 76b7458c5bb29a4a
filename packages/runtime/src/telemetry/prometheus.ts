import { createServer } from 'node:http'
import { Counter, Gauge, Registry, Summary, collectDefaultMetrics } from 'prom-client'
import { listenOn } from '../transport/listenOn.ts'
import type { Instrument } from './instruments.ts'
import type { Labels, Meter } from './Telemetry.ts'

/** Adds a value to the series of these labels; null only begins the series. */
type Adder = (value: number | null, labels: Labels) => void

export interface PrometheusOptions {
  host: string
  port: number
  /** What is there before anything is measured (Jina 3.x). */
  expected: readonly Instrument[]
  runtimeName: string
}

/**
 * Serves what is measured as text for Prometheus, at every path of a port (Jina 3.x: `port_monitoring`).
 * @throws NodeJS.ErrnoException EADDRINUSE
 */
export async function prometheusMeter({
  host,
  port,
  expected,
  runtimeName,
}: PrometheusOptions): Promise<Meter> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const adders = new Map<string, Adder>()
  for (const instrument of expected) {
    const add = adderFor(instrument, registry)
    adders.set(instrument.name, add)
    // Series with the labels of an endpoint begin with its first call.
    if (instrument.labels.length === 0) add(null, { runtime_name: runtimeName })
  }
  const server = createServer((_, response) => {
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (thrown: unknown) => response.writeHead(500).end(String(thrown)),
    )
  })
  await listenOn(server, host, port)
  // The Pod decides how long it lives.
  server.unref()
  return {
    record: (instrument, value, labels) => {
      let add = adders.get(instrument.name)
      if (!add) adders.set(instrument.name, (add = adderFor(instrument, registry)))
      add(value, wanted(instrument, labels))
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Jina's labels alone: dashboards add up what is left. */
function wanted({ labels: names }: Instrument, labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => name === 'runtime_name' || names.includes(name)),
  )
}

function adderFor({ kind, name, oldName, help, labels }: Instrument, registry: Registry): Adder {
  const options = { help, labelNames: ['runtime_name', ...labels], registers: [registry] }
  if (kind === 'gauge') {
    const gauge = new Gauge({ ...options, name: `jina_${name}` })
    return (value, given) => gauge.inc(given, value ?? 0)
  }
  const created = new Gauge({ ...options, name: `jina_${name}_created`, registers: [] })
  const begin = noteBeginnings(created, registry)
  if (kind === 'counter') {
    const counter = new Counter({ ...options, name: `jina_${name}_total` })
    return (value, given) => {
      begin(given)
      counter.inc(given, value ?? 0)
    }
  }
  // Jina 3.x: count and sum alone, no quantiles.
  const summary = new Summary({ ...options, name: `jina_${name}`, percentiles: [] })
  if (oldName !== undefined) repeatUnderOldName(summary, created, { name, oldName })
  return (value, given) => {
    begin(given)
    if (value === null) {
      // The only way to a series that has measured nothing yet.
      summary.observe(given, 0)
      summary.reset()
    } else summary.observe(given, value)
  }
}

/** Jina 3.x: samples under the old name are part of the new one, without a HELP or TYPE of their own. */
function repeatUnderOldName(
  summary: Summary,
  created: Gauge,
  { name, oldName }: { name: string; oldName: string },
): void {
  const ownSamples = summary.get.bind(summary)
  summary.get = async () => {
    const metric = await ownSamples()
    const began = (await created.get()).values.map((value) => ({
      ...value,
      metricName: `jina_${name}_created`,
    }))
    const old = [...metric.values, ...began].map(({ metricName = '', ...value }) => ({
      ...value,
      metricName: metricName.replace(`jina_${name}`, `jina_${oldName}`),
    }))
    return { ...metric, values: [...metric.values, ...old] }
  }
}

/** Notes in seconds since 1970 when each series began (`_created` of Prometheus' Python client, which names it with the first series). */
function noteBeginnings(gauge: Gauge, registry: Registry): (labels: Labels) => void {
  const known = new Set<string>()
  return (labels) => {
    const key = JSON.stringify(labels)
    if (known.has(key)) return
    if (known.size === 0) registry.registerMetric(gauge)
    known.add(key)
    gauge.set(labels, Date.now() / 1000)
  }
}
