import { create } from 'zustand'
import { storeLater } from '../state/storeLater.ts'
import { useLive } from '../state/useLive.ts'
import { NEW_DRAFT, followRenames, parseDraft, type Draft } from './draft.ts'
import { browserStorage, readKept } from '../../ui/storage.ts'
import { toast } from '../../ui/toast.ts'
import { t } from '../../i18n/t.ts'

const KEY = 'flowdeck.playground'
const MAX_CHARS = 300_000

export type AnswerTab = 'docs' | 'trace' | 'raw' | 'code'

interface PlaygroundState {
  drafts: Record<string, Draft>
  tab: AnswerTab
  /** The request whose answer is shown, per Flow; absent shows the newest. */
  shown: Record<string, string>
  /** The Flow whose Send takes the focus once it can send; it was started here. */
  focusSend: string | null
}

/** What is typed into the playground, per Flow; it survives a closed drawer and a reload. */
export const usePlayground = create<PlaygroundState>()(() => ({
  drafts: loadDrafts(),
  tab: 'docs',
  shown: {},
  focusSend: null,
}))
const set = usePlayground.setState

export const draftFor = (state: PlaygroundState, flowId: string) => state.drafts[flowId] ?? NEW_DRAFT

/** Whether something is written, or was once, into the playground of a Flow. */
export const hasDraft = (flowId: string) => flowId in usePlayground.getState().drafts

/** Send takes the focus as soon as the Flow can be asked; null: no longer. */
export const focusSend = (flowId: string | null) => set({ focusSend: flowId })

export function changeDraft(flowId: string, change: Partial<Draft>): void {
  set((state) => ({ drafts: { ...state.drafts, [flowId]: { ...draftFor(state, flowId), ...change } } }))
}

/** Requests that name Executors follow when those are renamed. */
export function renameInPlayground(flowId: string, renamed: Readonly<Record<string, string>>): void {
  const draft = usePlayground.getState().drafts[flowId]
  if (draft) changeDraft(flowId, followRenames(draft, renamed))
  useLive.setState(({ requests }) => ({
    requests: requests.map((sent) => {
      const target = sent.flowId === flowId ? renamed[sent.request.targetExecutor ?? ''] : undefined
      return target === undefined ? sent : { ...sent, request: { ...sent.request, targetExecutor: target } }
    }),
  }))
}

export const showTab = (tab: AnswerTab) => set({ tab })

/** Null shows the newest request again. */
export function showRequest(flowId: string, requestId: string | null): void {
  set(({ shown }) => {
    const { [flowId]: _, ...others } = shown
    return { shown: requestId === null ? others : { ...others, [flowId]: requestId } }
  })
}

storeLater(
  (changed) => usePlayground.subscribe((now, before) => now.drafts !== before.drafts && changed()),
  () => storeDrafts(usePlayground.getState().drafts),
)

let toldTooLarge = false

/** What is too large to be kept leaves the others their place, and is named once. */
function storeDrafts(drafts: Record<string, Draft>): void {
  let room = MAX_CHARS
  const kept: Record<string, Draft> = {}
  for (const [flowId, draft] of Object.entries(drafts)) {
    const chars = JSON.stringify(draft).length
    if (chars > room) {
      tellTooLarge()
      continue
    }
    room -= chars
    kept[flowId] = draft
  }
  browserStorage.setItem(KEY, JSON.stringify(kept))
}

function tellTooLarge(): void {
  if (toldTooLarge) return
  toldTooLarge = true
  toast.warning(
    t('This request is too large for the storage of this browser; it lasts until the page is closed.'),
    { duration: 12_000 },
  )
}

function loadDrafts(): Record<string, Draft> {
  const stored = readKept(KEY)
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(
    Object.entries(stored).flatMap(([flowId, value]) => {
      const draft = parseDraft(value)
      return draft ? [[flowId, draft]] : []
    }),
  )
}
