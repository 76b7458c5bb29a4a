import { z } from 'zod/mini'
import { isDirty, useDocument } from './documentStore.ts'
import { TAB } from './tab.ts'
import { noteUnkept } from '../ui/storage.ts'

const message = z.discriminatedUnion('type', [
  /** A tab opened a Flow and asks who has edits of it. */
  z.object({ type: z.literal('opened'), tab: z.string(), id: z.string() }),
  /** What a tab has of a Flow; `unsaved`: it differs from the file. */
  z.object({
    type: z.literal('has'),
    tab: z.string(),
    id: z.string(),
    text: z.string(),
    unsaved: z.boolean(),
  }),
])

let channel: BroadcastChannel | null = null

/** Tabs of one browser tell each other what they have: an edit elsewhere is a quiet note here, never a surprise. */
export function startOtherTabs(): void {
  try {
    channel = new BroadcastChannel('flowdeck.tabs')
  } catch {
    // Missing in old browsers, refused where storage is blocked.
    noteUnkept('BroadcastChannel')
    return
  }
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const read = message.safeParse(data)
    if (!read.success || read.data.tab === TAB) return
    const { id, text, elsewhere } = useDocument.getState()
    if (read.data.id !== id) return
    if (read.data.type === 'opened') return tellIfUnsaved()
    const { tab, text: theirs, unsaved } = read.data
    if (unsaved && theirs !== text) useDocument.setState({ elsewhere: { tab, text: theirs } })
    else if (elsewhere?.tab === tab) useDocument.setState({ elsewhere: null })
  })
  useDocument.subscribe((now, before) => {
    if (now.id === null || now.status !== 'ready') return
    if (now.id !== before.id || before.status !== 'ready')
      channel?.postMessage({ type: 'opened', tab: TAB, id: now.id })
  })
}

/** Says what this tab has now. */
export function tellOtherTabs(): void {
  const state = useDocument.getState()
  if (state.id === null || state.status !== 'ready') return
  channel?.postMessage({ type: 'has', tab: TAB, id: state.id, text: state.text, unsaved: isDirty(state) })
}

function tellIfUnsaved(): void {
  if (isDirty(useDocument.getState())) tellOtherTabs()
}
