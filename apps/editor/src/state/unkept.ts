import { onUnkept, type Keeper } from '../ui/storage.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** Says once what this browser cannot keep, and what that means. */
export function startUnkept(): void {
  const said = new Set<Keeper>()
  let waiting = false
  onUnkept((keepers) => {
    if (waiting) return
    waiting = true
    // What fails together is one message.
    setTimeout(() => {
      waiting = false
      const fresh = [...keepers].filter((keeper) => !said.has(keeper))
      for (const keeper of fresh) said.add(keeper)
      const sentences = [...new Set(fresh.map(wordsFor))]
      if (sentences.length > 0) toast.warning(sentences.join(' '), { duration: 12_000 })
    }, 300)
  })
}

function wordsFor(keeper: Keeper): string {
  switch (keeper) {
    case 'localStorage':
    case 'sessionStorage':
      return t(
        'This browser keeps no data for this page (storage is blocked or full). Edits are kept on the server; panels, shortcuts and playground texts last until the page is closed.',
      )
    case 'indexedDB':
      return t(
        'This browser cannot keep the history of requests and exports; it lasts until the page is closed.',
      )
    case 'BroadcastChannel':
      return t(
        'This browser does not let tabs talk to each other: edits in other tabs show when they are saved.',
      )
  }
}
