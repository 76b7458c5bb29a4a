import { isCollection, printExactJson, type YamlValue } from '@flowdeck/shared'
import { X } from 'lucide-react'
import { useState } from 'react'
import { usePendingField } from '../ui/pendingFields.ts'
import { readScalar } from './fieldValue.ts'
import { t } from '../i18n/t.ts'

interface Props {
  id: string
  label: string
  items: readonly YamlValue[]
  placeholder: string
  /** Writes the list; returns why it cannot be written, or null. */
  onChange: (items: YamlValue[]) => string | null
}

/** A list as chips: Enter or a comma adds, Backspace in an empty box removes the last. */
export function ListField({ id, label, items, placeholder, onChange }: Props) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const add = (): string | null => {
    const parts = typed
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    const refused = parts.length > 0 ? onChange([...items, ...parts.map(readScalar)]) : null
    setProblem(refused)
    if (refused === null) setTyped('')
    return refused
  }
  usePendingField(typed.trim() === '' ? null : typed, add)
  return (
    <div className="chips">
      {items.map((item, index) => {
        const text = isCollection(item) ? printExactJson(item) : String(item)
        return (
          <span className="token" key={`${index}-${text}`}>
            <span title={text}>{text}</span>
            <button
              type="button"
              aria-label={t('Remove {{what}}', { what: text })}
              onClick={() => onChange(items.filter((_, other) => other !== index))}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        )
      })}
      <input
        id={id}
        aria-label={label}
        value={typed}
        placeholder={items.length === 0 ? placeholder : ''}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem === null ? undefined : `${id}-typed`}
        onChange={(event) => {
          setTyped(event.target.value)
          setProblem(null)
        }}
        onBlur={add}
        onKeyDown={(event) => {
          if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ',') {
            event.preventDefault()
            add()
          } else if (event.key === 'Backspace' && typed === '' && items.length > 0)
            onChange(items.slice(0, -1))
          else if (event.key === 'Escape' && typed !== '') {
            event.stopPropagation()
            setTyped('')
            setProblem(null)
          }
        }}
      />
      {problem === null ? null : (
        <p className="field-error" id={`${id}-typed`} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
