import { AppWindow } from 'lucide-react'
import { useState } from 'react'
import { LaterCompareDialog } from '../compare/LaterCompareDialog.tsx'
import { resolveElsewhere, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** Another tab has unsaved edits of this Flow: a quiet badge, and both texts when somebody wants to see them. */
export function ElsewhereNotice() {
  const elsewhere = useDocument((state) => state.elsewhere)
  const [reviewing, setReviewing] = useState(false)
  if (!elsewhere) return null
  const choose = (choice: 'mine' | 'theirs') => {
    setReviewing(false)
    void resolveElsewhere(choice).catch((error: unknown) => toast.error(words(error)))
  }
  return (
    <div className="notice" role="status">
      <AppWindow aria-hidden="true" />
      <span>{t('Changed in another tab')}</span>
      <button type="button" className="btn small" onClick={() => setReviewing(true)}>
        {t('Review')}
      </button>
      {reviewing ? (
        <Review theirs={elsewhere.text} choose={choose} close={() => setReviewing(false)} />
      ) : null}
    </div>
  )
}

interface ReviewProps {
  theirs: string
  choose: (choice: 'mine' | 'theirs') => void
  close: () => void
}

function Review({ theirs, choose, close }: ReviewProps) {
  const text = useDocument((state) => state.text)
  const layout = useDocument((state) => state.layout)
  return (
    <LaterCompareDialog
      title={t('This Flow has edits in another tab')}
      description={t(
        'Neither text is saved yet. Whatever you choose, nothing of the other tab is lost there, and undo brings back what was here.',
      )}
      before={{ name: t('the other tab'), text: theirs }}
      after={{ name: t('this tab'), text, layout: layout.nodes }}
      close={close}
    >
      <button type="button" className="btn ghost" onClick={close}>
        {t('Decide later')}
      </button>
      <button type="button" className="btn" onClick={() => choose('theirs')}>
        {t('Take the other tab’s text')}
      </button>
      <button type="button" className="btn primary" onClick={() => choose('mine')}>
        {t('Keep the text here')}
      </button>
    </LaterCompareDialog>
  )
}
