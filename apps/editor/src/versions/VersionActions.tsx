import type { FlowVersion } from '@flowdeck/shared'
import { RotateCcw, Tag, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { restoreVersion, titleOf } from '../actions/versions.ts'
import { deleteVersion, putVersion } from '../api/versions.ts'
import { words } from '../state/files.ts'
import { toast } from '../ui/toast.ts'
import { useUnsentText } from '../ui/pendingFields.ts'
import { t } from '../i18n/t.ts'

interface Props {
  flowId: string
  version: FlowVersion
  /** The text of the Flow is that of the version already. */
  isPresent: boolean
  onChanged: () => void
}

/** What can be done with the chosen version: bring it back, name it, delete it. */
export function VersionActions({ flowId, version, isPresent, onChanged }: Props) {
  const [mode, setMode] = useState<'none' | 'name' | 'delete'>('none')
  const change = async (work: Promise<unknown>) => {
    try {
      await work
      setMode('none')
      onChanged()
    } catch (error) {
      toast.error(words(error), { duration: 8000 })
    }
  }
  if (mode === 'name')
    return (
      <NameForm
        first={version.name ?? ''}
        onCancel={() => setMode('none')}
        onName={(name) => void change(putVersion(flowId, version.id, name))}
      />
    )
  if (mode === 'delete')
    return (
      <>
        <span className="muted">{t('Delete {{what}} for good?', { what: titleOf(version) })}</span>
        <button type="button" className="btn ghost" autoFocus onClick={() => setMode('none')}>
          {t('Keep it')}
        </button>
        <button
          type="button"
          className="btn danger"
          onClick={() => void change(deleteVersion(flowId, version.id))}
        >
          {t('Delete')}
        </button>
      </>
    )
  return (
    <>
      <button type="button" className="btn ghost" onClick={() => setMode('delete')}>
        <Trash2 aria-hidden="true" />
        {t('Delete…')}
      </button>
      <button type="button" className="btn" onClick={() => setMode('name')}>
        <Tag aria-hidden="true" />
        {version.name === null ? t('Name…') : t('Rename…')}
      </button>
      <button
        type="button"
        className="btn primary"
        disabled={isPresent}
        onClick={() => restoreVersion(version)}
      >
        <RotateCcw aria-hidden="true" />
        {t('Restore')}
      </button>
    </>
  )
}

interface NameFormProps {
  first: string
  onCancel: () => void
  onName: (name: string | null) => void
}

function NameForm({ first, onCancel, onName }: NameFormProps) {
  const [name, setName] = useState(first)
  useUnsentText(name.trim() !== first)
  return (
    <form
      className="version-name"
      onSubmit={(event) => {
        event.preventDefault()
        onName(name.trim() === '' ? null : name.trim())
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onCancel()
      }}
    >
      <input
        className="input"
        aria-label={t('Name of the version')}
        placeholder={t('No name')}
        value={name}
        maxLength={80}
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <button type="button" className="btn ghost" onClick={onCancel}>
        {t('Cancel')}
      </button>
      <button type="submit" className="btn primary" disabled={name.trim() === first}>
        {name.trim() === '' && first !== '' ? t('Take the name away') : t('Name', { context: 'verb' })}
      </button>
    </form>
  )
}
