import { FileWarning, History, TriangleAlert } from 'lucide-react'
import { discardDraft, keepDraft, reviewOutside, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
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
