import { docShape } from '../data/docShape.ts'
import { readEnvelope, writeEnvelope } from '../data/envelope.ts'
import { answerQuestions } from '../threads/answerQuestions.ts'
import { readRequest, writeAnswer, type DocumentFacts } from './conversion.ts'
import { writeError, type ConversionTask, type WrittenFacts } from './converterMessages.ts'

/** Entry point of a thread that converts large requests and answers. */
answerQuestions(async (asked, [bytes = Buffer.alloc(0)]) => {
  const task = asked as ConversionTask
  if (task.kind === 'write') return await writeAnswer(readEnvelope(bytes), task.form)
  return [writeEnvelope(await readRequest(bytes, task.form, readFacts(task.facts)))]
}, writeError)

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
