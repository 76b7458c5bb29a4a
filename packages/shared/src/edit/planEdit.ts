import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import type { ParsedFlow } from '../model/flowModel.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { parseFlow, yamlOf } from '../read/parseFlow.ts'
import { rescalarDeep } from '../yaml/rescalar.ts'
import { hasLoneReturn, toLineFeeds } from '../yaml/lineBreaks.ts'
import { untagFlow } from '../read/taggedFlow.ts'
import { spliceBetween } from './text/diffText.ts'
import { copyExecutors, pasteExecutors } from './editCopies.ts'
import { isToggle, planToggle, type ToggleEdit } from './editDisabled.ts'
import { editField, renameKey } from './editFields.ts'
import { moveInList } from './editOrder.ts'
import {
  addExecutor,
  connect,
  disconnect,
  insertOnEdge,
  reconnect,
  removeExecutors,
  renameExecutor,
} from './editTopology.ts'
import { withKey } from './text/entryKeys.ts'
import type { EditOutcome, EditRefusal, FlowEdit, Splice } from '../model/flowEdit.ts'
import { draftOf, executorsOf, requireExecutor, settle, type FlowDraft } from './text/flowDraft.ts'
import { labelOf } from './labelOf.ts'
import { protectKey } from './text/protectText.ts'
import { restoreAnchors } from './text/restoreAnchors.ts'
import { applySplices, sortSplices } from './text/splices.ts'
import { CannotWrite, FlowText } from './text/textSlots.ts'
import { rootOf, writeFlow } from './text/writeFlow.ts'
import { sentence, type Sentence } from '../words/sentence.ts'
import { yamlEqual } from './text/yamlEqual.ts'

/**
 * Turns an edit into the smallest change of the text that makes it. The new text is read again and compared with what
 * was meant: an edit that the text cannot express is refused in words, never made by halves. Never throws.
 */
export function planEdit(parsed: ParsedFlow, edit: FlowEdit): ({ ok: true } & EditOutcome) | EditRefusal {
  try {
    return { ok: true, ...plan(parsed, edit) }
  } catch (thrown) {
    if (thrown instanceof CannotWrite) return { refused: thrown.message, said: thrown.said }
    throw thrown
  }
}

function plan(parsed: ParsedFlow, edit: FlowEdit): EditOutcome {
  if (edit.type === 'replaceText') {
    const splice = spliceBetween(parsed.text, edit.text)
    const after = splice ? parseFlow(edit.text) : parsed
    return {
      splices: splice ? [splice] : [],
      text: edit.text,
      parsed: after,
      added: [],
      renamed: {},
      label: labelOf(edit),
    }
  }
  if (hasLoneReturn(parsed.text)) return planWithReturns(parsed, edit)
  const untagged = untagFlow(yamlOf(parsed))
  if (untagged !== null) {
    const outcome = plan(parseFlow(untagged), edit)
    const splice = spliceBetween(parsed.text, outcome.text)
    return { ...outcome, splices: splice ? [splice] : [] }
  }
  if (isToggle(edit)) return { ...planToggle(parsed, edit), renamed: {}, label: labelOf(edit) }
  const before = draftOf(parsed)
  const file = new FlowText(yamlOf(parsed))
  if (edit.type === 'renameKey') {
    const splices = renameKey(file, before, edit)
    return finish(parsed, edit, { splices, before, after: before, root: null })
  }
  const after = draftAfter(before, edit)
  const splices = sortSplices(writeFlow(file, before, after))
  return finish(parsed, edit, { splices, before, after, root: rootOf(after) })
}

/** An edit of a text whose lines end with CR: it is planned with LF, which has the same length. */
function planWithReturns(parsed: ParsedFlow, edit: FlowEdit): EditOutcome {
  if (parsed.text.includes('\n'))
    throw new CannotWrite(
      sentence(
        'Some lines of this file end with CR alone, others do not. Save it with one kind of line end first.',
      ),
    )
  const toReturns = (text: string) => text.replaceAll('\n', '\r')
  const outcome = plan(parseFlow(toLineFeeds(parsed.text)), edit)
  const text = toReturns(outcome.text)
  return {
    ...outcome,
    splices: outcome.splices.map((splice) => ({ ...splice, text: toReturns(splice.text) })),
    text,
    parsed: parseFlow(text),
  }
}

