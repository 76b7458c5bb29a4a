import { FlowError, type DocarrayGeneration } from '@flowdeck/shared'
import { create } from 'zustand'
import { command, onSetupLine } from '../../connection/connect.ts'
import { t } from '../../../i18n/t.ts'

const MAX_LINES = 200

interface PythonSetupState {
  /** The environment that is being made; null when none is. */
  docarray: DocarrayGeneration | null
  /** What the tools printed, newest last. */
  lines: readonly string[]
  /** Why the last one was not made. */
  error: string | null
}

/** A Python environment on its way, as the server tells it. */
export const usePythonSetup = create<PythonSetupState>()(() => ({ docarray: null, lines: [], error: null }))
const set = usePythonSetup.setState

/** Makes an environment; resolves with whether it is there. */
export async function setUpPython(docarray: DocarrayGeneration): Promise<boolean> {
  set({ docarray, lines: [t('Beginning…')], error: null })
  try {
    await command('python.setup', { docarray })
    return true
  } catch (thrown) {
    const { code, message } = FlowError.from(thrown)
    set({ error: code === 'REQUEST_CANCELLED' ? null : message })
    return false
  } finally {
    set({ docarray: null })
  }
}

export function cancelPythonSetup(): void {
  command('python.cancel', {}).catch(() => undefined)
}

onSetupLine(({ line }) => set(({ lines }) => ({ lines: [...lines.slice(1 - MAX_LINES), line] })))
