import { FlowError, type Document } from '@flowdeck/shared'
import type { FlowResponse, PostOptions } from './Client.ts'

type Callbacks = Pick<PostOptions, 'onDone' | 'onError' | 'onAlways' | 'continueOnError'>

/**
 * A request under way. `await` gives all documents; `for await` gives each answer as it arrives; leaving the loop
 * cancels what is left. It starts when it is awaited or iterated, or by itself in the next turn.
 */
export class PostCall implements PromiseLike<Document[]>, AsyncIterable<FlowResponse> {
  private readonly open: (signal: AbortSignal) => AsyncIterable<FlowResponse>
  private readonly callbacks: Callbacks
  private started = false
  private promise: Promise<Document[]> | null = null

  constructor(open: (signal: AbortSignal) => AsyncIterable<FlowResponse>, callbacks: Callbacks) {
    this.open = open
    this.callbacks = callbacks
    // `flow.post('/bar', docs, { onDone })` without await must send too.
    setImmediate(() => {
      if (!this.started) void this.documents().catch(() => {})
    })
  }

  then<A = Document[], B = never>(
    onfulfilled?: ((docs: Document[]) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.documents().then(onfulfilled, onrejected)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FlowResponse> {
    if (this.started) throw new FlowError('BAD_REQUEST', 'this call is already awaited or iterated')
    this.started = true
    const leaving = new AbortController()
    try {
      for await (const response of this.open(leaving.signal)) {
        const failed = response.status !== null && response.status.code !== 0
        this.tell(response, failed)
        yield response
      }
    } finally {
      leaving.abort()
    }
  }

  private tell(response: FlowResponse, failed: boolean): void {
    const { onDone, onError, onAlways, continueOnError = false } = this.callbacks
    try {
      if (!failed) onDone?.(response)
      else if (onError) onError(response)
      else if (!continueOnError) throw executorFailed(response)
    } finally {
      onAlways?.(response)
    }
  }

  private documents(): Promise<Document[]> {
    this.promise ??= (async () => {
      const docs: Document[] = []
      for await (const response of this) docs.push(...response.docs)
      return docs
    })()
    return this.promise
  }
}

function executorFailed({ status, routes }: FlowResponse): FlowError {
  const route = routes.findLast((entry) => entry.status !== null && entry.status.code !== 0)
  const exception = status?.exception
  const where = route?.executor || exception?.executor || 'an Executor'
  return new FlowError('EXECUTOR_FAILED', `${where} failed: ${status?.description ?? 'no description'}`, {
    details: { executor: where, exception: exception ?? null },
  })
}
