import type { Field } from '@flowdeck/shared'
import { useEffect, useRef, useState } from 'react'
import { tellLeft, usePendingField } from '../ui/pendingFields.ts'
import { t } from '../i18n/t.ts'

interface Props {
  field: Field
  /** What stands in the cell; `typed` stands there instead when somebody typed over it. */
  text: string
  typed: string | undefined
  label: string
  /** Applies what was typed; returns why it cannot be, or null. */
  commit: (typed: string) => string | null
  /** The cell is left: with what was typed, or as it was. */
  done: () => void
}

/** The box of a cell: Enter and leaving it apply, Escape takes back. */
export function CellEditor({ field, text, typed, label, commit, done }: Props) {
  const [value, setValue] = useState(typed ?? text)
  const [problem, setProblem] = useState<string | null>(null)
  const over = useRef(false)
  const box = useRef<HTMLInputElement & HTMLSelectElement>(null)
  useEffect(() => {
    box.current?.focus({ preventScroll: true })
    if (typed === undefined && box.current instanceof HTMLInputElement) box.current.select()
  }, [typed])
  const apply = (next: string, leaving: boolean) => {
    if (over.current) return
    const refused = next === text ? null : commit(next)
    if (refused !== null && !leaving) {
      setProblem(refused)
      return
    }
    if (refused !== null) tellLeft(refused, next)
    over.current = true
    done()
  }
  usePendingField(value === text ? null : value, () => {
    if (over.current) return null
    const refused = commit(value)
    setProblem(refused)
    return refused
  })
  const shared = {
    ref: box,
    className: 'cell-input mono',
    value,
    'aria-label': label,
    'aria-invalid': problem !== null || undefined,
    'aria-describedby': problem === null ? undefined : 'cell-problem',
    onChange: (event: { target: { value: string } }) => {
      setValue(event.target.value)
      setProblem(null)
    },
    onBlur: () => apply(value, true),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
        event.preventDefault()
        apply(value, false)
      } else if (event.key === 'Escape') {
        over.current = true
        done()
      }
    },
  }
  const values = field.type === 'boolean' ? ['true', 'false'] : field.values
  return (
    <>
      {values && field.key !== 'protocol' ? (
        <select {...shared}>
          {['', ...values, ...(values.includes(text) || text === '' ? [] : [text])].map((option) => (
            <option key={option} value={option}>
              {option === '' ? t('default') : option}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          type="text"
          autoComplete="off"
          spellCheck={false}
          inputMode={field.type === 'integer' ? 'numeric' : undefined}
        />
      )}
      {problem === null ? null : (
        <p className="cell-problem" id="cell-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}
