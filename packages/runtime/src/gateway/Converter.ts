import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { readEnvelope, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { POD_ENTRY } from '../state/paths.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import {
  readRequest,
  writeAnswer,
  type AnswerForm,
  type DocumentFacts,
  type RequestForm,
} from './conversion.ts'
import {
  readError,
  type ConversionAnswer,
  type ConversionQuestion,
  type WrittenFacts,
} from './converterMessages.ts'
import { ownBytes } from './ownBytes.ts'

/** Bytes from which a request or an answer is converted in a thread: the event loop of the Gateway must not be blocked by one. */
const LARGE = 128 * 1024
const MAX_THREADS = 4

type Question =
  | Omit<Extract<ConversionQuestion, { task: 'read' }>, 'id'>
  | Omit<Extract<ConversionQuestion, { task: 'write' }>, 'id'>

interface Thread {
  worker: Worker
  waiting: Map<number, { resolve: (bytes: Buffer) => void; reject: (error: Error) => void }>
}

/**
 * Converts between JSON and envelopes: what is small at once, what is large in threads of its own, which start with the first large request.
 * A thread does not keep the process alive, and is replaced when it runs out of memory.
 */
export class Converter {
  private readonly threads = new Set<Thread>()
  private readonly facts: DocumentFacts & { written(): WrittenFacts }
  private lastId = 0

  constructor(facts: DocumentFacts & { written(): WrittenFacts }) {
    this.facts = facts
  }

  /** A request from the bytes of its JSON, which are given away. @throws as `readRequest` */
  async read(bytes: Buffer, form: RequestForm): Promise<Envelope> {
    if (bytes.length < LARGE) return await readRequest(bytes, form, this.facts)
    return readEnvelope(
      await this.ask({ task: 'read', form, facts: this.facts.written(), bytes: ownBytes([bytes]) }),
    )
  }

  /** The JSON of an answer, in pieces. @throws as `writeAnswer` */
  async write(answer: Envelope, form: AnswerForm): Promise<Buffer[]> {
    if (sizeOf(answer) < LARGE) return await writeAnswer(answer, form)
    return [await this.ask({ task: 'write', form, bytes: ownBytes([writeEnvelope(answer)]) })]
  }

  /** Ends the threads; what they are at is given up. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.threads].map((thread) =>
        this.end(thread, new RpcError(STATUS.UNAVAILABLE, 'the Gateway is stopping')),
      ),
    )
  }

  private ask(question: Question): Promise<Buffer> {
    const thread = this.pickThread()
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject })
      thread.worker.postMessage({ ...question, id }, [question.bytes.buffer as ArrayBuffer])
    })
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
    const thread: Thread = { worker: new Worker(POD_ENTRY.converter), waiting: new Map() }
    this.threads.add(thread)
    thread.worker.unref()
    thread.worker.on('message', (answer: ConversionAnswer) => {
      const asked = thread.waiting.get(answer.id)
      thread.waiting.delete(answer.id)
      if ('failure' in answer) asked?.reject(readError(answer.failure))
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

function sizeOf({ data, parameters, rest }: Envelope): number {
  return (data?.length ?? 0) + (parameters?.length ?? 0) + rest.length
}
