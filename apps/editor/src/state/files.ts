import { EMPTY_HISTORY, markSaved, record as recordChange } from '@flowdeck/shared'
import {
  HttpError,
  createFlowFile,
  deleteFlowFile,
  getFlow,
  getWorkspace,
  putFlow,
  putLayout,
  type SaveResult,
} from '../api/http.ts'
import { clearAddress } from './address.ts'
import { flushDraft, giveUpText, settleDraft } from './autosave.ts'
import { typeText, flushParse, unloadDocument } from './documentEdits.ts'
import { isDirty, useDocument } from './documentStore.ts'
import { dropLocalDraft } from './localDraft.ts'
import { leaveFlow, openFlow } from './opening.ts'
import { TAB } from './tab.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

const get = useDocument.getState
const set = useDocument.setState

export const words = (error: unknown) => (error instanceof Error ? error.message : String(error))

export async function refreshWorkspace(): Promise<void> {
  const { name, ...workspace } = await getWorkspace()
  set({ workspaceName: name, ...workspace })
}

/** Leaves the Flow, after drafting what was edited, for the start screen. */
export async function closeFlow(): Promise<void> {
  await leaveFlow()
  clearAddress()
  unloadDocument({ status: 'none', id: null })
  await refreshWorkspace().catch(() => undefined)
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
  const { text, layout, baseRevision, gone } = get()
  if (id === null || id !== get().id || get().status !== 'ready') return null
  if (text === get().savedText && !get().changedOutside && !gone && get().restored === null) {
    await settleDraft()
    return baseRevision
  }
  const hadDraft = get().restored !== null
  // A step ends here: undo comes back to exactly what was saved.
  set({ saving: true, history: markSaved(get().history) })
  try {
    const what = { text, layout, revision: baseRevision, tab: TAB }
    const result = gone ? await writeAgain(id, what) : await putFlow(id, what).catch(ifGone(id, what))
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
      gone: false,
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

type Writing = Parameters<typeof putFlow>[1]

/** The file was deleted or renamed without our knowing: it is written again. */
const ifGone = (id: string, what: Writing) => async (error: unknown) => {
  if (error instanceof HttpError && error.code === 'FLOW_NOT_FOUND') return await writeAgain(id, what)
  throw error
}

/** Makes the file that was deleted or renamed again. One that came back meanwhile is not overwritten. */
async function writeAgain(id: string, what: Writing): Promise<SaveResult> {
  try {
    const { revision } = await createFlowFile(id, what.text)
    await putLayout(id, what.layout)
    return { type: 'saved', revision, modifiedAt: Date.now() }
  } catch (error) {
    if (error instanceof HttpError && error.code === 'FLOW_EXISTS') return await putFlow(id, what)
    throw error
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
  if (state.id !== flowId || state.saving || state.status !== 'ready') return 'same'
  if (revision === state.baseRevision && !state.gone) return 'same'
  if (flowId === removing) return 'same'
  const file = await getFlow(flowId).catch((error: unknown) => {
    if (error instanceof HttpError && error.code === 'FLOW_NOT_FOUND') return null
    // There is a file that cannot be read as a Flow, e.g. one that is not UTF-8.
    set({ changedOutside: true })
    throw error
  })
  if (get().id !== flowId || get().saving) return 'same'
  if (file === null) {
    // Nothing of it is on disk now: all of the text is a draft.
    if (!get().gone) set({ gone: true, savedText: '', changedOutside: false })
    return 'noted'
  }
  if (get().gone) return comeBack(file)
  if (file.revision === get().baseRevision) return 'same'
  if (isDirty(get())) {
    set({ changedOutside: true })
    return 'noted'
  }
  replaceAll(file.text, t('reload from disk'))
  set({ baseRevision: file.revision, savedText: file.text })
  return 'reloaded'
}

/** The file is there again: what differs from it is an edit, and an edit of another revision is a conflict. */
function comeBack(file: { text: string; revision: string }): 'noted' {
  const same = file.text === get().text
  set({
    gone: false,
    savedText: file.text,
    changedOutside: !same && file.revision !== get().baseRevision,
    ...(same ? { baseRevision: file.revision } : {}),
  })
  if (same) void settleDraft(true)
  return 'noted'
}

/** Makes a Flow file and opens it. */
export async function createFlow(id: string, text: string): Promise<void> {
  await createFlowFile(id, text)
  await refreshWorkspace()
  await openFlow(id)
}

/** The Flow that is being deleted from here: that its file goes is no news. */
let removing: string | null = null

export async function removeFlow(id: string): Promise<void> {
  removing = id
  try {
    await deleteFlowFile(id)
    dropLocalDraft(id)
    if (get().id === id) {
      set({ history: EMPTY_HISTORY, id: null, status: 'none', text: '', savedText: '' })
      clearAddress(true)
    }
  } finally {
    removing = null
  }
  await refreshWorkspace()
}
