import { readEnvelope, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { POD_ENTRY } from '../state/paths.ts'
import { ThreadPool } from '../threads/ThreadPool.ts'
import { ownBytes } from '../threads/ownBytes.ts'
import {
  readRequest,
  writeAnswer,
  type AnswerForm,
  type DocumentFacts,
  type RequestForm,
} from './conversion.ts'
import { readError, type ConversionTask, type WrittenError, type WrittenFacts } from './converterMessages.ts'

/** Bytes from which a request or an answer is converted in a thread: the event loop of the Gateway must not be blocked by one. */
const LARGE = 128 * 1024

/** Converts between JSON and envelopes: what is small at once, what is large in threads. */
export class Converter {
  private readonly pool = new ThreadPool<ConversionTask>({
    entry: POD_ENTRY.converter,
    readError: (failure) => readError(failure as WrittenError),
  })
  private readonly facts: DocumentFacts & { written(): WrittenFacts }

  constructor(facts: DocumentFacts & { written(): WrittenFacts }) {
    this.facts = facts
  }

  /** A request from the bytes of its JSON, which are given away. @throws as `readRequest` */
  async read(bytes: Buffer, form: RequestForm): Promise<Envelope> {
    if (bytes.length < LARGE) return await readRequest(bytes, form, this.facts)
    const task: ConversionTask = { kind: 'read', form, facts: this.facts.written() }
    return readEnvelope(await this.pool.ask(task, [ownBytes([bytes])]))
  }

  /** The JSON of an answer, in pieces. @throws as `writeAnswer` */
  async write(answer: Envelope, form: AnswerForm): Promise<Buffer[]> {
    if (countBytes(answer) < LARGE) return await writeAnswer(answer, form)
    return [await this.pool.ask({ kind: 'write', form }, [ownBytes([writeEnvelope(answer)])])]
  }

  /** Ends the threads; what they are at is given up. */
  close(): Promise<void> {
    return this.pool.close()
  }
}

function countBytes({ data, parameters, rest }: Envelope): number {
  return (data?.length ?? 0) + (parameters?.length ?? 0) + rest.length
}
