import { FlowError, type FlowEdit, type Preflight } from '@flowdeck/shared'
import { create } from 'zustand'
import { command } from '../connection/connect.ts'
import { useLive } from '../state/useLive.ts'
import { isActive } from './runSummary.ts'

/** What the run bar needs from the document. */
export interface RunBarDocument {
  /** Writes the Flow and returns its revision; null when it was not written (a conflict is on screen). */
  saveBeforeStart: () => Promise<string | null>
  /** Applies the edits that a preflight problem offers as its fix. */
  applyEdits?: ((edits: readonly FlowEdit[]) => void) | undefined
}

type Step =
  | { step: 'idle' }
  | { step: 'saving' }
  | { step: 'checking' }
  | { step: 'confirm'; preflight: Preflight }
  | { step: 'starting'; preflight: Preflight }

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
 * Saves the open Flow, asks the server what would run, and shows it. Nothing is started yet.
 * Does nothing while the Flow runs or a start is under way.
 */
export async function requestStart(): Promise<void> {
  const { now } = get()
  if (!bar || now.step === 'saving' || now.step === 'checking' || now.step === 'starting') return
  const { flowId, document } = bar
  if (isActive(useLive.getState().runs[flowId])) return
  const current = () => bar?.flowId === flowId
  set({ now: { step: 'saving' }, error: null })
  try {
    const revision = await document.saveBeforeStart()
    if (!current()) return
    if (revision === null) return set({ now: { step: 'idle' } })
    set({ now: { step: 'checking' } })
    const preflight = await command('run.preflight', { flowId, revision })
    if (current()) set({ now: { step: 'confirm', preflight } })
  } catch (error) {
    if (current()) failedToRun(error)
  }
}

/** Starts what preflight showed. */
export async function confirmStart(): Promise<void> {
  const { now } = get()
  if (now.step !== 'confirm') return
  const { preflight } = now
  set({ now: { step: 'starting', preflight } })
  try {
    await command('run.start', { flowId: preflight.flowId, revision: preflight.revision })
    if (bar?.flowId === preflight.flowId) set({ now: { step: 'idle' } })
  } catch (error) {
    if (bar?.flowId === preflight.flowId) failedToRun(error)
  }
}

export function cancelStart(): void {
  if (get().now.step === 'confirm') set({ now: { step: 'idle' } })
}

/** Applies a problem's fix to the document, then saves and checks again. */
export async function applyFix(edits: readonly unknown[]): Promise<void> {
  if (!bar?.document.applyEdits) return
  // What the edits may do is checked where they are applied; the protocol carries them unread.
  bar.document.applyEdits(edits as FlowEdit[])
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
