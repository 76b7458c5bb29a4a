import {
  describeBadPattern,
  isMapValue,
  printExactJson,
  wordsOf,
  type ConditionOperator,
  type EditTarget,
  type YamlValue,
} from '@flowdeck/shared'
import { Braces, ListFilter, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { PassingDocuments } from '../../live/index.ts'
import { clearField, setField } from '../commitField.ts'
import { fieldText, readFieldText, readScalar } from '../fieldValue.ts'
import { TextField } from '../TextField.tsx'
import {
  changeItem,
  fitValue,
  OPERATOR_WORDS,
  readWhen,
  writeWhen,
  type WhenGroup,
  type WhenItem,
  type WhenRow,
} from './whenTree.ts'
import { t, translated } from '../../i18n/t.ts'

interface Props {
  id: string
  target: EditTarget
  value: YamlValue | undefined
}

const NEW_ROW: WhenRow = { type: 'row', field: 'tags__', operator: '$eq', value: '' }
const KEY = 'when'

/** A filter as rows of field, operator and value, with groups; or as it is written. */
export function WhenField({ id, target, value }: Props) {
  const [raw, setRaw] = useState(false)
  const read = readWhen(value)
  /** A row that is being begun is not in the file yet. */
  const [begun, setBegun] = useState<{ from: string; tree: WhenGroup } | null>(null)
  const now = value === undefined ? '' : printExactJson(value)
  // What somebody else wrote meanwhile goes before it.
  const tree = begun?.from === now ? begun.tree : read.ok ? read.tree : null
  const write = (next: WhenGroup): string | null => {
    // A row without a field means nothing yet.
    if (isUnfinished(next)) {
      setBegun({ from: now, tree: next })
      return null
    }
    setBegun(null)
    const written = writeWhen(next)
    return written === null ? clearField(target, { key: KEY }) : setField(target, { key: KEY }, written)
  }
  const showRaw = raw || tree === null
  return (
    <div className="when" id={id} role="group" aria-label={KEY}>
      {showRaw ? (
        <>
          <TextField
            id={`${id}-raw`}
            label={t('when as JSON')}
            text={value === undefined ? '' : fieldText(value, 'map')}
            placeholder='{"tags__price": {"$gt": 3}}'
            mono
            multiline
            commit={(typed) => {
              const typedValue = readFieldText({ key: KEY, type: 'map' }, typed)
              if (typedValue.type === 'invalid') return typedValue.message
              return typedValue.type === 'clear'
                ? clearField(target, { key: KEY })
                : setField(target, { key: KEY }, typedValue.value)
            }}
          />
          {read.ok ? null : (
            <p className="muted">{t('The builder cannot show this: {{reason}}', { reason: read.reason })}</p>
          )}
        </>
      ) : (
        <Group
          group={tree}
          path={[]}
          change={(path, item) =>
            write(path.length === 0 ? (item as WhenGroup) : changeItem(tree, path, item))
          }
        />
      )}
      <div className="when-foot">
        {value === undefined || !isMapValue(value) ? <span /> : <PassingDocuments when={value} />}
        <button
          type="button"
          className="btn ghost small"
          aria-pressed={showRaw}
          disabled={tree === null}
          onClick={() => setRaw(!showRaw)}
        >
          {showRaw ? <ListFilter aria-hidden="true" /> : <Braces aria-hidden="true" />}
          {showRaw ? t('Builder') : t('As text')}
        </button>
      </div>
      <datalist id="when-fields">
        {['text', 'uri', 'mime_type', 'weight', 'modality', 'tags__', 'embedding', 'chunks', 'matches'].map(
          (name) => (
            <option key={name} value={name} />
          ),
        )}
      </datalist>
    </div>
  )
}

const isUnfinished = (item: WhenItem): boolean =>
  item.type === 'row' ? item.field === '' || item.field.endsWith('__') : item.items.some(isUnfinished)

interface GroupProps {
  group: WhenGroup
  path: readonly number[]
  /** Null takes the item away; an empty path is the whole. */
  change: (path: readonly number[], item: WhenItem | null) => string | null
}

const JOINS: Record<WhenGroup['join'], string> = {
  $and: t('all of'),
  $or: t('any of'),
  $not: t('not all of'),
}

function Group({ group, path, change }: GroupProps) {
  const nested = path.length > 0
  const where = nested ? t('group {{number}}', { number: path.map((i) => i + 1).join('.') }) : t('the filter')
  const add = (item: WhenItem) => change(path, { ...group, items: [...group.items, item] })
  return (
    <div className={`rows when-group ${nested ? 'nested' : ''}`} role="group" aria-label={where}>
      {nested || group.items.length > 1 || group.join !== '$and' ? (
        <div className="when-join">
          <select
            className="input"
            aria-label={t('How {{where}} is joined', { where })}
            value={group.join}
            onChange={(event) => change(path, { ...group, join: event.target.value as WhenGroup['join'] })}
          >
            {Object.entries(JOINS).map(([join, words]) => (
              <option key={join} value={join}>
                {words}
              </option>
            ))}
          </select>
          {nested ? (
            <button
              type="button"
              className="icon-btn small"
              aria-label={t('Remove {{what}}', { what: where })}
              onClick={() => change(path, null)}
            >
              <X aria-hidden="true" />
            </button>
          ) : null}
        </div>
      ) : null}
      {group.items.map((item, i) =>
        item.type === 'group' ? (
          <Group key={i} group={item} path={[...path, i]} change={change} />
        ) : (
          <Row
            key={i}
            row={item}
            name={[...path, i].map((at) => at + 1).join('.')}
            change={(next) => change([...path, i], next)}
          />
        ),
      )}
      <div className="when-add">
        <button type="button" className="btn ghost small" onClick={() => add(NEW_ROW)}>
          <Plus aria-hidden="true" />
          {t('Condition')}
        </button>
        <button
          type="button"
          className="btn ghost small"
          onClick={() =>
            add({ type: 'group', join: group.join === '$or' ? '$and' : '$or', items: [NEW_ROW] })
          }
        >
          <Plus aria-hidden="true" />
          {t('Group')}
        </button>
      </div>
    </div>
  )
}

interface RowProps {
  row: WhenRow
  /** Its number, e.g. `2.1`. */
  name: string
  change: (row: WhenRow | null) => string | null
}

function Row({ row, name, change }: RowProps) {
  return (
    <div className="when-row">
      <TextField
        id={`when-${name}-field`}
        label={t('Field of condition {{name}}', { name })}
        text={row.field}
        list="when-fields"
        mono
        commit={(typed) => change({ ...row, field: typed.trim() })}
      />
      <select
        className="input"
        aria-label={t('Operator of condition {{name}}', { name })}
        value={row.operator}
        onChange={(event) => {
          const operator = event.target.value as ConditionOperator
          change({ ...row, operator, value: fitValue(operator, row.value) })
        }}
      >
        {Object.entries(OPERATOR_WORDS).map(([operator, words]) => (
          <option key={operator} value={operator}>
            {words}
          </option>
        ))}
      </select>
      <Value row={row} name={name} change={change} />
      <button
        type="button"
        className="icon-btn small"
        aria-label={t('Remove condition {{name}}', { name })}
        onClick={() => change(null)}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  )
}

function Value({ row, name, change }: RowProps) {
  const label = t('Value of condition {{name}}', { name })
  const { operator, value } = row
  if (operator === '$exists')
    return (
      <select
        className="input"
        aria-label={label}
        value={String(value)}
        onChange={(event) => change({ ...row, value: event.target.value === 'true' })}
      >
        <option value="true">{t('yes')}</option>
        <option value="false">{t('no')}</option>
      </select>
    )
  const list = operator === '$in' || operator === '$nin'
  return (
    <TextField
      id={`when-${name}-value`}
      label={label}
      text={list && Array.isArray(value) ? value.map((item) => fieldText(item)).join(', ') : fieldText(value)}
      placeholder={list ? 'a, b, c' : operator === '$regex' ? '^Berlin' : ''}
      mono
      numeric={operator === '$size'}
      commit={(typed) => {
        const read = valueOf(operator, typed)
        return 'problem' in read ? read.problem : change({ ...row, value: read.value })
      }}
    />
  )
}

function valueOf(operator: ConditionOperator, typed: string): { value: YamlValue } | { problem: string } {
  if (operator === '$size')
    return /^\d+$/.test(typed.trim())
      ? { value: Number(typed) }
      : { problem: t('A whole number, for example 2.') }
  if (operator === '$regex') {
    const bad = describeBadPattern({ type: 'pattern', field: ['x'], pattern: typed })
    return bad === null ? { value: typed } : { problem: wordsOf(bad, translated) }
  }
  if (operator === '$in' || operator === '$nin')
    return {
      value: typed
        .split(',')
        .filter((part) => part.trim() !== '')
        .map((part) => readScalar(part.trim())),
    }
  return { value: readScalar(typed) }
}
