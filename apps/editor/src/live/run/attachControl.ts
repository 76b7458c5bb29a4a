import { FlowError } from '@flowdeck/shared'
import { create } from 'zustand'
import { command } from '../connection/connect.ts'
import { useLive } from '../state/useLive.ts'
import { useRunControl } from './runControl.ts'
import { isActive } from './runSummary.ts'
import { browserStorage } from '../../ui/storage.ts'

interface AttachControl {
  /** The Flow that the dialog is open for; null while it is closed. */
  flowId: string | null
  busy: boolean
  /** Why it was not attached. */
  error: string | null
}

/** Where attaching to a Gateway stands. */
export const useAttach = create<AttachControl>()(() => ({ flowId: null, busy: false, error: null }))
const set = useAttach.setState
const get = useAttach.getState

/** Asks for the address of a Gateway that shall be followed as the open Flow. Does nothing while the Flow runs. */
export function openAttach(): void {
  const { flowId } = useRunControl.getState()
  if (flowId === null || isActive(useLive.getState().runs[flowId])) return
  set({ flowId, busy: false, error: null })
}

export function closeAttach(): void {
  set({ flowId: null, busy: false, error: null })
}

export const forgetAttachError = () => set({ error: null })

/** Attaches; the dialog closes when the Gateway answered, and says why when it did not. */
export async function attach(address: string): Promise<void> {
  const { flowId, busy } = get()
  if (flowId === null || busy) return
  set({ busy: true, error: null })
  try {
    await command('run.attach', { flowId, address })
    keepAddress(flowId, address)
    if (get().flowId === flowId) closeAttach()
  } catch (thrown) {
    const { message } = FlowError.from(thrown)
    if (get().flowId === flowId) set({ busy: false, error: sentence(message) })
  }
}

/** With a capital, unless an address comes first, and a full stop. */
const sentence = (message: string) =>
  `${message.replace(/^[a-z]+(?= )/, (word) => word.charAt(0).toUpperCase() + word.slice(1))}${/[.!?]$/.test(message) ? '' : '.'}`

const key = (flowId: string) => `flowdeck.attach.${flowId}`

/** The address that this Flow was attached to last. */
export function lastAddress(flowId: string): string {
  return browserStorage.getItem(key(flowId)) ?? ''
}

function keepAddress(flowId: string, address: string): void {
  browserStorage.setItem(key(flowId), address.trim())
}
