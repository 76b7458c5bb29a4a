import type { YamlPath } from '../flow/flowIssue.ts'
import type { FieldScope } from '../flow/fields.ts'
import {
  GATEWAY,
  type ExecutorSpec,
  type FlowSpec,
  type ParsedFlow,
  type YamlMap,
} from '../flow/flowModel.ts'
import { meaningOf } from '../flow/keys.ts'
import { isMapValue } from '../flow/readExecutors.ts'
import { parseFlow } from '../yaml/parseFlow.ts'
import { isMap, isScalar } from 'yaml'
import { checkConnection } from './checkConnection.ts'
import { entriesOf } from './copyAsYaml.ts'
import { spliceBetween } from './diffText.ts'
import type { EditOutcome, EditRefusal, EditTarget, FlowEdit } from './flowEdit.ts'
import { labelOf } from './labelOf.ts'
import { nameProblem, uniqueName } from './names.ts'
import { neededChanges, without, wiringOf, type Wired, type Wiring } from './topology.ts'
import { YamlEditor } from './YamlEditor.ts'

class Refused extends Error {}

type Result = { text: string; added?: string[]; renamed?: Record<string, string> }

/**
 * Turns an edit into the smallest change of the text: lines that it does not concern stay as they are, byte for byte.
 * Needs a text from which a Flow can be read; otherwise only `replaceText` is possible.
 */
export function planEdit(parsed: ParsedFlow, edit: FlowEdit): EditOutcome | EditRefusal {
  try {
    const { text, added = [], renamed = {} } = carryOut(parsed, edit)
    const splice = spliceBetween(parsed.text, text)
    return { splices: splice ? [splice] : [], text, added, renamed, label: labelOf(edit) }
  } catch (thrown) {
    if (thrown instanceof Refused) return { refused: thrown.message }
    throw thrown
  }
}

function carryOut(parsed: ParsedFlow, edit: FlowEdit): Result {
  if (edit.type === 'replaceText') return { text: edit.text }
  const { spec } = parsed
  if (!spec)
    throw new Refused(
      `The text cannot be read as a Flow: ${parsed.issues[0]?.message ?? 'fix it in the YAML panel'} Fix that first.`,
    )
  const flow: Editing = { spec, text: parsed.text, list: listPath(spec, parsed.text) }
  switch (edit.type) {
    case 'addExecutor':
      return addExecutor(flow, edit)
    case 'insertOnEdge':
      return insertOnEdge(flow, edit)
    case 'removeExecutors':
      return removeExecutors(flow, edit)
    case 'renameExecutor':
      return renameExecutor(flow, edit.from, edit.to)
    case 'connect':
      return connect(flow, edit.from, edit.to)
    case 'disconnect':
      return disconnect(flow, edit.from, edit.to)
    case 'reconnect':
      return reconnect(flow, edit)
    case 'setField': {
      if (edit.key === 'name' && !edit.path && typeof edit.target === 'object')
        return renameExecutor(flow, edit.target.executor, String(edit.value))
      const editor = new YamlEditor(flow.text)
      setField(flow, editor, edit)
      return { text: editor.apply() }
    }
    case 'clearField': {
      const editor = new YamlEditor(flow.text)
      const base = basePath(flow, edit.target, edit.key)
      editor.remove(
        [...base, writtenKey(editor, base, edit.target, edit.key), ...(edit.path ?? [])],
        keptLevels(base),
      )
      return { text: editor.apply() }
    }
    case 'renameKey': {
      const editor = new YamlEditor(flow.text)
      const base = edit.target === 'root' ? [] : basePath(flow, edit.target, edit.key)
      if (editor.node(base) === null || !editor.yaml.positions.pairAt([...base, edit.key]))
        throw new Refused(`There is no key "${edit.key}" to rename.`)
      if (editor.yaml.positions.pairAt([...base, edit.to]))
        throw new Refused(`"${edit.to}" stands there already; remove one of the two.`)
      editor.renameKey([...base, edit.key], edit.to)
      return { text: editor.apply() }
    }
    case 'duplicate':
      return duplicate(flow, edit.names, edit.keepIncoming ?? false)
    case 'paste':
      return paste(flow, edit.yaml, edit.keepIncoming ?? false)
  }
}

interface Editing {
  spec: FlowSpec
  text: string
  /** Path of the list of Executors: `executors`, or `deployments`. */
  list: YamlPath
}

function listPath(spec: FlowSpec, text: string): YamlPath {
  const [first] = spec.executors
  if (first) return first.path.slice(0, -1)
  return /^deployments\s*:/m.test(text) && !/^executors\s*:/m.test(text) ? ['deployments'] : ['executors']
}

function find({ spec }: Editing, name: string): ExecutorSpec {
  const executor = spec.executors.find((e) => e.name === name)
  if (!executor) throw new Refused(`There is no Executor "${name}".`)
  return executor
}

