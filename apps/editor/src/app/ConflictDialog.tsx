import { resolveConflict, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { CompareDialog } from '../compare/CompareDialog.tsx'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** The file changed since it was read: both texts are shown, and nothing is overwritten without a choice. */
export function ConflictDialog() {
  const conflict = useDocument((state) => state.conflict)
  const text = useDocument((state) => state.text)
  const layout = useDocument((state) => state.layout)
  if (!conflict) return null
  const choose = (choice: 'mine' | 'theirs') =>
    void resolveConflict(choice).catch((error: unknown) => toast.error(words(error)))
  return (
    <CompareDialog
      title={t('The file was changed elsewhere')}
      description={t(
        'Your edits were made from an older version of this file. Nothing has been written yet; choose which text to keep.',
      )}
      before={{ name: t('the file'), text: conflict.theirs }}
      after={{ name: t('yours'), text, layout: layout.nodes }}
      close={() => useDocument.setState({ conflict: null, changedOutside: true })}
    >
      <button
        type="button"
        className="btn ghost"
        onClick={() => useDocument.setState({ conflict: null, changedOutside: true })}
      >
        {t('Decide later')}
      </button>
      <button type="button" className="btn" onClick={() => choose('theirs')}>
        {t('Take the version on disk')}
      </button>
      <button type="button" className="btn primary" onClick={() => choose('mine')}>
        {t('Save mine over it')}
      </button>
    </CompareDialog>
  )
}
