import { CALLER_INSTRUMENTS, WORKER_INSTRUMENTS } from './instruments.ts'
import { secondsSince, type Labels, type Telemetry } from './Telemetry.ts'

/** What is known of a request when it was answered. */
export interface Outcome {
  bytes: number
  failed: boolean
}

interface Measured<T> {
  work: () => Promise<T>
  outcome: (result: T) => Outcome
}

/**
 * Counts a call that a Gateway or a Head received, of one request or several: that it waits, how long it took, how large it and its
 * answer are, and how it ended. What `work` throws counts as failed and goes on.
 */
export async function measureRequest<T>(
  telemetry: Telemetry,
  sizes: readonly number[],
  { work, outcome }: Measured<T>,
): Promise<T> {
  const start = performance.now()
  telemetry.record(CALLER_INSTRUMENTS.pending, 1)
  for (const bytes of sizes) telemetry.record(CALLER_INSTRUMENTS.receivedRequestBytes, bytes)
  let ended: Outcome | null = null
  try {
    const result = await work()
    ended = outcome(result)
    return result
  } finally {
    telemetry.record(CALLER_INSTRUMENTS.pending, -1)
    // Jina 3.x: of what failed, neither the time nor the answer counts.
    if (ended === null || ended.failed) telemetry.record(CALLER_INSTRUMENTS.failed, 1)
    else {
      telemetry.record(CALLER_INSTRUMENTS.successful, 1)
      telemetry.record(CALLER_INSTRUMENTS.receiving, secondsSince(start))
      telemetry.record(CALLER_INSTRUMENTS.sentResponseBytes, ended.bytes)
    }
  }
}

/**
 * Counts a call that an Executor received: how long it took, how large it and its answer are, and how it ended. `labels` are null for an
 * endpoint that no Executor binds: sizes are counted per endpoint that there is (Jina 3.x).
 */
export async function measureWork<T>(
  telemetry: Telemetry,
  { sizes, labels }: { sizes: readonly number[]; labels: Labels | null },
  { work, outcome }: Measured<T>,
): Promise<T> {
  const start = performance.now()
  if (labels)
    for (const bytes of sizes) telemetry.record(WORKER_INSTRUMENTS.receivedRequestBytes, bytes, labels)
  let ended: Outcome | null = null
  try {
    const result = await work()
    ended = outcome(result)
    return result
  } finally {
    // Jina 3.x: an Executor times what failed, too.
    telemetry.record(WORKER_INSTRUMENTS.receiving, secondsSince(start))
    if (ended === null || ended.failed) telemetry.record(WORKER_INSTRUMENTS.failed, 1)
    else {
      telemetry.record(WORKER_INSTRUMENTS.successful, 1)
      if (labels) telemetry.record(WORKER_INSTRUMENTS.sentResponseBytes, ended.bytes, labels)
    }
  }
}
