import { FlowError, type Document, type Json, type JsonObject } from '@flowdeck/shared'
import { BatchQueue, type BatchCall, type BatchingOptions } from './BatchQueue.ts'

/** Jina 3.x: what holds when a key is not given. */
const DEFAULTS: BatchingOptions = { preferredBatchSize: 4, timeoutMs: 10_000, flushAll: false }

/**
 * Options per endpoint, from the class and from `uses_dynamic_batching`, which goes before it; both may name endpoints or methods.
 * @throws FlowError EXECUTOR_LOAD_FAILED for a name that is neither, or a value that is none
 */
export function batchingOptions(
  endpoints: ReadonlyMap<string, string>,
  own: JsonObject,
  uses: JsonObject,
): Map<string, BatchingOptions> {
  for (const name of [...Object.keys(own), ...Object.keys(uses)])
    if (!endpoints.has(name) && ![...endpoints.values()].includes(name))
      throw wrong(`"${name}" is neither an endpoint nor a method of this Executor`)
  const found = new Map<string, BatchingOptions>()
  for (const [endpoint, method] of endpoints) {
    const parts = [own[method], own[endpoint], uses[method], uses[endpoint]].filter(
      (part) => part !== undefined,
    )
    if (parts.length === 0) continue
    const merged: JsonObject = Object.assign({}, ...parts.map((part) => asObject(endpoint, part)))
    if (merged['use_dynamic_batching'] !== false) found.set(endpoint, readOptions(endpoint, merged))
  }
  return found
}

function readOptions(endpoint: string, options: JsonObject): BatchingOptions {
  if (options['use_custom_metric'] === true)
    throw wrong(`use_custom_metric of "${endpoint}" needs a function of a Python Executor`)
  const number = (key: string, otherwise: number, least: number) => {
    const value = options[key] ?? otherwise
    if (typeof value !== 'number' || value < least)
      throw wrong(`${key} of "${endpoint}" is a number from ${least}, not ${JSON.stringify(value)}`)
    return value
  }
  return {
    preferredBatchSize: Math.floor(number('preferred_batch_size', DEFAULTS.preferredBatchSize, 1)),
    timeoutMs: number('timeout', DEFAULTS.timeoutMs, 0),
    flushAll: options['flush_all'] === true,
  }
}

function asObject(endpoint: string, value: Json | undefined): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw wrong(
    `"${endpoint}" takes a map such as {preferred_batch_size: 8, timeout: 200}, not ${JSON.stringify(value)}`,
  )
}

const wrong = (why: string) => new FlowError('EXECUTOR_LOAD_FAILED', `dynamic batching: ${why}`)

/** The queues of one Executor: one per endpoint and distinct parameters (Jina 3.x). */
export class Batching {
  private readonly options: ReadonlyMap<string, BatchingOptions>
  private readonly queues = new Map<string, BatchQueue>()

  constructor(options: ReadonlyMap<string, BatchingOptions>) {
    this.options = options
  }

  has(endpoint: string): boolean {
    return this.options.has(endpoint)
  }

  /** Adds Documents to those that wait for the same call. */
  async push(
    endpoint: string,
    parameters: JsonObject,
    docs: readonly Document[],
    call: BatchCall,
  ): Promise<Document[]> {
    const key = JSON.stringify([endpoint, sorted(parameters)])
    let queue = this.queues.get(key)
    if (!queue) this.queues.set(key, (queue = new BatchQueue(this.options.get(endpoint) ?? DEFAULTS, call)))
    try {
      return await queue.push(docs)
    } finally {
      // Parameters may differ from request to request: queues must not pile up.
      setImmediate(() => {
        if (queue.idle && this.queues.get(key) === queue) this.queues.delete(key)
      })
    }
  }

  /** Waits for nobody any more: the Executor is about to stop. */
  flush(): void {
    for (const queue of this.queues.values()) queue.flush()
  }
}

/** The same text for the same parameters, whatever the order of their keys. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