/** Where the keys of a target stand; `needs` of an embedded Deployment stands outside its `with`. */
function basePath(flow: Editing, target: EditTarget, key: string): YamlPath {
  if (target === 'gateway') return [GATEWAY]
  if (target === 'flow') return ['with']
  const executor = find(flow, target.executor)
  return key === 'needs' ? executor.path : executor.argsPath
}

/** An Executor's entry stays even when it becomes empty; other maps go when their last key goes. */
function keptLevels(base: YamlPath): number {
  return base.length > 1 ? base.length : 0
}

/** The key as it stands in the file: `port_expose` where `port` is meant, else the key itself. */
function writtenKey(editor: YamlEditor, base: YamlPath, target: EditTarget, key: string): string {
  const scope: FieldScope = typeof target === 'object' ? 'executor' : target
  const map = editor.node(base)
  if (!isMap(map)) return key
  for (const pair of map.items) {
    const written = isScalar(pair.key) ? String(pair.key.value) : ''
    if (written === key) return key
  }
  for (const pair of map.items) {
    const written = isScalar(pair.key) ? String(pair.key.value) : ''
    const meaning = meaningOf(scope, written)
    if (meaning.type === 'field' && meaning.field.key === key) return written
  }
  return key
}

function setField(flow: Editing, editor: YamlEditor, edit: Extract<FlowEdit, { type: 'setField' }>): void {
  const base = basePath(flow, edit.target, edit.key)
  const entry = editor.node(base)
  // `- encoder.yml` is short for `- uses: encoder.yml`; with a second key it must be a map.
  if (typeof edit.target === 'object' && entry && !isMap(entry) && !edit.path) {
    const { written } = find(flow, edit.target.executor)
    editor.set(base, { ...written, [edit.key]: edit.value })
    return
  }
  editor.set([...base, writtenKey(editor, base, edit.target, edit.key), ...(edit.path ?? [])], edit.value)
}

/** Writes `needs` where the wanted wiring asks for it, and nowhere else. */
function writeNeeds(flow: Editing, editor: YamlEditor, wiring: Wiring): void {
  const changes = neededChanges(wiring)
  for (const { name, path } of flow.spec.executors) {
    const needs = changes.get(name)
    if (!needs) continue
    const entry = editor.node(path)
    if (isMap(entry)) editor.set([...path, 'needs'], needsValue(editor, path, needs))
    else editor.set(path, { ...find(flow, name).written, needs })
  }
}

/** One need as a plain name, several as a list; a list stays a list. */
function needsValue(editor: YamlEditor, path: YamlPath, needs: string[]): string | string[] {
  const written = editor.node([...path, 'needs'])
  const single = needs.length === 1 && (written === null || isScalar(written))
  return single ? (needs[0] as string) : needs
}

function entryOf(name: string, values: YamlMap, needs: string[] | null): YamlMap {
  const { name: _, needs: __, ...rest } = values
  return { name, ...rest, ...(needs ? { needs: needs.length === 1 ? (needs[0] as string) : needs } : {}) }
}

interface NewEntry {
  name: string
  values: YamlMap
  needs: string[]
}

/** Inserts new Executors before an index of the list, with `needs` only where chaining would not give them. */
function insertEntries(
  flow: Editing,
  wiring: Wiring,
  { at, entries }: { at: number; entries: NewEntry[] },
): string {
  const fresh = entries.map(({ name, needs, values }): Wired => ({
    name,
    needs,
    floating: values['floating'] === true,
    written: null,
  }))
  const wanted = [...wiring.slice(0, at), ...fresh, ...wiring.slice(at)]
  const changes = neededChanges(wanted)
  const editor = new YamlEditor(flow.text)
  writeNeeds(flow, editor, wanted)
  const index = at < flow.spec.executors.length ? (flow.spec.executors[at]?.path.at(-1) as number) : Infinity
  editor.insertItems(
    flow.list,
    index,
    entries.map(({ name, values }) => entryOf(name, values, changes.get(name) ?? null)),
  )
  return editor.apply()
}

function addExecutor(flow: Editing, edit: Extract<FlowEdit, { type: 'addExecutor' }>): Result {
  const problem = nameProblem(flow.spec, edit.name)
  if (problem) throw new Refused(problem)
  const wiring = wiringOf(flow.spec)
  const last = wiring.findLast((entry) => !entry.floating)?.name ?? GATEWAY
  for (const need of edit.needs ?? []) if (need !== GATEWAY) find(flow, need)
  const needs = edit.needs && edit.needs.length > 0 ? edit.needs : [last]
  const entries = [{ name: edit.name, values: edit.values ?? {}, needs }]
  return { text: insertEntries(flow, wiring, { at: wiring.length, entries }), added: [edit.name] }
}

