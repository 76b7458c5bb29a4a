/** Something that is measured. Names, labels and help are Jina's, without the prefix `jina_`. */
export interface Instrument {
  name: string
  kind: 'summary' | 'counter' | 'gauge'
  help: string
  /** Beside `runtime_name`, which all have. */
  labels: readonly string[]
  /** A name that Jina's older dashboards read. */
  oldName?: string
}

const instrument = (
  kind: Instrument['kind'],
  name: string,
  help: string,
  more: Partial<Instrument> = {},
): Instrument => ({ kind, name, help, labels: [], ...more })

const OF_EXECUTOR = { labels: ['executor', 'executor_endpoint'] }

/** How requests ended, which every Pod counts. */
const ENDED = {
  successful: instrument('counter', 'successful_requests', 'Number of successful requests'),
  failed: instrument('counter', 'failed_requests', 'Number of failed requests'),
}

/** What a Gateway and a Head measure (Jina 3.x: the same names over Prometheus and OpenTelemetry). */
export const CALLER_INSTRUMENTS = {
  ...ENDED,
  receiving: instrument('summary', 'receiving_request_seconds', 'Time spent processing successful request'),
  pending: instrument('gauge', 'number_of_pending_requests', 'Number of pending requests'),
  receivedRequestBytes: instrument(
    'summary',
    'received_request_bytes',
    'The size in bytes of the request returned to the client',
    { oldName: 'request_size_bytes' },
  ),
  sentResponseBytes: instrument(
    'summary',
    'sent_response_bytes',
    'The size in bytes of the request returned to the client',
  ),
  sending: instrument(
    'summary',
    'sending_request_seconds',
    'Time spent between sending a request to the Executor/Head and receiving the response',
  ),
  sentRequestBytes: instrument(
    'summary',
    'sent_request_bytes',
    'Size in bytes of the request sent to the Head/Executor',
  ),
  receivedResponseBytes: instrument(
    'summary',
    'received_response_bytes',
    'Size in bytes of the response returned from the Head/Executor',
  ),
} satisfies Record<string, Instrument>

/** What an Executor measures. */
export const WORKER_INSTRUMENTS = {
  ...ENDED,
  receiving: instrument('summary', 'receiving_request_seconds', 'Time spent processing request'),
  receivedRequestBytes: instrument(
    'summary',
    'received_request_bytes',
    'The size in bytes of the request returned to the gateway',
    { ...OF_EXECUTOR, oldName: 'request_size_bytes' },
  ),
  sentResponseBytes: instrument(
    'summary',
    'sent_response_bytes',
    'The size in bytes of the response sent to the gateway',
    OF_EXECUTOR,
  ),
  process: instrument(
    'summary',
    'process_request_seconds',
    'Time spent when calling the executor request method',
    OF_EXECUTOR,
  ),
  documents: instrument(
    'counter',
    'document_processed',
    'Number of Documents that have been processed by the executor',
    OF_EXECUTOR,
  ),
} satisfies Record<string, Instrument>

/** What Pods show before the first request (Jina 3.x). */
export const EXPECTED_INSTRUMENTS: Record<'caller' | 'worker', readonly Instrument[]> = {
  /** Gateway and Head. */
  caller: Object.values(CALLER_INSTRUMENTS),
  worker: Object.values(WORKER_INSTRUMENTS),
}
