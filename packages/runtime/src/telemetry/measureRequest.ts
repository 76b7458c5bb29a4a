import { INSTRUMENTS } from './instruments.ts'
import { secondsSince, type Labels, type Telemetry } from './Telemetry.ts'

/** What is known of a request when it was answered. */
export interface Outcome {
  bytes: number
  failed: boolean
}

/**
 * Counts one request that a Pod received: that it waits, how long it took, how large it and its answer are, and how it ended.
 * What `work` throws counts as failed and goes on.
 */
export async function measureRequest<T>(
  telemetry: Telemetry,
  { bytes, labels = {} }: { bytes: number; labels?: Labels },
  { work, outcome }: { work: () => Promise<T>; outcome: (result: T) => Outcome },
): Promise<T> {
  const start = performance.now()
  telemetry.record(INSTRUMENTS.pending, 1)
  telemetry.record(INSTRUMENTS.receivedRequestBytes, bytes, labels)
  try {
    const result = await work()
    const { bytes: sent, failed } = outcome(result)
    telemetry.record(INSTRUMENTS.sentResponseBytes, sent, labels)
    // Jina 3.x: only requests that went well are timed.
    if (!failed) telemetry.record(INSTRUMENTS.receiving, secondsSince(start))
    telemetry.record(failed ? INSTRUMENTS.failed : INSTRUMENTS.successful, 1)
    return result
  } catch (thrown) {
    telemetry.record(INSTRUMENTS.failed, 1)
    throw thrown
  } finally {
    telemetry.record(INSTRUMENTS.pending, -1)
  }
}
