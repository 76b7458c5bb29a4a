import { Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { usePendingField } from '../../ui/pendingFields.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  label: string
  offered: readonly string[]
  add: (endpoint: string) => void
}

/** A box that takes the name of one more endpoint; those that are known are offered. */
export function AddEndpoint({ label, offered, add }: Props) {
  const list = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const finish = (text: string): null => {
    setTyped(null)
    if (text.trim() !== '') add(text.trim())
    return null
  }
  usePendingField(typed !== null && typed.trim() !== '', () => finish(typed ?? ''))
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
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => finish(typed)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish(typed)
          else if (event.key === 'Escape') {
            event.stopPropagation()
            setTyped(null)
          }
        }}
      />
      <datalist id={list}>
        {[...new Set(offered)].map((endpoint) => (
          <option key={endpoint} value={endpoint} />
        ))}
      </datalist>
    </>
  )
}
