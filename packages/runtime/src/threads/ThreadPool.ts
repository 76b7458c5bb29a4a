import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import type { ThreadAnswer, ThreadQuestion } from './answerQuestions.ts'

const MAX_THREADS = 4

export interface ThreadPoolOptions {
  /** The file that each thread runs; it calls `answerQuestions`. */
  entry: string
  /** An error as the thread wrote it. */
  readError: (failure: unknown) => Error
}

interface Thread {
  worker: Worker
  waiting: Map<number, { resolve: (bytes: Buffer) => void; reject: (error: Error) => void }>
}

/**
 * Threads that turn bytes into bytes; they start with the first question. A thread does not keep the process alive, and is replaced when it
 * runs out of memory.
 */
export class ThreadPool<Task> {
  private readonly options: ThreadPoolOptions
  private readonly threads = new Set<Thread>()
  private lastId = 0

  constructor(options: ThreadPoolOptions) {
    this.options = options
  }

  /** What a thread makes of bytes, which are given away. @throws what it throws, RpcError when it ends before */
  ask(task: Task, bytes: readonly Uint8Array[]): Promise<Buffer> {
    const thread = this.pickThread()
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject })
      const question: ThreadQuestion<Task> = { id, task, bytes }
      thread.worker.postMessage(
        question,
        bytes.map(({ buffer }) => buffer as ArrayBuffer),
      )
    })
  }

  /** Ends the threads; what they are at is given up. */
  async close(): Promise<void> {
    const error = new RpcError(STATUS.UNAVAILABLE, 'the process is stopping')
    await Promise.all([...this.threads].map((thread) => this.end(thread, error)))
  }

  /** One that has nothing to do, a new one, or the one with the least to do. */
  private pickThread(): Thread {
    const [best] = [...this.threads].toSorted((a, b) => a.waiting.size - b.waiting.size)
    if (
      best &&
      (best.waiting.size === 0 || this.threads.size >= Math.min(MAX_THREADS, availableParallelism()))
    )
      return best
    return this.startThread()
  }

  private startThread(): Thread {
    const thread: Thread = { worker: new Worker(this.options.entry), waiting: new Map() }
    this.threads.add(thread)
    thread.worker.unref()
    thread.worker.on('message', (answer: ThreadAnswer) => {
      const asked = thread.waiting.get(answer.id)
      thread.waiting.delete(answer.id)
      if ('failure' in answer) asked?.reject(this.options.readError(answer.failure))
      else asked?.resolve(Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength))
    })
    thread.worker.on('error', (thrown) => void this.end(thread, failureOf(thrown)))
    return thread
  }

  private async end(thread: Thread, error: RpcError): Promise<void> {
    this.threads.delete(thread)
    for (const { reject } of thread.waiting.values()) reject(error)
    thread.waiting.clear()
    await thread.worker.terminate()
  }
}

function failureOf(thrown: Error & { code?: string }): RpcError {
  const status = thrown.code === 'ERR_WORKER_OUT_OF_MEMORY' ? STATUS.RESOURCE_EXHAUSTED : STATUS.INTERNAL
  return new RpcError(status, `a large request or answer was not converted: ${thrown.message}`)
}
