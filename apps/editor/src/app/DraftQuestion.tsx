import { Download, FileText, PencilLine, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { download } from '../actions/exchange.ts'
import { words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { discardAside, openFlow } from '../state/opening.ts'
import { toast } from '../ui/toast.ts'
import { formatTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'

/** A draft that could not be opened, or was not the last time: what to do with it. Nothing is deleted without asking. */
export function DraftQuestion() {
  const id = useDocument((state) => state.id)
  const aside = useDocument((state) => state.aside)
  const gone = useDocument((state) => state.gone)
  const error = useDocument((state) => state.error)
  const [discarding, setDiscarding] = useState(false)
  if (id === null || aside === null) return null
  return (
    <div className="blank" role="alert">
      <h2>{t('The draft of {{id}} was not opened', { id })}</h2>
      <p>
        {error === null
          ? t('You have unsaved edits from {{time}}.', { time: formatTime(aside.savedAt) })
          : t('The unsaved edits from {{time}} cannot be shown: {{error}}', {
              time: formatTime(aside.savedAt),
              error,
            })}
      </p>
      {discarding ? (
        <div className="row">
          <span>{t('Delete the draft for good?')}</span>
          <button type="button" className="btn ghost" autoFocus onClick={() => setDiscarding(false)}>
            {t('Cancel')}
          </button>
          <button
            type="button"
            className="btn danger"
            onClick={() => void discardAside().catch((failed: unknown) => toast.error(words(failed)))}
          >
            <Trash2 aria-hidden="true" />
            {t('Delete the draft')}
          </button>
        </div>
      ) : (
        <div className="row">
          {gone ? null : (
            <button type="button" className="btn primary" onClick={() => void openFlow(id, 'file')}>
              <FileText aria-hidden="true" />
              {t('Open the file on disk')}
            </button>
          )}
          <button type="button" className="btn" onClick={() => void openFlow(id)}>
            <PencilLine aria-hidden="true" />
            {t('Open the draft')}
          </button>
          <button
            type="button"
            className="btn"
            onClick={() =>
              download(`draft-${id.split('/').at(-1) ?? 'flow.yml'}`, aside.text, 'application/yaml')
            }
          >
            <Download aria-hidden="true" />
            {t('Download the draft')}
          </button>
          <button type="button" className="btn" onClick={() => setDiscarding(true)}>
            <Trash2 aria-hidden="true" />
            {t('Discard draft')}
          </button>
        </div>
      )}
    </div>
  )
}
