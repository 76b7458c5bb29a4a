import { GATEWAY } from '../model/flowModel.ts'
import { fill } from '../words/sentence.ts'
import type { EditTarget, FlowEdit } from '../model/flowEdit.ts'

/** Puts values into a text at `{{name}}`, or into its translation; `count` may choose a plural. */
export type Say = (text: string, values?: Readonly<Record<string, string | number>>) => string

/** What an edit does, in words, for undo: "Add encoder", "Set replicas of encoder". `say` may translate them. */
export function labelOf(edit: FlowEdit, say: Say = fill): string {
  const entry = (name: string) => (name === GATEWAY ? say('the entry') : name)
  const exit = (name: string) => (name === GATEWAY ? say('the exit') : name)
  const several = (names: readonly string[]) =>
    names.length === 1 ? (names[0] as string) : say('{{count}} Executors', { count: names.length })
  const owner = (of: EditTarget) =>
    typeof of === 'object' ? of.executor : of === 'gateway' ? say('the Gateway') : say('the Flow')
  switch (edit.type) {
    case 'addExecutor':
    case 'insertOnEdge':
      return say('Add {{name}}', { name: edit.name })
    case 'removeExecutors':
    case 'removeDisabled':
      return say('Remove {{what}}', { what: several(edit.names) })
    case 'disableExecutors':
      return say('Disable {{what}}', { what: several(edit.names) })
    case 'enableExecutors':
      return say('Enable {{what}}', { what: several(edit.names) })
    case 'renameExecutor':
      return say('Rename {{from}} to {{to}}', { from: edit.from, to: edit.to })
    case 'connect':
      return say('Connect {{from}} to {{to}}', { from: entry(edit.from), to: exit(edit.to) })
    case 'disconnect':
      return say('Disconnect {{from}} from {{to}}', { from: entry(edit.from), to: exit(edit.to) })
    case 'reconnect':
      return say('Connect {{from}} to {{to}}', { from: entry(edit.newFrom), to: exit(edit.newTo) })
    case 'setField':
      return say('Set {{key}} of {{of}}', {
        key: [edit.key, ...(edit.path ?? [])].join('.'),
        of: owner(edit.target),
      })
    case 'clearField':
      return say('Reset {{key}} of {{of}}', {
        key: [edit.key, ...(edit.path ?? [])].join('.'),
        of: owner(edit.target),
      })
    case 'renameKey':
      return say('Rename {{from}} to {{to}}', { from: edit.key, to: edit.to })
    case 'moveInList':
      return edit.by < 0
        ? say('Move {{name}} up', { name: edit.name })
        : say('Move {{name}} down', { name: edit.name })
    case 'duplicate':
      return say('Duplicate {{what}}', { what: several(edit.names) })
    case 'several':
      return edit.label
    case 'paste':
      return say('Paste')
    case 'replaceText':
      return say('Edit the text')
  }
}
