import { Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { usePendingField } from '../../ui/pendingFields.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  label: string
  offered: readonly string[]
  /** Adds it; returns why it cannot be added, or null. */
  add: (endpoint: string) => string | null
}

/** A box that takes the name of one more endpoint; those that are known are offered. */
export function AddEndpoint({ label, offered, add }: Props) {
  const list = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const finish = (text: string): string | null => {
    const refused = text.trim() === '' ? null : add(text.trim())
    setProblem(refused)
    if (refused === null) setTyped(null)
    return refused
  }
  usePendingField(typed === null || typed.trim() === '' ? null : typed, () => finish(typed ?? ''))
  if (typed === null)
    return (
      <button
        type="button"
        className="btn ghost small"
        style={{ justifySelf: 'start' }}
        aria-label={t('Add an endpoint to {{label}}', { label })}
        onClick={() => setTyped('')}
      >
        <Plus aria-hidden="true" />
        {t('Add an endpoint')}
      </button>
    )
  return (
    <>
      <input
        className="input mono"
        aria-label={t('New endpoint of {{label}}', { label })}
        placeholder="/endpoint"
        list={list}
        value={typed}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null || undefined}
        onChange={(event) => {
          setTyped(event.target.value)
          setProblem(null)
        }}
        onBlur={() => finish(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish(typed)
          else if (event.key === 'Escape') {
            event.stopPropagation()
            setTyped(null)
            setProblem(null)
          }
        }}
      />
      {problem === null ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <datalist id={list}>
        {[...new Set(offered)].map((endpoint) => (
          <option key={endpoint} value={endpoint} />
        ))}
      </datalist>
    </>
  )
}
