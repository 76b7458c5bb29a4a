import type { Draft, FlowLayout } from '@flowdeck/shared'
import { deleteDraft, putDraft, putLayout, type DraftResult } from '../api/http.ts'
import { useDocument, type DocumentState } from './documentStore.ts'
import { dropLocalDraft, storeLocalDraft } from './localDraft.ts'
import { tellOtherTabs } from './otherTabs.ts'
import { TAB } from './tab.ts'

/** An edit is on its way to the server at most this long after it was made, also while edits keep coming. */
const DELAY_MS = 400
/** Texts up to this length go into the browser's storage with each edit: what is longer, with each send. */
const AT_ONCE_LENGTH = 200_000

interface Pending {
  id: string
  text: string
  layout: FlowLayout
  baseRevision: string
  savedText: string
}

let pending: Pending | null = null
let timer: ReturnType<typeof setTimeout> | null = null
let running: Promise<void> = Promise.resolve()
/** What the server holds now, so that nothing is sent twice. */
let draftOnServer: { id: string; text: string } | null = null
/** The draft that was restored here: ours takes its place, and a save takes it away. */
let origin: { id: string; draft: Draft } | null = null
/** The text of another tab that was looked at and given up: its draft may be replaced. */
let reviewed: string | null = null
/** The server could not take the last draft: it is sent again when the server is back. */
let owed = false
let unstored = false

/** Whether an edit could be stored neither on the server nor in the browser: only then does closing the tab ask. */
export function draftIsUnstored(): boolean {
  return unstored || (pending !== null && pending.text !== pending.savedText && !storeLocally(pending))
}

export function startFrom(id: string, draft: Draft | null): void {
  origin = draft && { id, draft }
  reviewed = null
}

export function giveUpText(text: string): void {
  reviewed = text
}

const overOf = (id: string) => (origin?.id === id ? { over: origin.draft.savedAt } : {})

function snapshot({ id, text, layout, baseRevision, savedText }: DocumentState): Pending | null {
  return id === null ? null : { id, text, layout, baseRevision, savedText }
}

const storeLocally = ({ id, text, layout, baseRevision }: Pending) =>
  storeLocalDraft(id, { text, layout, baseRevision, savedAt: Date.now() })

/** Follows the document: a draft of the text with each edit, the layout beside an unchanged text. */
export function startAutosave(): () => void {
  return useDocument.subscribe((now, before) => {
    if (now.id !== before.id || now.status !== 'ready') return
    const mine = snapshot(now)
    if (mine && now.elsewhere && now.elsewhere !== before.elsewhere && now.text !== now.savedText)
      storeLocally(mine)
    const changed =
      now.text !== before.text || (now.layout !== before.layout && now.history !== before.history)
    if (!changed && now.gone === before.gone) return
    pending = mine
    // A tab that is killed before the server has the draft leaves it here.
    if (pending && now.text !== now.savedText && now.text.length <= AT_ONCE_LENGTH) storeLocally(pending)
    timer ??= setTimeout(send, DELAY_MS)
  })
}

function send(): void {
  timer = null
  const what = pending
  pending = null
  if (!what) return
  tellOtherTabs()
  running = running.then(async () => store(what))
}

async function store(what: Pending): Promise<void> {
  const { id, text, layout, savedText } = what
  try {
    if (text !== savedText) {
      const answer = await offer(what)
      if (answer.type === 'conflict') {
        keepBeside(what)
        const { tab, text: theirs } = answer.draft
        if (tab !== undefined && useDocument.getState().id === id)
          useDocument.setState({ elsewhere: { tab, text: theirs } })
        return
      }
      draftOnServer = { id, text }
    } else {
      if (draftOnServer?.id === id || origin?.id === id) await deleteDraft(id, { tab: TAB, ...overOf(id) })
      draftOnServer = null
      await putLayout(id, layout)
    }
    owed = false
    unstored = false
    // What was typed meanwhile is in the browser only; and another tab may take the server's place for drafts.
    if (pending?.id !== id && useDocument.getState().elsewhere === null) dropLocalDraft(id)
  } catch {
    keepBeside(what)
  }
}

/** Gives the server a draft; in place of another tab's only when it comes from that, or that was given up. */
async function offer({ id, text, layout, baseRevision }: Pending): Promise<DraftResult> {
  const draft = { text, layout, baseRevision, tab: TAB }
  const answer = await putDraft(id, { ...draft, ...overOf(id) })
  if (answer.type === 'kept' || answer.draft.text !== reviewed) return answer
  return await putDraft(id, { ...draft, over: answer.draft.savedAt })
}

/** The server does not have it: it stays in the browser until the server takes it. */
function keepBeside(what: Pending): void {
  owed = true
  unstored = what.text !== what.savedText && !storeLocally(pending?.id === what.id ? pending : what)
}

/** The server is back: it gets what it could not take. */
export function resendDraft(): void {
  if (!owed) return
  pending ??= snapshot(useDocument.getState())
  if (timer !== null) clearTimeout(timer)
  send()
}

/** Sends what waits and what the server could not take, and waits for it. */
export async function flushDraft(): Promise<void> {
  if (owed) pending ??= snapshot(useDocument.getState())
  if (timer !== null) clearTimeout(timer)
  send()
  await running
}

/** After a save: what waits is on disk already; a draft that the server still holds goes. */
export async function settleDraft(restored = false): Promise<void> {
  const { id, text, savedText } = useDocument.getState()
  if (text !== savedText) return flushDraft()
  if (timer !== null) clearTimeout(timer)
  timer = null
  const layout = pending
  pending = null
  owed = false
  unstored = false
  tellOtherTabs()
  running = running.then(async () => {
    const mine = id !== null && draftOnServer?.id === id
    const theirs = origin?.id === id ? origin.draft : null
    if (id !== null && theirs) dropLocalDraft(id, theirs)
    if (id !== null && (mine || restored || theirs))
      await deleteDraft(id, { tab: TAB, ...overOf(id) }).catch(() => undefined)
    if (theirs) origin = null
    draftOnServer = null
    if (layout) await putLayout(layout.id, layout.layout).catch(() => undefined)
  })
  await running
}

/** The tab goes away: the last edits leave with it. */
export function storeOnExit(): void {
  const now = snapshot(useDocument.getState())
  if (!now || (!pending && timer === null)) return
  const { id, text, layout, baseRevision } = now
  if (text === now.savedText) {
    void putLayout(id, layout, true).catch(() => undefined)
    return
  }
  storeLocally(now)
  void putDraft(id, { text, layout, baseRevision, tab: TAB, ...overOf(id) }, true).catch(() => undefined)
}