function insertOnEdge(flow: Editing, edit: Extract<FlowEdit, { type: 'insertOnEdge' }>): Result {
  const problem = nameProblem(flow.spec, edit.name)
  if (problem) throw new Refused(problem)
  const wiring = wiringOf(flow.spec)
  if (edit.from !== GATEWAY) find(flow, edit.from)
  const entries = [{ name: edit.name, values: edit.values ?? {}, needs: [edit.from] }]
  if (edit.to === GATEWAY)
    return { text: insertEntries(flow, wiring, { at: wiring.length, entries }), added: [edit.name] }
  const at = wiring.findIndex((entry) => entry.name === find(flow, edit.to).name)
  const target = wiring[at] as Wired
  if (!target.needs.includes(edit.from)) throw new Refused(`"${edit.to}" does not wait for "${edit.from}".`)
  target.needs = target.needs.map((need) => (need === edit.from ? edit.name : need))
  return { text: insertEntries(flow, wiring, { at, entries }), added: [edit.name] }
}

function removeExecutors(flow: Editing, edit: Extract<FlowEdit, { type: 'removeExecutors' }>): Result {
  const names = new Set(edit.names.map((name) => find(flow, name).name))
  const editor = new YamlEditor(flow.text)
  const wanted = without(wiringOf(flow.spec), names, edit.reconnect)
  writeNeeds(flow, editor, wanted)
  const indexes = flow.spec.executors.filter((e) => names.has(e.name)).map((e) => e.path.at(-1) as number)
  editor.removeItems(flow.list, indexes)
  return { text: editor.apply() }
}

function renameExecutor(flow: Editing, from: string, to: string): Result {
  const executor = find(flow, from)
  if (from === to) return { text: flow.text }
  const problem = nameProblem(flow.spec, to, from)
  if (problem) throw new Refused(problem)
  const editor = new YamlEditor(flow.text)
  const entry = editor.node(executor.argsPath)
  if (!isMap(entry)) editor.set(executor.argsPath, { name: to, ...executor.written })
  else if (editor.yaml.positions.pairAt([...executor.argsPath, 'name']))
    editor.set([...executor.argsPath, 'name'], to)
  else editor.setFirst(executor.argsPath, 'name', to)
  for (const other of flow.spec.executors) {
    if (!other.writtenNeeds?.includes(from)) continue
    const base = [...other.path, 'needs']
    const written = editor.node(base)
    if (isScalar(written)) editor.set(base, other.writtenNeeds.map((n) => (n === from ? to : n)).join(','))
    else other.writtenNeeds.forEach((need, i) => need === from && editor.set([...base, i], to))
  }
  return { text: editor.apply(), renamed: { [from]: to } }
}

function connect(flow: Editing, from: string, to: string): Result {
  const problem = checkConnection(flow.spec, from, to)
  if (problem) throw new Refused(problem.message)
  if (to === GATEWAY) return moveToEnd(flow, from)
  const wiring = wiringOf(flow.spec)
  const target = wiring.find((entry) => entry.name === to) as Wired
  target.needs = [...target.needs, from]
  return { text: rewire(flow, wiring) }
}

function disconnect(flow: Editing, from: string, to: string): Result {
  if (to === GATEWAY)
    throw new Refused('The answer always comes from the last Executor. Wire another one to the exit instead.')
  const wiring = wiringOf(flow.spec)
  const target = wiring.find((entry) => entry.name === find(flow, to).name) as Wired
  if (!target.needs.includes(from)) throw new Refused(`"${to}" does not wait for "${from}".`)
  const needs = target.needs.filter((need) => need !== from)
  if (needs.length === 0 && from === GATEWAY)
    throw new Refused(`"${to}" must wait for something: wire it to another Executor first, or remove it.`)
  target.needs = needs.length > 0 ? needs : [GATEWAY]
  return { text: rewire(flow, wiring) }
}

function reconnect(flow: Editing, edit: Extract<FlowEdit, { type: 'reconnect' }>): Result {
  const { from, to, newFrom, newTo } = edit
  if (from === newFrom && to === newTo) return { text: flow.text }
  if (to === GATEWAY) {
    if (newTo !== GATEWAY)
      throw new Refused('The edge to the exit can only begin elsewhere; it cannot end elsewhere.')
    return connect(flow, newFrom, GATEWAY)
  }
  if (newTo === GATEWAY) return connect(flow, newFrom, GATEWAY)
  // Without the old edge first: it must not count as the reason for a cycle.
  const wiring = wiringOf(flow.spec)
  const target = wiring.find((entry) => entry.name === find(flow, to).name) as Wired
  const old = target.needs
  target.needs = old.filter((need) => need !== from)
  const problem = checkConnection({ ...flow.spec, executors: rewired(flow.spec, wiring) }, newFrom, newTo)
  if (problem) throw new Refused(problem.message)
  if (to === newTo) target.needs = old.map((need) => (need === from ? newFrom : need))
  else {
    if (target.needs.length === 0) target.needs = [GATEWAY]
    const other = wiring.find((entry) => entry.name === newTo) as Wired
    other.needs = [...other.needs, newFrom]
  }
  return { text: rewire(flow, wiring) }
}

