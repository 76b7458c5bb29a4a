import { parentPort } from 'node:worker_threads'
import { packNumbers, readFlowText } from '@flowdeck/shared'
import type { ReadAnswer, ReadQuestion } from './FlowReader.ts'

/** Entry point of the thread that reads Flow files: a text in, its reading out. */
parentPort?.on('message', ({ id, text }: ReadQuestion) => {
  const answer: ReadAnswer = { id, reading: packNumbers(readFlowText(text)) }
  parentPort?.postMessage(answer)
})
