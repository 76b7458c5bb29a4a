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

const OF_EXECUTOR = ['executor', 'executor_endpoint']

/** What Pods measure (Jina 3.x: the same names over Prometheus and OpenTelemetry). */
export const INSTRUMENTS = {
  receiving: instrument('summary', 'receiving_request_seconds', 'Time spent processing successful request'),
  pending: instrument('gauge', 'number_of_pending_requests', 'Number of pending requests'),
  successful: instrument('counter', 'successful_requests', 'Number of successful requests'),
  failed: instrument('counter', 'failed_requests', 'Number of failed requests'),
  receivedRequestBytes: instrument('summary', 'received_request_bytes', 'Size of the requests in bytes', {
    labels: OF_EXECUTOR,
    oldName: 'request_size_bytes',
  }),
  sentResponseBytes: instrument('summary', 'sent_response_bytes', 'Size of the answers in bytes', {
    labels: OF_EXECUTOR,
  }),
  sending: instrument('summary', 'sending_request_seconds', 'Time between a call and its answer'),
  sentRequestBytes: instrument('summary', 'sent_request_bytes', 'Size of the calls to Executors in bytes'),
  receivedResponseBytes: instrument(
    'summary',
    'received_response_bytes',
    'Size of what Executors answered in bytes',
  ),
  process: instrument('summary', 'process_request_seconds', 'Time spent in the method of an endpoint', {
    labels: OF_EXECUTOR,
  }),
  documents: instrument('counter', 'document_processed', 'Number of Documents that a method was given', {
    labels: OF_EXECUTOR,
  }),
} satisfies Record<string, Instrument>

/** An instrument that a Pod has from the beginning; with `begun` its series is there too, at zero. */
export interface ExpectedInstrument {
  instrument: Instrument
  begun: boolean
}

const begun = (instrument: Instrument): ExpectedInstrument => ({ instrument, begun: true })
const named = (instrument: Instrument): ExpectedInstrument => ({ instrument, begun: false })

/** What Pods show before the first request (Jina 3.x); series with the labels of an endpoint begin with its first call. */
export const EXPECTED_INSTRUMENTS: Record<'caller' | 'worker', readonly ExpectedInstrument[]> = {
  /** Gateway and Head. */
  caller: [
    INSTRUMENTS.sending,
    INSTRUMENTS.receivedResponseBytes,
    INSTRUMENTS.sentRequestBytes,
    INSTRUMENTS.receiving,
    INSTRUMENTS.pending,
    INSTRUMENTS.failed,
    INSTRUMENTS.successful,
    INSTRUMENTS.receivedRequestBytes,
    INSTRUMENTS.sentResponseBytes,
  ].map(begun),
  worker: [
    ...[INSTRUMENTS.receiving, INSTRUMENTS.failed, INSTRUMENTS.successful].map(begun),
    ...[
      INSTRUMENTS.process,
      INSTRUMENTS.documents,
      INSTRUMENTS.receivedRequestBytes,
      INSTRUMENTS.sentResponseBytes,
    ].map(named),
  ],
}
