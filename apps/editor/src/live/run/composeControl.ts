import { FlowError, type AskedPermission } from '@flowdeck/shared'
import { create } from 'zustand'
import { command } from '../connection/connect.ts'
import { useLive } from '../state/useLive.ts'
import { runBarNow } from './runControl.ts'
import { isActive } from './runSummary.ts'

interface ComposeControl {
  /** The Compose command line of the server's machine; null while it is looked for, or when there is none. */
  tool: string | null
  /** Why there is none. */
  reason: string | null
  /** The Flow that the dialog is open for; null while it is closed. */
  flowId: string | null
  busy: boolean
  /** What the Flow reads from the environment and sets in it, and whether that is allowed; null until the server has answered. */
  asked: AskedPermission[] | null
}

/** Where running a Flow as containers stands. */
export const useCompose = create<ComposeControl>()(() => ({
  tool: null,
  reason: null,
  flowId: null,
  busy: false,
  asked: null,
}))
const set = useCompose.setState

/** Looks for a Compose command line again: one may have been installed, or its daemon started, meanwhile. */
export async function findCompose(): Promise<void> {
  try {
    set(await command('compose.find', {}))
  } catch (thrown) {
    set({ tool: null, reason: FlowError.from(thrown).message })
  }
}

/** Asks whether the open Flow shall run as containers, and shows what that needs consent for. Does nothing while it runs. */
export async function openCompose(): Promise<void> {
  const bar = runBarNow()
  if (!bar || isActive(useLive.getState().runs[bar.flowId])) return
  const { flowId, document } = bar
  // What is not saved counts: it is what would be saved and started.
  const { revision, unsaved } = document.read()
  set({ flowId, busy: false, asked: null })
  const finding = useCompose.getState().tool === null ? findCompose() : null
  const text = unsaved ? { text: unsaved.after } : {}
  const asked = await command('run.preflight', { flowId, revision, ...text }).then(
    ({ permissions }) => permissions,
    // The start itself asks again, and says what is wrong.
    () => [],
  )
  if (useCompose.getState().flowId === flowId) set({ asked })
  await finding
}

export function closeCompose(): void {
  set({ flowId: null, busy: false, asked: null })
}
