import { EMPTY_HISTORY, markSaved, record as recordChange, type Draft, type FlowFile } from '@flowdeck/shared'
import { createFlowFile, deleteFlowFile, getFlow, getWorkspace, putFlow } from '../api/http.ts'
import { flushDraft, giveUpText, settleDraft, startFrom } from './autosave.ts'
import { loadDocument, typeText, flushParse } from './documentEdits.ts'
import { isDirty, useDocument } from './documentStore.ts'
import { dropLocalDraft, readLocalDrafts } from './localDraft.ts'
import { readFlow } from './readFlow.ts'
import { recentFlows } from './recentFlows.ts'
import { TAB } from './tab.ts'
import { wholeLayout } from './wholeLayout.ts'
import { commitFields } from '../ui/pendingFields.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

const get = useDocument.getState
const set = useDocument.setState

export const words = (error: unknown) => (error instanceof Error ? error.message : String(error))

export async function refreshWorkspace(): Promise<void> {
  const { name, version, flows } = await getWorkspace()
  set({ workspaceName: name, version, flows })
}

/** The Flow of the address: the one this tab had, or that a link names. Without one the start screen is shown. */
export function firstFlow(): string | null {
  const id = new URLSearchParams(location.hash.replace(/^#/, '')).get('flow')
  return id !== null && get().flows.some((flow) => flow.id === id) ? id : null
}

/** Leaves the Flow, after drafting what was edited, for the start screen. */
export async function closeFlow(): Promise<void> {
  opening++
  leaveFields()
  await flushDraft()
  const hash = new URLSearchParams(location.hash.replace(/^#/, ''))
  hash.delete('flow')
  history.replaceState(null, '', `#${hash.toString()}`)
  set({ history: EMPTY_HISTORY, id: null, status: 'none', text: '', savedText: '', restored: null })
  await refreshWorkspace().catch(() => undefined)
}

/** What is typed in a field of this Flow is applied before it is left; what cannot be is named. */
function leaveFields(): void {
  const refused = commitFields()
  if (refused !== null)
    toast.warning(t('A field was left without being applied: {{reason}}', { reason: refused }))
}

let opening = 0

/** Opens a Flow with its draft, if one is newer than the file. What was being edited is drafted first. */
export async function openFlow(id: string): Promise<void> {
  const mine = ++opening
  leaveFields()
  await flushDraft()
  set({ status: 'loading', error: null })
  try {
    const file = await getFlow(id)
    if (mine !== opening) return
    await show(file, () => mine === opening)
    const hash = new URLSearchParams(location.hash.replace(/^#/, ''))
    hash.set('flow', id)
    history.replaceState(null, '', `#${hash.toString()}`)
    recentFlows.note(id)
  } catch (error) {
    if (mine !== opening) return
    set({ status: 'failed', id, error: words(error) })
  }
}

async function show(file: FlowFile, wanted: () => boolean): Promise<void> {
  const local = readLocalDrafts(file.id)
  for (const stale of local) if (stale.text === file.text) dropLocalDraft(file.id, stale)
  const drafts = [file.draft, ...local].filter(
    (draft): draft is Draft => draft !== null && draft.text !== file.text,
  )
  const draft = drafts.sort((a, b) => b.savedAt - a.savedAt)[0]
  const text = draft?.text ?? file.text
  const layout = await wholeLayout(readFlow(text), draft?.layout ?? file.layout)
  if (!wanted()) return
  startFrom(file.id, draft ?? file.draft)
  loadDocument(
    { id: file.id, text, layout },
    {
      // A draft of an older revision keeps it: saving then shows both texts instead of losing one.
      baseRevision: draft?.baseRevision ?? file.revision,
      savedText: file.text,
      restored: draft ? { savedAt: draft.savedAt, diskText: file.text } : null,
    },
  )
}

/** Goes back to what is on disk and forgets the draft; undo brings it back. */
export async function discardDraft(): Promise<void> {
  const { id, restored } = get()
  if (!id || !restored) return
  const file = await getFlow(id)
  replaceAll(file.text, t('discard the draft'))
  set({ restored: null, baseRevision: file.revision, savedText: file.text, changedOutside: false })
  await settleDraft(true)
}

function replaceAll(text: string, label: string): void {
  const { text: before, layout, history } = get()
  typeText(text)
  flushParse()
  set({
    history: recordChange(history, {
      before: { text: before, layout },
      after: { text, layout: get().layout },
      label,
      nowMs: performance.now(),
    }),
  })
}

export const keepDraft = () => set({ restored: null })

let saves: Promise<unknown> = Promise.resolve()

/**
 * Writes the file. Returns the revision on disk, or null when it was refused and the conflict is on screen.
 * While a save runs the next one waits: it may be about newer text.
 */
export function save(): Promise<string | null> {
  const { id } = get()
  const next = saves.catch(() => undefined).then(async () => write(id))
  saves = next
  return next
}

async function write(id: string | null): Promise<string | null> {
  const { text, layout, baseRevision } = get()
  if (id === null || id !== get().id) return null
  if (text === get().savedText && !get().changedOutside && get().restored === null) {
    await settleDraft()
    return baseRevision
  }
  const hadDraft = get().restored !== null
  // A step ends here: undo comes back to exactly what was saved.
  set({ saving: true, history: markSaved(get().history) })
  try {
    const result = await putFlow(id, { text, layout, revision: baseRevision, tab: TAB })
    if (get().id !== id) return null
    if (result.type === 'conflict') {
      set({ conflict: { theirs: result.text, theirRevision: result.revision } })
      return null
    }
    set({
      baseRevision: result.revision,
      savedText: text,
      savedAt: result.modifiedAt,
      restored: null,
      changedOutside: false,
    })
    dropLocalDraft(id)
    if (result.warning)
      toast.warning(t('Saved, but not kept as a version. {{warning}}', { warning: result.warning }), {
        duration: 8000,
      })
    await settleDraft(hadDraft)
    void refreshWorkspace().catch(() => undefined)
    return result.revision
  } finally {
    set({ saving: false })
  }
}

/** Answers the conflict dialog: write mine over theirs, or take theirs (undo brings mine back). */
export async function resolveConflict(choice: 'mine' | 'theirs'): Promise<void> {
  const { conflict } = get()
  if (!conflict) return
  set({
    conflict: null,
    baseRevision: conflict.theirRevision,
    savedText: conflict.theirs,
    changedOutside: false,
  })
  if (choice === 'theirs') {
    replaceAll(conflict.theirs, t('take the version on disk'))
    await settleDraft()
  } else if (get().text === conflict.theirs) await settleDraft()
  else await save()
}

/** Shows both texts when the file changed on disk under unsaved edits. */
export async function reviewOutside(): Promise<void> {
  const { id } = get()
  if (!id) return
  const file = await getFlow(id)
  set({ conflict: { theirs: file.text, theirRevision: file.revision } })
}

/** Answers the review of another tab's edits: keep the text here, or take theirs (undo brings this one back). */
export async function resolveElsewhere(choice: 'mine' | 'theirs'): Promise<void> {
  const { id, elsewhere } = get()
  if (id === null || !elsewhere) return
  giveUpText(elsewhere.text)
  set({ elsewhere: null })
  if (choice === 'theirs') replaceAll(elsewhere.text, t('take the text of the other tab'))
  await flushDraft()
}

/** The server says that a Flow file has another revision now (saved in another tab, or by another program). */
export async function noteRevision(
  flowId: string,
  revision: string | null,
): Promise<'reloaded' | 'noted' | 'same'> {
  const state = get()
  if (state.id !== flowId || state.saving || state.status !== 'ready' || revision === state.baseRevision)
    return 'same'
  if (revision === null || isDirty(state)) {
    set({ changedOutside: true })
    return 'noted'
  }
  const file = await getFlow(flowId)
  if (get().id !== flowId || file.revision === get().baseRevision) return 'same'
  if (isDirty(get())) {
    set({ changedOutside: true })
    return 'noted'
  }
  replaceAll(file.text, t('reload from disk'))
  set({ baseRevision: file.revision, savedText: file.text })
  return 'reloaded'
}

/** Makes a Flow file and opens it. */
export async function createFlow(id: string, text: string): Promise<void> {
  await createFlowFile(id, text)
  await refreshWorkspace()
  await openFlow(id)
}

export async function removeFlow(id: string): Promise<void> {
  await deleteFlowFile(id)
  dropLocalDraft(id)
  await refreshWorkspace()
  if (get().id !== id) return
  set({ history: EMPTY_HISTORY, id: null, status: 'none', text: '', savedText: '' })
  const next = firstFlow()
  if (next) await openFlow(next)
}
