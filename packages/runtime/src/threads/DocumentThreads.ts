import { packNumbers, type Condition } from '@flowdeck/shared'
import { documentIds, orderDocuments } from '../data/documentSlices.ts'
import { keepMatching } from '../data/keepMatching.ts'
import { areSame, mergeDocuments } from '../data/mergeDocuments.ts'
import { POD_ENTRY } from '../state/paths.ts'
import { RpcError } from '../transport/rpcError.ts'
import { ThreadPool } from './ThreadPool.ts'

/** Bytes of documents from which they go to a thread: a document may be two bytes, and each costs some microseconds. */
const LARGE = 32 * 1024

/** Bytes of a request's documents (DataContentProto); null when it has none. */
type Data = Buffer | null

/** What the thread makes of documents: those of several requests as one list, those that pass, or the first in the order of the second. */
export type DocumentTask = { kind: 'merge' } | { kind: 'filter'; condition: Condition } | { kind: 'order' }

/** An `RpcError` on its way out of the thread. */
export interface WrittenRpcError {
  code: number
  details: string
}

/** Merges, filters and orders documents: few at once, many in threads, so that no request blocks the event loop. */
export class DocumentThreads {
  private readonly pool = new ThreadPool<DocumentTask>({
    entry: POD_ENTRY.documents,
    readError: (failure) => {
      const { code, details } = failure as WrittenRpcError
      return new RpcError(code, details)
    },
  })

  /** The documents of several requests as one list. @throws as `mergeDocuments` */
  async merge(parts: readonly Data[]): Promise<Data> {
    if (countBytes(parts) < LARGE || areSame(parts)) return mergeDocuments(parts)
    return await this.ask({ kind: 'merge' }, parts)
  }

  /** The documents that pass a condition. @throws as `keepMatching` */
  async filter(data: Data, condition: Condition): Promise<Data> {
    if (countBytes([data]) < LARGE) return keepMatching(data, condition)
    return await this.ask({ kind: 'filter', condition: packNumbers(condition) }, [data])
  }

  /** The documents of an answer in the order of those of its request. @throws as `orderDocuments` */
  async order(data: Data, request: Data): Promise<Data> {
    if (data === null || countBytes([data, request]) < LARGE)
      return orderDocuments(data, documentIds(request))
    return await this.ask({ kind: 'order' }, [data, request])
  }

  /** Ends the threads; what they are at is given up. */
  close(): Promise<void> {
    return this.pool.close()
  }

  private ask(task: DocumentTask, parts: readonly Data[]): Promise<Buffer> {
    // Copies: others may still read the parts, which would be gone from this thread.
    return this.pool.ask(
      task,
      parts.map((part) => new Uint8Array(part ?? [])),
    )
  }
}

function countBytes(parts: readonly Data[]): number {
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0)
}
