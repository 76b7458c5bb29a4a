import type { RequestResponse } from '@flowdeck/shared'
import { database } from '../../state/database.ts'
import { keptAnswers, readAnswers, readStored } from './requestHistory.ts'
import type { SentRequest } from './sentRequest.ts'
import { noteUnkept } from '../../ui/storage.ts'

/** Requests that an earlier page kept, newest first; their answers are read when they are shown (`away`). */
export async function loadHistory(): Promise<SentRequest[]> {
  try {
    const stored: unknown[] = await (await database()).getAllFromIndex('requests', 'sentAt')
    return stored
      .flatMap((value) => {
        const request = readStored(value)
        return request ? [{ ...request, away: true as const }] : []
      })
      .reverse()
  } catch {
    // A browser that keeps nothing has no history.
    return []
  }
}

/** The answers of an earlier page's request. */
export async function loadAnswers(requestId: string): Promise<RequestResponse[]> {
  try {
    return readAnswers(await (await database()).get('answers', requestId))
  } catch {
    return []
  }
}

/** What is in the database, as this page put it there. */
const written = new Map<string, SentRequest>()

/** Brings the database to what is remembered: what changed is written, what is gone is removed. Never throws. */
export async function storeHistory(requests: readonly SentRequest[]): Promise<void> {
  const changed = requests.filter((request) => {
    const before = written.get(request.requestId)
    // While answers come, a request is written once; they follow when the last has come.
    return !request.away && (request.state === 'running' ? before === undefined : before !== request)
  })
  const now = new Set(requests.map(({ requestId }) => requestId))
  const gone = [...written.keys()].filter((requestId) => !now.has(requestId))
  for (const request of changed) written.set(request.requestId, request)
  for (const requestId of gone) written.delete(requestId)
  if (changed.length === 0 && gone.length === 0) return
  try {
    const db = await database()
    const transaction = db.transaction(['requests', 'answers'], 'readwrite')
    for (const request of changed) {
      const { responses, trimmed } = keptAnswers(request.state === 'running' ? [] : request.responses)
      void transaction.objectStore('answers').put({ requestId: request.requestId, responses })
      void transaction
        .objectStore('requests')
        .put({ ...request, responses: [], ...(trimmed ? { trimmed } : {}) })
    }
    for (const requestId of gone) {
      void transaction.objectStore('answers').delete(requestId)
      void transaction.objectStore('requests').delete(requestId)
    }
    // Not left to the end of the task: a reload right after an answer would abort what is not committed.
    transaction.commit()
    await transaction.done
  } catch {
    // A full or forbidden storage costs the history of later visits, nothing else.
    noteUnkept('indexedDB')
  }
}

/** Remembers that these are in the database already, so that forgetting them removes them there too. */
export function markStored(requests: readonly SentRequest[]): void {
  for (const request of requests) written.set(request.requestId, request)
}
