import type { Draft, FlowFile } from '@flowdeck/shared'
import { HttpError, deleteDraft, getDraft, getFlow } from '../api/http.ts'
import { leaveFields } from '../ui/pendingFields.ts'
import { flowOfAddress, writeAddress, type Opening } from './address.ts'
import { flushDraft, startFrom } from './autosave.ts'
import { loadDocument, unloadDocument } from './documentEdits.ts'
import { useDocument } from './documentStore.ts'
import { dropLocalDraft, readLocalDrafts } from './localDraft.ts'
import { endOpening, markOpening, wasLeftOpening } from './openingMark.ts'
import { readFlow } from './readFlow.ts'
import { recentFlows } from './recentFlows.ts'
import { TAB } from './tab.ts'
import { wholeLayout } from './wholeLayout.ts'

const get = useDocument.getState
const set = useDocument.setState

const words = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The Flow of the address, also when it is gone: the one this tab had, or that a link names. Without one the start screen is shown. */
export const firstFlow = flowOfAddress

let opening = 0

/** Opens a Flow with its draft, if one is newer than the file. What was being edited is drafted first. */
export async function openFlow(id: string, how: Opening = 'draft'): Promise<void> {
  const left = leaveFlow()
  const mine = opening
  await left
  if (mine !== opening) return
  set({ status: 'loading', error: null, aside: null })
  writeAddress(id)
  try {
    const found = await find(id)
    if (mine !== opening) return
    if (found === null) return unloadDocument({ status: 'missing', id })
    await show(found, how, () => mine === opening)
    recentFlows.note(id)
  } catch (error) {
    if (mine !== opening) return
    unloadDocument({ status: 'failed', id, error: words(error) })
  }
}

/** Drafts what was edited, before another Flow or none is shown; an opening that is under way ends. */
export async function leaveFlow(): Promise<void> {
  opening++
  leaveFields()
  await flushDraft()
}

type Found = { file: FlowFile; gone: boolean; draft: Draft | null }

/** The file and its newest draft; null when there is neither. A draft alone stands for a file that is gone. */
async function find(id: string): Promise<Found | null> {
  const file = await getFlow(id).catch((error: unknown) => {
    if (error instanceof HttpError && error.code === 'FLOW_NOT_FOUND') return null
    throw error
  })
  const local = readLocalDrafts(id)
  const onServer = file === null ? await getDraft(id) : file.draft
  for (const stale of local) if (stale.text === file?.text) dropLocalDraft(id, stale)
  const draft = [onServer, ...local]
    .filter((one): one is Draft => one !== null && one.text !== file?.text)
    .sort((a, b) => b.savedAt - a.savedAt)[0]
  if (file !== null) return { file, gone: false, draft: draft ?? null }
  if (draft === undefined) return null
  const { layout, baseRevision } = draft
  return { file: { id, text: '', layout, revision: baseRevision, draft: onServer }, gone: true, draft }
}

async function show(found: Found, how: Opening, wanted: () => boolean): Promise<void> {
  const { file, draft } = found
  const { id } = file
  if (draft === null || (how === 'file' && !found.gone)) return await load(found, null, wanted)
  const mark = { id, savedAt: draft.savedAt }
  if (how === 'ask' || wasLeftOpening(mark)) {
    endOpening()
    return unloadDocument({ status: 'asking', id, aside: draft, gone: found.gone })
  }
  markOpening(mark)
  try {
    await load(found, draft, wanted)
    // React draws before the next task: a page that gets there can handle this draft.
    setTimeout(endOpening)
  } catch (error) {
    endOpening()
    if (!wanted()) return
    unloadDocument({ status: 'asking', id, aside: draft, gone: found.gone, error: words(error) })
  }
}

async function load(
  { file, gone, draft: newest }: Found,
  draft: Draft | null,
  wanted: () => boolean,
): Promise<void> {
  const text = draft?.text ?? file.text
  const layout = await wholeLayout(readFlow(text), draft?.layout ?? file.layout)
  if (!wanted()) return
  // A draft that is set aside is not replaced by edits of the file; one that equals the file is.
  startFrom(file.id, draft ?? (newest === null ? file.draft : null))
  loadDocument(
    { id: file.id, text, layout },
    {
      // A draft of an older revision keeps it: saving then shows both texts instead of losing one.
      baseRevision: draft?.baseRevision ?? file.revision,
      savedText: file.text,
      restored: draft && !gone ? { savedAt: draft.savedAt, diskText: file.text } : null,
      gone,
      aside: draft === null ? newest : null,
    },
  )
}

/** Deletes the draft that is set aside, in the browser and on the server, and opens what is left: the file, or an older draft. */
export async function discardAside(): Promise<void> {
  const { id, aside, status } = get()
  if (id === null || aside === null) return
  for (const copy of readLocalDrafts(id)) if (copy.text === aside.text) dropLocalDraft(id, copy)
  const onServer = await getDraft(id)
  if (onServer?.text === aside.text) await deleteDraft(id, { tab: TAB, over: onServer.savedAt })
  if (get().id !== id) return
  set({ aside: null })
  if (status !== 'ready') await openFlow(id)
}