function rewired(spec: FlowSpec, wiring: Wiring): ExecutorSpec[] {
  return spec.executors.map((executor, i) => ({ ...executor, needs: wiring[i]?.needs ?? executor.needs }))
}

function rewire(flow: Editing, wiring: Wiring): string {
  const editor = new YamlEditor(flow.text)
  writeNeeds(flow, editor, wiring)
  return editor.apply()
}

/** The exit is the last Executor of the list: its entry goes there, and everybody keeps what they wait for. */
function moveToEnd(flow: Editing, name: string): Result {
  const wiring = wiringOf(flow.spec)
  const moved = wiring.find((entry) => entry.name === name) as Wired
  const wanted = [...wiring.filter((entry) => entry !== moved), moved]
  const editor = new YamlEditor(flow.text)
  writeNeeds(flow, editor, wanted)
  const explicit = parseFlow(editor.apply())
  const index = explicit.spec?.executors.find((executor) => executor.name === name)?.path.at(-1)
  if (typeof index !== 'number') throw new Refused(`"${name}" cannot be moved to the end of the list.`)
  const mover = new YamlEditor(explicit.text)
  const list = mover.node(flow.list)
  if (list && 'flow' in list && list.flow)
    throw new Refused('Write the list of Executors as a block first; entries in brackets cannot be moved.')
  const lines = mover.itemText(flow.list, index)
  mover.removeItems(flow.list, [index])
  const end = endOfList(mover, flow.list)
  const atLineStart = end === 0 || explicit.text[end - 1] === '\n'
  const item = lines.replace(/\r?\n$/, '')
  mover.replace(end, end, atLineStart ? `${item}${mover.eol}` : `${mover.eol}${item}`)
  return { text: mover.apply() }
}

function endOfList(editor: YamlEditor, path: YamlPath): number {
  const list = editor.node(path)
  const items = list && 'items' in list ? list.items.length : 0
  const last = editor.itemText(path, items - 1)
  return editor.text.lastIndexOf(last) + last.length
}

/** Where copies go: after the last of the originals, but never so that the exit moves to a copy. */
function placeForCopies({ spec }: Editing, names: readonly string[]): number {
  const last = spec.executors.findLastIndex((executor) => !executor.floating)
  const after = spec.executors.findLastIndex((executor) => names.includes(executor.name)) + 1
  return after > last && last >= 0 ? last : after
}

function duplicate(flow: Editing, names: readonly string[], keepIncoming: boolean): Result {
  const originals = flow.spec.executors.filter((executor) => names.includes(executor.name))
  for (const name of names) find(flow, name)
  return addCopies(flow, {
    originals,
    at: placeForCopies(flow, names),
    needsOf: (need) => (keepIncoming ? need : null),
  })
}

function paste(flow: Editing, yaml: string, keepIncoming: boolean): Result {
  const originals = entriesOf(yaml)
  if (originals.length === 0)
    throw new Refused(
      'The clipboard holds no Executor: copy a Flow, a list of Executors, or one entry as YAML.',
    )
  const known = new Set(flow.spec.executors.map((executor) => executor.name))
  return addCopies(flow, {
    originals,
    at: flow.spec.executors.length === 0 ? 0 : placeForCopies(flow, [flow.spec.executors.at(-1)?.name ?? '']),
    needsOf: (need) => (keepIncoming && known.has(need) ? need : null),
  })
}

function addCopies(
  flow: Editing,
  {
    originals,
    at,
    needsOf,
  }: { originals: ExecutorSpec[]; at: number; needsOf: (need: string) => string | null },
): Result {
  const taken = new Set(flow.spec.executors.map((executor) => executor.name))
  const names = new Map<string, string>()
  for (const { name } of originals) {
    const own = uniqueName(taken, name)
    names.set(name, own)
    taken.add(own)
  }
  const entries = originals.map((original): NewEntry => {
    const needs = original.needs.flatMap(
      (need) => names.get(need) ?? (need === GATEWAY ? GATEWAY : (needsOf(need) ?? [])),
    )
    return {
      name: names.get(original.name) as string,
      values: isMapValue(original.written) ? original.written : {},
      needs: needs.length > 0 ? [...new Set(needs)] : [GATEWAY],
    }
  })
  return { text: insertEntries(flow, wiringOf(flow.spec), { at, entries }), added: [...names.values()] }
}
