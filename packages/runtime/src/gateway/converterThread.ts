import { parentPort } from 'node:worker_threads'
import { docShape } from '../data/docShape.ts'
import { readEnvelope, writeEnvelope } from '../data/envelope.ts'
import { readRequest, writeAnswer, type DocumentFacts } from './conversion.ts'
import {
  writeError,
  type ConversionAnswer,
  type ConversionQuestion,
  type WrittenFacts,
} from './converterMessages.ts'
import { ownBytes } from './ownBytes.ts'

/** Entry point of a thread that converts large requests and answers. */
parentPort?.on('message', (question: ConversionQuestion) => {
  const { id } = question
  convert(question).then(
    (converted) => {
      const bytes = ownBytes(converted)
      parentPort?.postMessage({ id, bytes } satisfies ConversionAnswer, [bytes.buffer as ArrayBuffer])
    },
    (thrown: unknown) =>
      parentPort?.postMessage({ id, failure: writeError(thrown) } satisfies ConversionAnswer),
  )
})

async function convert(question: ConversionQuestion): Promise<Buffer[]> {
  const bytes = Buffer.from(question.bytes.buffer, question.bytes.byteOffset, question.bytes.byteLength)
  if (question.task === 'write') return await writeAnswer(readEnvelope(bytes), question.form)
  return [writeEnvelope(await readRequest(bytes, question.form, readFacts(question.facts)))]
}

function readFacts({ maxDocuments, docarray, schemas }: WrittenFacts): DocumentFacts {
  const schemaOf = (endpoint: string) => schemas.get(endpoint) ?? schemas.get('/default')
  const shapeOf = (endpoint: string) => {
    const input = schemaOf(endpoint)?.input
    return input ? docShape(input) : undefined
  }
  return {
    maxDocuments,
    shapeOf,
    typedAt: (endpoint) => (docarray === 'v2' ? { shape: shapeOf(endpoint) } : null),
    parametersOf: (endpoint) => schemaOf(endpoint)?.parameters ?? null,
  }
}
