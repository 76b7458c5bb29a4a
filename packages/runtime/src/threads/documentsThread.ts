import { unpackNumbers } from '@flowdeck/shared'
import { documentIds, orderDocuments } from '../data/documentSlices.ts'
import { keepMatching } from '../data/keepMatching.ts'
import { mergeDocuments } from '../data/mergeDocuments.ts'
import { RpcError } from '../transport/rpcError.ts'
import { answerQuestions } from './answerQuestions.ts'
import type { DocumentTask, WrittenRpcError } from './DocumentThreads.ts'

/** Entry point of a thread that merges, filters and orders many documents. */
answerQuestions(
  async (task, parts) => [work(task as DocumentTask, parts) ?? Buffer.alloc(0)],
  (thrown): WrittenRpcError => {
    const { code, details } = RpcError.from(thrown)
    return { code, details }
  },
)

function work(task: DocumentTask, parts: readonly Buffer[]): Buffer | null {
  const [data = null, request = null] = parts
  switch (task.kind) {
    case 'merge':
      return mergeDocuments(parts)
    case 'filter':
      return keepMatching(data, unpackNumbers(task.condition))
    case 'order':
      return orderDocuments(data, documentIds(request))
  }
}
