import { save, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { commitFields } from '../ui/pendingFields.ts'
import { ui } from '../state/uiStore.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** Applies what is typed in a field, saves, and says how it went; the revision on disk, or null. */
export async function saveNow(): Promise<string | null> {
  const refused = commitFields()
  try {
    const revision = await save()
    if (revision !== null && refused !== null)
      toast.warning(t('Saved, except for a field that cannot be applied: {{reason}}', { reason: refused }), {
        duration: 8000,
      })
    else if (revision !== null) ui.announce(t('Saved.'))
    else if (useDocument.getState().conflict)
      ui.announce(t('The file was changed elsewhere. Choose which text to keep.'))
    return revision
  } catch (error) {
    toast.error(t('Not saved. {{error}}', { error: words(error) }), { duration: 8000 })
    ui.announce(t('Not saved.'))
    return null
  }
}
