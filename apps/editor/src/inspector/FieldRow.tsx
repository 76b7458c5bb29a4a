import {
  READ_IN_POD,
  isMapValue,
  rescalarDeep,
  type FlowSpec,
  type YamlMap,
  type YamlValue,
} from '@flowdeck/shared'
import {
  CircleAlert,
  CircleQuestionMark,
  CornerDownRight,
  Minus,
  Plus,
  RotateCcw,
  TriangleAlert,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { rename } from '../actions/edit.ts'
import { ui } from '../state/uiStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { Hint } from '../ui/Hint.tsx'
import { builderOf } from './builders/builderOf.tsx'
import { clearField, setField } from './commitField.ts'
import { fieldText, readFieldText, readScalar } from './fieldValue.ts'
import type { FieldState, Inspected } from './inspected.ts'
import { ListField } from './ListField.tsx'
import { MapField } from './MapField.tsx'
import { NeedsField } from './NeedsField.tsx'
import { TextField } from './TextField.tsx'
import { useCatalog } from '../palette/catalogStore.ts'
import { NO_KEYS, parametersOf } from './parametersOf.ts'
import { messageOf } from '../i18n/issueWords.ts'
import { t, translated } from '../i18n/t.ts'

interface Props {
  inspected: Inspected
  state: FieldState
  spec: FlowSpec
}

export const fieldId = (key: string) => `field-${key}`

/** One key: its name as it stands in the YAML, what it does, its control, and what is wrong with it. */
export function FieldRow({ inspected, state, spec }: Props) {
  const { field, writtenKey, issues } = state
  const id = fieldId(field.key)
  const set = writtenKey !== null
  const { target } = inspected
  const resettable = set && !(field.key === 'name' && inspected.executor)
  const inline = field.type === 'boolean'
  const help = translated(field.help)
  return (
    <div className={`field ${inline ? 'inline' : ''}`} data-field={field.key}>
      <div className="field-head">
        <Hint text={help}>
          <label htmlFor={id}>{field.key}</label>
        </Hint>
        {set ? <span className="set" title={t('Written in the YAML')} /> : null}
        <Hint text={help}>
          <button
            type="button"
            className="icon-btn small"
            aria-label={t('What {{key}} does', { key: field.key })}
          >
            <CircleQuestionMark aria-hidden="true" />
          </button>
        </Hint>
        <span className="spacer" />
        {resettable ? (
          <Hint
            text={
              field.default === null
                ? t('Reset to the default')
                : t('Reset to the default ({{value}})', { value: fieldText(field.default, field.type) })
            }
          >
            <button
              type="button"
              className="icon-btn small"
              aria-label={t('Reset {{key}}', { key: field.key })}
              onClick={() => clearField(target, { key: field.key })}
            >
              <RotateCcw aria-hidden="true" />
            </button>
          </Hint>
        ) : null}
        {set ? <JumpToLine inspected={inspected} fieldKey={writtenKey} /> : null}
        {inline ? <Control {...{ inspected, state, spec, id }} /> : null}
      </div>
      {inline ? null : <Control {...{ inspected, state, spec, id }} />}
      <p className="sr-only" id={`${id}-help`}>
        {help}
      </p>
      <Issues issues={issues} />
    </div>
  )
}

export function Issues({ issues }: { issues: FieldState['issues'] }) {
  return issues.map((issue) => (
    <p
      className={issue.severity === 'error' ? 'field-error' : 'field-warning'}
      key={`${issue.code}-${issue.range.start}-${issue.message}`}
    >
      {issue.severity === 'error' ? <CircleAlert aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
      <span>{messageOf(issue)}</span>
    </p>
  ))
}

export function JumpToLine({ inspected, fieldKey }: { inspected: Inspected; fieldKey: string }) {
  return (
    <Hint text={t('Show in the YAML')}>
      <button
        type="button"
        className="icon-btn small"
        aria-label={t('Show {{key}} in the YAML', { key: fieldKey })}
        onClick={() => {
          const { source } = useDocument.getState().parsed
          const range =
            source.keyRange([...inspected.path, fieldKey]) ??
            (inspected.executor ? source.keyRange([...inspected.executor.path, fieldKey]) : null)
          if (!range) return
          ui.showPanel('yaml')
          ui.revealLine(range.line, range.column, true)
        }}
      >
        <CornerDownRight aria-hidden="true" />
      </button>
    </Hint>
  )
}

/** A map as the Executor gets it: a Pod reads some keys once more than the Flow. */
function receivedMap(key: string, value: YamlValue | undefined): YamlMap {
  if (!isMapValue(value)) return {}
  return READ_IN_POD.has(key) ? (rescalarDeep(value) as YamlMap) : value
}

function Control({ inspected, state, spec, id }: Props & { id: string }): ReactNode {
  const { field, value } = state
  const { target, executor } = inspected
  const offered = useCatalog(({ entries }) => (executor ? parametersOf(executor, entries) : NO_KEYS))
  const at = { key: field.key }
  const invalid = state.issues.some((issue) => issue.severity === 'error')
  if (field.key === 'needs' && executor) return <NeedsField {...{ id, spec, executor }} />
  const builder = executor ? builderOf({ id, target, executor, fieldKey: field.key, value }) : null
  if (builder) return builder
  if (field.key === 'name' && executor)
    return (
      <TextField
        id={id}
        text={executor.writtenName ?? ''}
        placeholder={executor.name}
        mono
        invalid={invalid}
        commit={(typed) => {
          const applied = rename(executor.name, typed.trim())
          return applied.ok ? null : applied.reason
        }}
      />
    )
  if (field.type === 'boolean') {
    const on = (value ?? state.fallback) === true
    return (
      <button
        type="button"
        id={id}
        role="switch"
        className="switch"
        aria-checked={on}
        aria-label={field.key}
        onClick={() => {
          // Back to the default is written as nothing.
          if (!on === (field.default === true)) clearField(target, at)
          else setField(target, at, !on)
        }}
      />
    )
  }
  const many = field.key === 'protocol'
  if (field.values && !many && (value === undefined || typeof value === 'string')) {
    const now =
      typeof value === 'string'
        ? (field.values.find((v) => v.toLowerCase() === value.toLowerCase()) ?? value)
        : ''
    return (
      <select
        id={id}
        className="input"
        value={now}
        onChange={(event) =>
          event.target.value === '' ? clearField(target, at) : setField(target, at, event.target.value)
        }
      >
        <option value="">{defaultWords(state)}</option>
        {field.values.includes(now) || now === '' ? null : <option value={now}>{now}</option>}
        {field.values.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    )
  }
  if (isMapValue(value) || (field.type === 'map' && value === undefined))
    return (
      <MapField
        {...{ id, target }}
        fieldKey={field.key}
        value={receivedMap(field.key, value)}
        offered={field.key === 'uses_with' && executor ? offered : NO_KEYS}
      />
    )
  if (
    Array.isArray(value) ||
    ((field.type === 'list' || many) && (value === undefined || typeof value === 'string'))
  )
    return (
      <ListField
        id={id}
        label={field.key}
        items={listOf(value)}
        placeholder={t('{{state}}, Enter adds', { state: defaultWords(state) })}
        onChange={(items) => {
          if (items.length === 0) return clearField(target, at)
          const alone = items.length === 1 && field.type !== 'list'
          return setField(target, at, alone ? (items[0] as YamlValue) : items)
        }}
      />
    )
  const numeric = field.type === 'integer'
  const box = (
    <TextField
      id={id}
      text={field.type === 'any' ? fieldText(value) : fieldText(value, field.type)}
      placeholder={defaultWords(state)}
      mono
      numeric={numeric}
      invalid={invalid}
      list={field.key === 'uses' ? 'uses-known' : ''}
      describedBy={`${id}-help`}
      commit={(typed) => {
        const read = readFieldText(field, typed)
        if (read.type === 'invalid') return read.message
        return read.type === 'clear' ? clearField(target, at) : setField(target, at, read.value)
      }}
    />
  )
  if (!numeric || (field.key !== 'replicas' && field.key !== 'shards')) return box
  const count = typeof value === 'number' ? value : typeof state.fallback === 'number' ? state.fallback : 1
  const step = (by: number) => {
    const next = Math.max(1, count + by)
    if (next === field.default) clearField(target, at)
    else setField(target, at, next)
  }
  return (
    <div className="stepper">
      {box}
      <button
        type="button"
        className="btn small"
        style={{ height: 30 }}
        aria-label={t('Decrease {{key}}', { key: field.key })}
        onClick={() => step(-1)}
      >
        <Minus aria-hidden="true" />
      </button>
      <button
        type="button"
        className="btn small"
        style={{ height: 30 }}
        aria-label={t('Increase {{key}}', { key: field.key })}
        onClick={() => step(1)}
      >
        <Plus aria-hidden="true" />
      </button>
    </div>
  )
}

function listOf(value: YamlValue | undefined): YamlValue[] {
  if (Array.isArray(value)) return value
  return typeof value === 'string' ? value.split(',').map((part) => readScalar(part.trim())) : []
}

function defaultWords({ field, fallback, writtenKey }: FieldState): string {
  const holds = writtenKey === null ? (fallback ?? field.default) : field.default
  if (holds === null || holds === undefined)
    return field.key === 'uses' ? t('BaseExecutor (passes through)') : t('not set')
  const text = fieldText(holds, field.type)
  return text === '' || text === '[]' || text === '{}' ? t('not set') : text
}
