import { FlowError, type FlowEdit, type Preflight } from '@flowdeck/shared'
import { create } from 'zustand'
import { command } from '../connection/connect.ts'
import { focusSend } from '../playground/playgroundStore.ts'
import { useLive } from '../state/useLive.ts'
import { isActive } from './runSummary.ts'
import { ui } from '../../state/uiStore.ts'

/** The text of a Flow that is not on disk yet, and the one that is. */
export interface Unsaved {
  before: string
  after: string
}

/** What the run bar needs from the document. */
export interface RunBarDocument {
  /** Applies what is typed in a field, and gives the revision on disk and what is not saved yet. */
  read: () => { revision: string; unsaved: Unsaved | null }
  /** Writes the Flow and returns its revision; null when it was not written (a conflict is on screen). */
  saveBeforeStart: () => Promise<string | null>
  /** Applies the edits that a preflight problem offers as its fix. */
  applyEdits?: ((edits: readonly FlowEdit[]) => void) | undefined
}

type Step =
  | { step: 'idle' }
  | { step: 'checking' }
  | { step: 'confirm'; preflight: Preflight; unsaved: Unsaved | null }
  | { step: 'starting'; preflight: Preflight; unsaved: Unsaved | null }

interface RunControl {
  flowId: string | null
  now: Step
  /** Why the last start or stop did not happen. */
  error: { code: string; message: string } | null
}

/** Where the start of a Flow stands, from the click to the first process. */
export const useRunControl = create<RunControl>()(() => ({
  flowId: null,
  now: { step: 'idle' },
  error: null,
}))
const set = useRunControl.setState
const get = useRunControl.getState

let bar: { flowId: string; document: RunBarDocument } | null = null

/** The document that the mounted run bar starts. */
export const runBarNow = () => bar

/** The mounted run bar says which document a shortcut starts. */
export function setRunBar(next: typeof bar): void {
  if (next?.flowId !== bar?.flowId) set({ flowId: next?.flowId ?? null, now: { step: 'idle' }, error: null })
  bar = next
}

/**
 * Asks the server what would run, with unsaved changes, and shows it. Nothing is written or started yet.
 * Does nothing while the Flow runs or a start is under way.
 */
export async function requestStart(): Promise<void> {
  const { now } = get()
  if (!bar || now.step === 'checking' || now.step === 'starting') return
  const { flowId, document } = bar
  if (isActive(useLive.getState().runs[flowId])) return
  const current = () => bar?.flowId === flowId
  set({ now: { step: 'checking' }, error: null })
  try {
    const { revision, unsaved } = document.read()
    const text = unsaved ? { text: unsaved.after } : {}
    const preflight = await command('run.preflight', { flowId, revision, ...text })
    if (current()) set({ now: { step: 'confirm', preflight, unsaved } })
  } catch (error) {
    if (current()) failedToRun(error)
  }
}

/** Saves what preflight showed as unsaved, and starts what it showed. `allow` are permissions that the person agreed to. */
export async function confirmStart(allow: readonly string[] = []): Promise<void> {
  const { now } = get()
  if (now.step !== 'confirm' || !bar) return
  const { preflight, unsaved } = now
  const { flowId, document } = bar
  const current = () => bar?.flowId === flowId
  set({ now: { step: 'starting', preflight, unsaved } })
  try {
    if (unsaved) {
      const revision = await document.saveBeforeStart()
      if (!current()) return
      if (revision === null) return set({ now: { step: 'idle' } })
      // Another tab edited meanwhile: what is on disk now is not what was shown.
      if (revision !== preflight.revision) {
        set({ now: { step: 'idle' } })
        return await requestStart()
      }
    }
    await command('run.start', {
      flowId,
      revision: preflight.revision,
      ...(allow.length > 0 ? { allow: [...allow] } : {}),
    })
    if (!current()) return
    set({ now: { step: 'idle' } })
    // What a person starts a Flow for comes next: asking it.
    ui.showDrawer('playground')
    focusSend(flowId)
  } catch (error) {
    if (current()) failedToRun(error)
  }
}

export function cancelStart(): void {
  if (get().now.step === 'confirm') set({ now: { step: 'idle' } })
}

/** Fixes problems in the document and checks again; the file stays as it is until Start is confirmed. */
export async function fixProblems(problems: readonly Preflight['problems'][number][]): Promise<void> {
  if (!bar?.document.applyEdits) return
  // Two problems may be fixed by the same edit: two taken ports of one list, for example.
  const edits = new Map(
    problems.flatMap((problem) => problem.edits).map((edit) => [JSON.stringify(edit), edit]),
  )
  // What the edits may do is checked where they are applied; the protocol carries them unread.
  bar.document.applyEdits([...edits.values()] as FlowEdit[])
  await checkAgain()
}

/** Asks once more what would run, unless nobody wants to start any more. */
export async function checkAgain(): Promise<void> {
  if (get().now.step !== 'confirm') return
  set({ now: { step: 'idle' } })
  await requestStart()
}

/** Stops the open Flow's run. `force` kills what did not end in time. */
export async function requestStop(force = false): Promise<void> {
  const run = bar ? useLive.getState().runs[bar.flowId] : undefined
  if (!isActive(run)) return
  set({ error: null })
  try {
    await command('run.stop', { runId: run.runId, ...(force ? { force } : {}) })
  } catch (error) {
    // It ended by itself meanwhile: that is what was wanted.
    if (FlowError.from(error).code !== 'RUN_NOT_FOUND') failedToRun(error)
  }
}

export const dismissRunError = () => set({ error: null })

/** Shows beside the run bar why something did not run. */
export function failedToRun(thrown: unknown): void {
  const { code, message } = FlowError.from(thrown)
  set({ now: { step: 'idle' }, error: { code, message } })
}
