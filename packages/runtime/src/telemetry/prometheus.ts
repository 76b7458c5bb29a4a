import { createServer } from 'node:http'
import { Counter, Gauge, Registry, Summary, collectDefaultMetrics } from 'prom-client'
import { listenOn } from '../transport/listenOn.ts'
import type { Instrument } from './instruments.ts'
import type { Labels, Meter } from './Telemetry.ts'

type Adder = (value: number, labels: Labels) => void

/**
 * Serves what is measured as text for Prometheus, at every path of a port (Jina 3.x: `port_monitoring`).
 * @throws NodeJS.ErrnoException EADDRINUSE
 */
export async function prometheusMeter({ host, port }: { host: string; port: number }): Promise<Meter> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const adders = new Map<string, Adder>()
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
  if (kind === 'counter') {
    const counter = new Counter({ ...options, name: `jina_${name}_total` })
    return (value, given) => counter.inc(given, value)
  }
  if (kind === 'gauge') {
    const gauge = new Gauge({ ...options, name: `jina_${name}` })
    return (value, given) => gauge.inc(given, value)
  }
  // Jina 3.x: count and sum alone, no quantiles.
  const summaries = [name, oldName ?? []]
    .flat()
    .map((each) => new Summary({ ...options, name: `jina_${each}`, percentiles: [] }))
  return (value, given) => {
    for (const summary of summaries) summary.observe(given, value)
  }
}