function draftAfter(
  draft: FlowDraft,
  edit: Exclude<FlowEdit, { type: 'replaceText' | 'renameKey' } | ToggleEdit>,
): FlowDraft {
  switch (edit.type) {
    case 'several':
      return edit.steps.reduce(draftAfter, draft)
    case 'addExecutor':
      return settle(addExecutor(draft, newExecutor(edit), edit))
    case 'insertOnEdge':
      return settle(insertOnEdge(draft, newExecutor(edit), edit))
    case 'removeExecutors':
      return settle(removeExecutors(draft, edit.names, edit.reconnect))
    case 'renameExecutor':
      return settle(renameExecutor(draft, edit.from, edit.to))
    case 'connect':
      return settle(connect(draft, edit.from, edit.to))
    case 'disconnect':
      return settle(disconnect(draft, edit.from, edit.to))
    case 'reconnect':
      return settle(reconnect(draft, edit, edit))
    case 'moveInList':
      return settle(moveInList(draft, edit.name, edit.by))
    case 'duplicate':
      return settle(copyExecutors(draft, edit.names, edit.keepIncoming ?? false))
    case 'paste':
      return settle(pasteExecutors(draft, edit.yaml, edit.keepIncoming ?? false))
    case 'setField':
      if (isName(edit) && typeof edit.target === 'object')
        return rename(draft, edit.target.executor, edit.value)
      return editField(draft, edit, edit.value)
    case 'clearField':
      if (isName(edit) && typeof edit.target === 'object') refuseNameless(draft, edit.target.executor)
      return editField(draft, edit, undefined)
  }
}

function newExecutor({ name, values = {} }: { name: string; values?: YamlMap }) {
  return {
    name,
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, protectKey(value)])),
  }
}

function isName(edit: { key: string; path?: readonly (string | number)[] }): boolean {
  return edit.key === 'name' && (edit.path?.length ?? 0) === 0
}

/** Setting a name is renaming; set to what Jina makes of it already, it is written down. */
function rename(draft: FlowDraft, executor: string, value: YamlValue): FlowDraft {
  if (typeof value !== 'string') throw new CannotWrite(sentence('The name of an Executor is a text.'))
  if (value === executor) return editField(draft, { target: { executor }, key: 'name' }, value)
  return settle(renameExecutor(draft, executor, value))
}

function refuseNameless(draft: FlowDraft, name: string): void {
  requireExecutor(draft, name)
  const user = executorsOf(draft).find((item) => item.needs.includes(name))
  if (user)
    throw new CannotWrite(
      sentence('"{{user}}" needs "{{name}}" by its name; rename it instead.', { user: user.name, name }),
    )
}

interface Planned {
  splices: Splice[]
  before: FlowDraft
  after: FlowDraft
  /** What the new text should hold; null when only keys were renamed. */
  root: YamlMap | null
}

function finish(parsed: ParsedFlow, edit: FlowEdit, planned: Planned): EditOutcome {
  const { before, after, root } = planned
  const written = applySplices(parsed.text, planned.splices)
  const text = root === null ? written : restoreAnchors(yamlOf(parsed), written)
  const whole = text === written ? null : spliceBetween(parsed.text, text)
  const splices = whole ? [whole] : planned.splices
  const read = splices.length === 0 ? parsed : parseFlow(text)
  if (!read.spec) throw new CannotWrite(unwritable(read.issues[0]?.said))
  if (root !== null && !holds(read, root)) throw new CannotWrite(unwritable())
  const names = new Map(read.spec.executors.map((executor) => [executor.path.at(-1), executor.name]))
  const renamed: Record<string, string> = {}
  const added: string[] = []
  for (const [index, item] of after.items.entries()) {
    const name = names.get(index)
    const old = item.from === undefined ? null : before.items[item.from]?.name
    if (name !== undefined && item.from === undefined) added.push(name)
    if (name !== undefined && old && old !== name)
      Object.defineProperty(renamed, old, {
        value: name,
        enumerable: true,
        writable: true,
        configurable: true,
      })
  }
  return { splices, text, parsed: read, added, renamed, label: labelOf(edit) }
}

/** Whether a text says exactly what was meant; a new file also gets its `jtype`. */
function holds(read: ParsedFlow, root: YamlMap): boolean {
  const value = rescalarDeep(yamlOf(read).value)
  if (value === null) return Object.keys(root).length === 0
  if (!isMapValue(value)) return false
  const expected = Object.hasOwn(root, 'jtype') ? root : withKey(root, 'jtype', value['jtype'])
  return yamlEqual(value, expected)
}

function unwritable(reason?: Sentence): Sentence {
  return sentence(
    'This cannot be written without changing something else: the place uses YAML (an anchor, an alias or a merge) that is shared or unusual. Change it in the YAML panel.',
    {},
    reason,
  )
}
