import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb'
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

const NAME = 'flowdeck'

/** One that is not ours, e.g. of a newer version or without its stores, makes room: all of it can be missed. */
async function open(): Promise<IDBPDatabase<Stores>> {
  const found = await openOurs().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'VersionError') return null
    throw error
  })
  if (found !== null && isWhole(found)) return found
  found?.close()
  await new Promise<void>((resolve, reject) => {
    const blocked = () => reject(new DOMException('Another tab holds the database.', 'AbortError'))
    deleteDB(NAME, { blocked }).then(resolve, reject)
  })
  return await openOurs()
}

/** `async`: where there is no IndexedDB, opening it throws at once. */
async function openOurs(): Promise<IDBPDatabase<Stores>> {
  const db = await openDB<Stores>(NAME, 1, {
    upgrade(made) {
      made.createObjectStore('requests', { keyPath: 'requestId' }).createIndex('sentAt', 'sentAt')
      made.createObjectStore('answers', { keyPath: 'requestId' })
      made.createObjectStore('exports', { keyPath: ['flowId', 'format'] })
    },
    // Another tab, of a newer page, wants to change it: it does not wait for this one.
    blocking: () => {
      opened = null
      db.close()
    },
    terminated: () => (opened = null),
  })
  return db
}

function isWhole(db: IDBPDatabase<Stores>): boolean {
  const names = [...db.objectStoreNames]
  if (!(['requests', 'answers', 'exports'] as const).every((name) => names.includes(name))) return false
  const { store } = db.transaction('requests')
  return store.keyPath === 'requestId' && store.indexNames.contains('sentAt')
}
