import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  trace,
  type Histogram,
  type UpDownCounter,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { defaultResource, resourceFromAttributes, type Resource } from '@opentelemetry/resources'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Metadata } from '../transport/transport.ts'
import type { Instrument } from './instruments.ts'
import type { Meter, Tracer } from './Telemetry.ts'

/** A collector that takes OTLP over gRPC: the host with a scheme, `https://` for TLS. */
export interface Collector {
  host: string
  port: number
}

/** Milliseconds that the last export may take when a Pod ends. */
const LAST_EXPORT_MS = 2000
/** OpenTelemetry's defaults, which its own variables change. */
const METRICS_EVERY_MS = 60_000
const SPANS_EVERY_MS = 5000

/** Kubernetes' names of where a Pod runs, which Jina passes on as attributes of the resource. */
const PLACE: Readonly<Record<string, string>> = {
  K8S_NAMESPACE_NAME: 'k8s.namespace.name',
  K8S_DEPLOYMENT_NAME: 'k8s.deployment.name',
  K8S_STATEFULSET_NAME: 'k8s.statefulset.name',
  K8S_CLUSTER_NAME: 'k8s.cluster.name',
  K8S_NODE_NAME: 'k8s.node.name',
  K8S_POD_NAME: 'k8s.pod.name',
}

function resourceOf(runtimeName: string): Resource {
  const place = Object.entries(PLACE).flatMap(([variable, attribute]) => {
    const value = process.env[variable]
    return value === undefined ? [] : [[attribute, value]]
  })
  return defaultResource().merge(
    resourceFromAttributes({ 'service.name': runtimeName, ...(Object.fromEntries(place) as Metadata) }),
  )
}

/** Sends measurements to a collector, every minute unless OTEL_METRIC_EXPORT_INTERVAL (ms) says otherwise, and at the end. */
export function otelMeter(runtimeName: string, { host, port }: Collector): Meter {
  const every = Number(process.env['OTEL_METRIC_EXPORT_INTERVAL'] ?? METRICS_EVERY_MS)
  const provider = new MeterProvider({
    resource: resourceOf(runtimeName),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${host}:${port}` }),
        exportIntervalMillis: every,
        exportTimeoutMillis: Math.min(every, 30_000),
      }),
    ],
  })
  const meter = provider.getMeter(runtimeName)
  const made = new Map<string, Histogram | UpDownCounter>()
  const make = ({ kind, name, help }: Instrument) => {
    const options = { description: help }
    if (kind === 'counter') return meter.createCounter(`jina_${name}`, options)
    return kind === 'gauge'
      ? meter.createUpDownCounter(`jina_${name}`, options)
      : meter.createHistogram(`jina_${name}`, options)
  }
  return {
    record: (instrument, value, labels) => {
      let own = made.get(instrument.name)
      if (!own) made.set(instrument.name, (own = make(instrument)))
      if ('record' in own) own.record(value, labels)
      else own.add(value, labels)
    },
    close: () => provider.shutdown({ timeoutMillis: LAST_EXPORT_MS }),
  }
}

const KIND = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL }

/**
 * Sends spans to a collector. It is the process's own tracer too: what an Executor makes through `@opentelemetry/api` lies within the span
 * of its endpoint.
 */
export function otelTracer(runtimeName: string, { host, port }: Collector): Tracer {
  const provider = new TracerProvider({
    resource: resourceOf(runtimeName),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: `${host}:${port}` }),
        scheduledDelayMillis: Number(process.env['OTEL_BSP_SCHEDULE_DELAY'] ?? SPANS_EVERY_MS),
      }),
    ],
  })
  const propagator = new W3CTraceContextPropagator()
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(provider)
  const tracer = provider.getTracer(runtimeName)
  return {
    span: async (name, { kind, metadata, attributes = {} }, work) => {
      const parent = metadata
        ? propagator.extract(ROOT_CONTEXT, metadata, defaultTextMapGetter)
        : context.active()
      return await tracer.startActiveSpan(name, { kind: KIND[kind], attributes }, parent, async (span) => {
        try {
          return await work()
        } catch (thrown) {
          span.recordException(thrown as Error)
          span.setStatus({ code: SpanStatusCode.ERROR, message: (thrown as Error).message })
          throw thrown
        } finally {
          span.end()
        }
      })
    },
    headers: () => {
      const headers: Metadata = {}
      propagator.inject(context.active(), headers, defaultTextMapSetter)
      return headers
    },
    close: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_EXPORT_MS).unref())
      await Promise.race([provider.shutdown(), late])
    },
  }
}
