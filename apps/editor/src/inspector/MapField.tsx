import { holdsSecret, type EditTarget, type YamlMap, type YamlValue } from '@flowdeck/shared'
import { Eye, EyeOff, Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { clearField, setField } from './commitField.ts'
import { fieldText, readScalar } from './fieldValue.ts'
import { usePendingField } from '../ui/pendingFields.ts'
import { OfferedKeys, type OfferedKey } from './OfferedKeys.tsx'
import { TextField } from './TextField.tsx'
import { t } from '../i18n/t.ts'

interface Props {
  id: string
  target: EditTarget
  fieldKey: string
  value: YamlMap
  /** Keys that may be set, e.g. the parameters of a Python `__init__`. */
  offered?: readonly OfferedKey[]
}

/**
 * A map as rows of key and value; nested values are JSON, and what looks like a secret is masked until it is asked for. Each row changes only
 * its own line of the file.
 */
export function MapField({ id, target, fieldKey, value, offered = [] }: Props) {
  const [adding, setAdding] = useState(false)
  const [fresh, setFresh] = useState<string | null>(null)
  useEffect(() => {
    if (fresh !== null) document.getElementById(`${id}-${fresh}-value`)?.focus()
  }, [id, fresh])
  const rows = Object.entries(value)
  return (
    <div className="rows" id={id} role="group" aria-label={fieldKey}>
      {rows.map(([key, item]) => (
        <MapRow key={key} {...{ id: `${id}-${key}`, target, fieldKey, rowKey: key, item, value }} />
      ))}
      {adding ? (
        <NewRow
          fieldKey={fieldKey}
          add={(key, left) => {
            if (Object.hasOwn(value, key)) return t('"{{key}}" is there already.', { key })
            const refused = key === '' ? null : setField(target, { key: fieldKey, path: [key] }, '')
            if (refused !== null) return refused
            setAdding(false)
            setFresh(left ? null : key)
            return null
          }}
        />
      ) : (
        <button
          type="button"
          className="btn ghost small"
          onClick={() => setAdding(true)}
          style={{ justifySelf: 'start' }}
        >
          <Plus aria-hidden="true" />
          {rows.length === 0 ? t('Add to {{key}}', { key: fieldKey }) : t('Add')}
        </button>
      )}
      <OfferedKeys
        offered={offered.filter(({ name }) => !Object.hasOwn(value, name))}
        add={(key, first) => setField(target, { key: fieldKey, path: [key] }, first)}
      />
    </div>
  )
}

interface RowProps {
  id: string
  target: EditTarget
  fieldKey: string
  rowKey: string
  item: YamlValue
  value: YamlMap
}

function MapRow({ id, target, fieldKey, rowKey, item, value }: RowProps) {
  const secret = holdsSecret(rowKey, item)
  const [shown, setShown] = useState(false)
  const at = { key: fieldKey, path: [rowKey] }
  return (
    <div className={secret ? 'map-row masked' : 'map-row'}>
      <TextField
        id={`${id}-key`}
        label={t('Key of {{key}}', { key: fieldKey })}
        text={rowKey}
        mono
        commit={(typed) => {
          const next = typed.trim()
          if (next === '') return clearField(target, at)
          if (next === rowKey) return null
          if (Object.hasOwn(value, next)) return t('"{{key}}" is there already.', { key: next })
          // Keeps the order: the map is written anew with one key changed.
          const renamed = Object.fromEntries(
            Object.entries(value).map(([key, entry]) => [key === rowKey ? next : key, entry]),
          )
          return setField(target, { key: fieldKey }, renamed)
        }}
      />
      <TextField
        id={`${id}-value`}
        label={`${fieldKey} ${rowKey}`}
        text={fieldText(item)}
        mono
        secret={secret && !shown}
        commit={(typed) => setField(target, at, readScalar(typed))}
      />
      {secret ? (
        <button
          type="button"
          className="icon-btn small"
          aria-label={shown ? t('Hide {{key}}', { key: rowKey }) : t('Show {{name}}', { name: rowKey })}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
        </button>
      ) : null}
      <button
        type="button"
        className="icon-btn small"
        aria-label={t('Remove {{key}} from {{from}}', { key: rowKey, from: fieldKey })}
        onClick={() => clearField(target, at)}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  )
}

interface NewRowProps {
  fieldKey: string
  /** Adds the key; `left`: the person went elsewhere, else the value is typed next. Returns why it cannot be added, or null. */
  add: (key: string, left: boolean) => string | null
}

function NewRow({ fieldKey, add }: NewRowProps) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const finish = (key: string, left = false): string | null => {
    const refused = add(key, left)
    setProblem(refused)
    return refused
  }
  usePendingField(typed.trim() === '' ? null : typed, () => finish(typed.trim()))
  return (
    <div className="map-row">
      <input
        className="input mono"
        aria-label={t('New key of {{key}}', { key: fieldKey })}
        placeholder={t('key')}
        value={typed}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null || undefined}
        onChange={(event) => {
          setTyped(event.target.value)
          setProblem(null)
        }}
        onBlur={() => finish(typed.trim(), true)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish(typed.trim())
          else if (event.key === 'Escape') {
            event.stopPropagation()
            finish('')
          }
        }}
      />
      {problem === null ? (
        <span className="muted">{t('then its value')}</span>
      ) : (
        <span className="field-error" role="alert">
          {problem}
        </span>
      )}
    </div>
  )
}
