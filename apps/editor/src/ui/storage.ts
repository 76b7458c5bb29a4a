/** Where a browser keeps things for the page. */
export type Keeper = 'localStorage' | 'sessionStorage' | 'indexedDB' | 'BroadcastChannel'

const failed = new Set<Keeper>()
const listeners = new Set<(keepers: ReadonlySet<Keeper>) => void>()

/** Notes that the browser refused to keep something: blocked by a setting, full, or not there. */
export function noteUnkept(keeper: Keeper): void {
  if (failed.has(keeper)) return
  failed.add(keeper)
  for (const listener of listeners) listener(failed)
}

/** Calls back with what could not be kept, once for each place that refuses. */
export function onUnkept(listener: (keepers: ReadonlySet<Keeper>) => void): void {
  listeners.add(listener)
  if (failed.size > 0) listener(failed)
}

/** Texts by key. What the browser does not keep lasts as long as the page. Never throws. */
export interface TextStorage {
  getItem(key: string): string | null
  /** False when the browser does not keep it. */
  setItem(key: string, text: string): boolean
  removeItem(key: string): void
  keys(): string[]
}

/** A storage of the browser, which may be blocked, full or missing: even looking at it may throw. */
function openStorage(keeper: 'localStorage' | 'sessionStorage'): TextStorage {
  const memory = new Map<string, string>()
  const attempt = <T>(act: (storage: Storage) => T, otherwise: T): T => {
    if (typeof window === 'undefined') return otherwise
    try {
      return act(window[keeper])
    } catch {
      noteUnkept(keeper)
      return otherwise
    }
  }
  return {
    getItem: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(key), null),
    setItem(key, text) {
      const kept = attempt((storage) => {
        storage.setItem(key, text)
        return true
      }, false)
      if (kept) memory.delete(key)
      else memory.set(key, text)
      return kept
    },
    removeItem(key) {
      memory.delete(key)
      attempt((storage) => storage.removeItem(key), undefined)
    },
    keys: () => [...new Set([...memory.keys(), ...attempt((storage) => Object.keys(storage), [])])],
  }
}

/** What this browser keeps: preferences, and drafts that the server does not have. */
export const browserStorage = openStorage('localStorage')
/** What this tab keeps: the token and the view of each Flow. */
export const tabStorage = openStorage('sessionStorage')

/** Reads JSON that an earlier page kept; null when there is none that can be read. */
export function readKept(key: string, storage: TextStorage = browserStorage): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}
