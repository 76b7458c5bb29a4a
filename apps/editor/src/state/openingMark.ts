import { browserStorage, readKept } from '../ui/storage.ts'

const KEY = 'flowdeck.opening'

interface Mark {
  id: string
  savedAt: number
}

/**
 * Notes that a draft is being opened. A page that hangs or crashes over it leaves the mark behind, and the next one
 * asks before it opens that draft.
 */
export function markOpening({ id, savedAt }: Mark): void {
  browserStorage.setItem(KEY, JSON.stringify({ id, savedAt }))
}

/** The draft is on the screen, or the page is left in good order. */
export function endOpening(): void {
  if (browserStorage.getItem(KEY) !== null) browserStorage.removeItem(KEY)
}

/** Whether a page ended while it opened this draft. */
export function wasLeftOpening({ id, savedAt }: Mark): boolean {
  const mark = readKept(KEY) as Partial<Mark> | null
  return mark?.id === id && mark.savedAt === savedAt
}
