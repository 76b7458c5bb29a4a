import { readDraft, type Draft } from '@flowdeck/shared'
import { TAB } from './tab.ts'
import { browserStorage, readKept } from '../ui/storage.ts'

const PREFIX = 'flowdeck.draft/'
const keyOf = (id: string, tab: string) => `${PREFIX}${tab}/${id}`

/** Keeps this tab's draft in the browser. False when the browser cannot. */
export function storeLocalDraft(id: string, value: Draft): boolean {
  return browserStorage.setItem(keyOf(id, TAB), JSON.stringify({ ...value, tab: TAB }))
}

/** The drafts of a Flow that lie in this browser, of any tab. */
export function readLocalDrafts(id: string): Draft[] {
  return browserStorage
    .keys()
    .filter((key) => key.startsWith(PREFIX) && key.slice(key.indexOf('/', PREFIX.length) + 1) === id)
    .flatMap((key) => readDraft(readKept(key)) ?? [])
}

/** Forgets this tab's draft, or the given one of another tab if that tab did not go on writing. */
export function dropLocalDraft(id: string, other?: Draft): void {
  const tab = other ? other.tab : TAB
  if (tab === undefined) return
  if (other && readLocalDrafts(id).some((now) => now.tab === tab && now.text !== other.text)) return
  browserStorage.removeItem(keyOf(id, tab))
}
