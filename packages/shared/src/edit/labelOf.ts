import { GATEWAY } from '../flow/flowModel.ts'
import type { EditTarget, FlowEdit } from './flowEdit.ts'

/** What an edit does, in words, for undo: "Add encoder", "Set replicas of encoder". */
export function labelOf(edit: FlowEdit): string {
  switch (edit.type) {
    case 'addExecutor':
    case 'insertOnEdge':
      return `Add ${edit.name}`
    case 'removeExecutors':
    case 'removeDisabled':
      return `Remove ${several(edit.names)}`
    case 'disableExecutors':
      return `Disable ${several(edit.names)}`
    case 'enableExecutors':
      return `Enable ${several(edit.names)}`
    case 'renameExecutor':
      return `Rename ${edit.from} to ${edit.to}`
    case 'connect':
      return `Connect ${entry(edit.from)} to ${exit(edit.to)}`
    case 'disconnect':
      return `Disconnect ${entry(edit.from)} from ${exit(edit.to)}`
    case 'reconnect':
      return `Connect ${entry(edit.newFrom)} to ${exit(edit.newTo)}`
    case 'setField':
      return `Set ${[edit.key, ...(edit.path ?? [])].join('.')} of ${target(edit.target)}`
    case 'clearField':
      return `Reset ${[edit.key, ...(edit.path ?? [])].join('.')} of ${target(edit.target)}`
    case 'renameKey':
      return `Rename ${edit.key} to ${edit.to}`
    case 'moveInList':
      return `Move ${edit.name} ${edit.by < 0 ? 'up' : 'down'}`
    case 'duplicate':
      return `Duplicate ${several(edit.names)}`
    case 'several':
      return edit.label
    case 'paste':
      return 'Paste'
    case 'replaceText':
      return 'Edit the text'
  }
}

const entry = (name: string) => (name === GATEWAY ? 'the entry' : name)
const exit = (name: string) => (name === GATEWAY ? 'the exit' : name)
const several = (names: readonly string[]) =>
  names.length === 1 ? (names[0] as string) : `${names.length} Executors`

function target(of: EditTarget): string {
  return typeof of === 'object' ? of.executor : of === 'gateway' ? 'the Gateway' : 'the Flow'
}
