import { FileWarning, History, TriangleAlert } from 'lucide-react'
import { discardDraft, keepDraft, reviewOutside, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { discardAside, openFlow } from '../state/opening.ts'
import { saveNow } from '../actions/save.ts'
import { ui } from '../state/uiStore.ts'
import { useState } from 'react'
import { LaterCompareDialog } from '../compare/LaterCompareDialog.tsx'
import { ElsewhereNotice } from './ElsewhereNotice.tsx'
import { formatTime } from '../i18n/format.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** Quiet messages over the canvas: broken YAML, a restored draft, a file that changed outside. Never modal. */
export function Notices() {
  return (
    <div className="notices">
      <BrokenNotice />
      <DraftNotice />
      <OutsideNotice />
      <GoneNotice />
      <AsideNotice />
      <ElsewhereNotice />
    </div>
  )
}

function BrokenNotice() {
  const broken = useDocument((state) => state.broken && state.status === 'ready')
  const issues = useDocument((state) => state.parsed.issues)
  const [first] = issues
  if (!broken || !first) return null
  return (
    <div className="notice error" role="status">
      <FileWarning aria-hidden="true" />
      <span>
        {t('The YAML has {{count}} problems at line {{place}}. The canvas shows the last good Flow.', {
          count: issues.length,
          place: `${first.range.line}:${first.range.column}`,
        })}
      </span>
      <button
        type="button"
        className="btn small"
        onClick={() => {
          ui.showPanel('yaml')
          ui.revealLine(first.range.line, first.range.column, true)
        }}
      >
        {t('Go there')}
      </button>
    </div>
  )
}

function DraftNotice() {
  const restored = useDocument((state) => state.restored)
  const text = useDocument((state) => state.text)
  const [comparing, setComparing] = useState(false)
  if (!restored) return null
  const time = formatTime(restored.savedAt)
  return (
    <div className="notice" role="status">
      <History aria-hidden="true" />
      <span>{t('Restored draft from {{time}}', { time })}</span>
      <button type="button" className="btn small" onClick={keepDraft}>
        {t('Keep')}
      </button>
      <button
        type="button"
        className="btn small"
        onClick={() => void discardDraft().catch((error: unknown) => toast.error(words(error)))}
      >
        {t('Discard')}
      </button>
      <button type="button" className="btn ghost small" onClick={() => setComparing(true)}>
        {t('Compare')}
      </button>
      {comparing ? (
        <LaterCompareDialog
          title={t('The draft beside the saved file')}
          before={{ name: t('the file'), text: restored.diskText }}
          after={{ name: t('the draft'), text }}
          close={() => setComparing(false)}
        />
      ) : null}
    </div>
  )
}

function OutsideNotice() {
  const changed = useDocument((state) => state.changedOutside)
  if (!changed) return null
  return (
    <div className="notice warning" role="status">
      <TriangleAlert aria-hidden="true" />
      <span>{t('Changed in another tab or program')}</span>
      <button
        type="button"
        className="btn small"
        onClick={() => void reviewOutside().catch((error: unknown) => toast.error(words(error)))}
      >
        {t('Review')}
      </button>
    </div>
  )
}

/** The file is not on disk any more; the text is here, and stays a draft until it is written again. */
function GoneNotice() {
  const gone = useDocument((state) => state.gone && state.status === 'ready')
  const id = useDocument((state) => state.id)
  if (!gone || id === null) return null
  return (
    <div className="notice warning" role="status">
      <TriangleAlert aria-hidden="true" />
      <span>{t('{{id}} was deleted or renamed on disk. Your text is kept as a draft.', { id })}</span>
      <button type="button" className="btn small" onClick={() => void saveNow()}>
        {t('Save it again')}
      </button>
    </div>
  )
}

/** The file is shown, and a draft of it is kept. */
function AsideNotice() {
  const aside = useDocument((state) => (state.status === 'ready' ? state.aside : null))
  const id = useDocument((state) => state.id)
  const [discarding, setDiscarding] = useState(false)
  if (!aside || id === null) return null
  const time = formatTime(aside.savedAt)
  return (
    <div className="notice" role="status">
      <History aria-hidden="true" />
      <span>
        {discarding
          ? t('Delete the draft from {{time}} for good?', { time })
          : t('This is the file. The draft from {{time}} is kept.', { time })}
      </span>
      {discarding ? (
        <>
          <button type="button" className="btn small" onClick={() => setDiscarding(false)}>
            {t('Cancel')}
          </button>
          <button
            type="button"
            className="btn small danger"
            onClick={() => void discardAside().catch((error: unknown) => toast.error(words(error)))}
          >
            {t('Delete the draft')}
          </button>
        </>
      ) : (
        <>
          <button type="button" className="btn small" onClick={() => void openFlow(id)}>
            {t('Open the draft')}
          </button>
          <button type="button" className="btn small" onClick={() => setDiscarding(true)}>
            {t('Discard draft')}
          </button>
        </>
      )}
    </div>
  )
}
