import { draft, type Draft } from '@flowdeck/shared'
import { TAB } from './tab.ts'

const PREFIX = 'flowdeck.draft/'
const keyOf = (id: string, tab: string) => `${PREFIX}${tab}/${id}`

/** Keeps this tab's draft in the browser. False when the browser cannot. */
export function storeLocalDraft(id: string, value: Draft): boolean {
  try {
    localStorage.setItem(keyOf(id, TAB), JSON.stringify({ ...value, tab: TAB }))
    return true
  } catch {
    return false
  }
}

/** The drafts of a Flow that lie in this browser, of any tab. */
export function readLocalDrafts(id: string): Draft[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX) && key.slice(key.indexOf('/', PREFIX.length) + 1) === id)
      .flatMap((key) => {
        const read = draft.safeParse(parse(localStorage.getItem(key)))
        return read.success ? [read.data] : []
      })
  } catch {
    // Storage that is forbidden holds no draft.
    return []
  }
}

/** Forgets this tab's draft, or the given one of another tab if that tab did not go on writing. */
export function dropLocalDraft(id: string, other?: Draft): void {
  try {
    const tab = other ? other.tab : TAB
    if (tab === undefined) return
    if (other && readLocalDrafts(id).some((now) => now.tab === tab && now.text !== other.text)) return
    localStorage.removeItem(keyOf(id, tab))
  } catch {
    // Storage that is forbidden holds no draft either.
  }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
