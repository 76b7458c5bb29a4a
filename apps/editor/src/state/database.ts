import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { LastExport } from '../export/lastExport.ts'
import type { SentRequest } from '../live/state/sentRequest.ts'
import type { RequestResponse } from '@flowdeck/shared'
import { noteUnkept } from '../ui/storage.ts'

interface Stores extends DBSchema {
  /** What the playground sent; `responses` is empty: they are read when one is shown. */
  requests: { key: string; value: SentRequest; indexes: { sentAt: number } }
  /** What was answered, by request. */
  answers: { key: string; value: { requestId: string; responses: RequestResponse[] } }
  /** What was exported last, per Flow and format. */
  exports: { key: [flowId: string, format: string]; value: LastExport & { flowId: string; format: string } }
}

let opened: Promise<IDBPDatabase<Stores>> | null = null

/** What this browser keeps that is too large for localStorage. @throws DOMException where storage is forbidden */
export function database(): Promise<IDBPDatabase<Stores>> {
  opened ??= open().catch((error: unknown) => {
    noteUnkept('indexedDB')
    throw error
  })
  return opened
}

/** `async`: where there is no IndexedDB, opening it throws at once. */
async function open(): Promise<IDBPDatabase<Stores>> {
  return await openDB<Stores>('flowdeck', 1, {
    upgrade(db) {
      db.createObjectStore('requests', { keyPath: 'requestId' }).createIndex('sentAt', 'sentAt')
      db.createObjectStore('answers', { keyPath: 'requestId' })
      db.createObjectStore('exports', { keyPath: ['flowId', 'format'] })
    },
    terminated: () => (opened = null),
  })
}
