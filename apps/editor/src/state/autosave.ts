import type { FlowLayout } from '@flowdeck/shared'
import { deleteDraft, putDraft, putLayout } from '../api/http.ts'
import { useDocument, type DocumentState } from './documentStore.ts'
import { dropLocalDraft, storeLocalDraft } from './localDraft.ts'

/** An edit is on its way to the disk at most this long after it was made, also while edits keep coming. */
const DELAY_MS = 400

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
let unstored = false

/** True while an edit could be stored neither on the server nor in the browser: only then does closing the tab ask. */
export const draftIsUnstored = () => unstored

function snapshot({ id, text, layout, baseRevision, savedText }: DocumentState): Pending | null {
  return id === null ? null : { id, text, layout, baseRevision, savedText }
}

/** Follows the document: drafts of the text within a second, layout beside an unchanged text. */
export function startAutosave(): () => void {
  return useDocument.subscribe((now, before) => {
    if (now.id !== before.id || now.status !== 'ready') return
    if (now.text === before.text && (now.layout === before.layout || now.history === before.history)) return
    pending = snapshot(now)
    timer ??= setTimeout(send, DELAY_MS)
  })
}

function send(): void {
  timer = null
  const what = pending
  pending = null
  if (!what) return
  running = running.then(async () => store(what))
}

async function store(what: Pending): Promise<void> {
  const { id, text, layout, baseRevision, savedText } = what
  try {
    if (text !== savedText) {
      await putDraft(id, { text, layout, baseRevision })
      draftOnServer = { id, text }
    } else {
      if (draftOnServer?.id === id) await deleteDraft(id)
      draftOnServer = null
      await putLayout(id, layout)
    }
    dropLocalDraft(id)
    unstored = false
  } catch {
    unstored = !storeLocalDraft(id, { text, layout, baseRevision, savedAt: Date.now() })
  }
}

/** Sends what waits, and waits for it. */
export async function flushDraft(): Promise<void> {
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
  running = running.then(async () => {
    if (id !== null && (restored || draftOnServer?.id === id)) await deleteDraft(id).catch(() => undefined)
    draftOnServer = null
    if (layout) await putLayout(layout.id, layout.layout).catch(() => undefined)
  })
  await running
}

/** The tab goes away: the last edits leave with it. */
export function storeOnExit(): void {
  const now = snapshot(useDocument.getState())
  if (!now || now.text === now.savedText || (!pending && timer === null)) return
  const { id, text, layout, baseRevision } = now
  storeLocalDraft(id, { text, layout, baseRevision, savedAt: Date.now() })
  void putDraft(id, { text, layout, baseRevision }, true).catch(() => undefined)
}
