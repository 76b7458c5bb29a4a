import {
  GATEWAY,
  meaningOf,
  type ExecutorSpec,
  type Field,
  type FlowEdit,
  type FlowSpec,
  type FlowStep,
} from '@flowdeck/shared'
import { fieldText, readFieldText, splitList } from '../inspector/fieldValue.ts'
import { t } from '../i18n/t.ts'

/** The key under which a field is written in an entry (an alias counts); null when it is not. */
function writtenKey({ written }: ExecutorSpec, field: Field): string | null {
  return (
    Object.keys(written).find((key) => {
      const meaning = meaningOf('executor', key)
      return meaning.type === 'field' && meaning.field.key === field.key
    }) ?? null
  )
}

/** What a cell shows: what is written, else (`implied`) what holds without it. */
export function cellText(executor: ExecutorSpec, field: Field): { text: string; implied: boolean } {
  if (field.key === 'name') return { text: executor.name, implied: executor.writtenName === null }
  if (field.key === 'needs')
    return { text: executor.needs.join(', '), implied: executor.writtenNeeds === null }
  const key = writtenKey(executor, field)
  const value = key === null ? executor.args[field.key] : executor.written[key]
  return { text: value === null ? '' : fieldText(value, field.type), implied: key === null }
}

export interface CellChange {
  field: Field
  typed: string
}

/**
 * The edit that writes a typed text into one column of one or many rows; null when nothing changes. An empty text
 * removes the key. What cannot be is refused in words.
 */
export function cellEdit(
  spec: FlowSpec,
  names: readonly string[],
  { field, typed }: CellChange,
): FlowEdit | { refused: string } | null {
  const rows = spec.executors.filter(({ name }) => names.includes(name))
  const [first] = rows
  if (!first) return null
  if (field.key === 'name') return renamed(first, typed.trim())
  const found = field.key === 'needs' ? needsSteps(spec, rows, typed) : fieldSteps(rows, { field, typed })
  if ('refused' in found) return found
  const { steps } = found
  const [only] = steps
  if (!only) return null
  const of = rows.length === 1 ? first.name : t('{{count}} Executors', { count: rows.length })
  return steps.length === 1
    ? only
    : {
        type: 'several',
        steps,
        label:
          typed.trim() === ''
            ? t('Reset {{key}} of {{of}}', { key: field.key, of })
            : t('Set {{key}} of {{of}}', { key: field.key, of }),
      }
}

function renamed(executor: ExecutorSpec, typed: string): FlowEdit | { refused: string } | null {
  if (typed === executor.name) return null
  if (typed === '')
    return { refused: t('An Executor needs a name here; remove the key in the YAML instead.') }
  return { type: 'renameExecutor', from: executor.name, to: typed }
}

type Steps = { steps: FlowStep[] } | { refused: string }

function fieldSteps(rows: readonly ExecutorSpec[], { field, typed }: CellChange): Steps {
  const read = readFieldText(field, typed)
  if (read.type === 'invalid') return { refused: read.message }
  const steps = rows.flatMap((executor): FlowStep[] => {
    const target = { executor: executor.name }
    if (read.type === 'value') return [{ type: 'setField', target, key: field.key, value: read.value }]
    return writtenKey(executor, field) === null ? [] : [{ type: 'clearField', target, key: field.key }]
  })
  return { steps }
}

function needsSteps(spec: FlowSpec, rows: readonly ExecutorSpec[], typed: string): Steps {
  const wanted = [...new Set(splitList(typed))]
  const known = new Set([GATEWAY, ...spec.executors.map(({ name }) => name)])
  const stranger = wanted.find((name) => !known.has(name))
  if (stranger !== undefined)
    return {
      refused: t('No Executor is called {{stranger}}. Write names of this Flow, or {{gateway}}.', {
        stranger,
        gateway: GATEWAY,
      }),
    }
  const steps = rows.flatMap((executor): FlowStep[] => {
    const { name } = executor
    if (wanted.length === 0)
      return executor.writtenNeeds === null
        ? []
        : [{ type: 'clearField', target: { executor: name }, key: 'needs' }]
    // First what comes, then what goes: it never waits for nobody.
    return [
      ...wanted
        .filter((from) => !executor.needs.includes(from))
        .map((from): FlowStep => ({ type: 'connect', from, to: name })),
      ...executor.needs
        .filter((from) => !wanted.includes(from))
        .map((from): FlowStep => ({ type: 'disconnect', from, to: name })),
    ]
  })
  return { steps }
}
