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

/** Applies what is typed in a field, and gives what Start looks at: the revision on disk, and the text if it is not saved. */
export function readForStart(): { revision: string; unsaved: { before: string; after: string } | null } {
  const refused = commitFields()
  if (refused !== null)
    toast.warning(t('A field is not applied: {{reason}}', { reason: refused }), { duration: 8000 })
  const { text, savedText, baseRevision, changedOutside, restored } = useDocument.getState()
  const unsaved = text !== savedText || changedOutside || restored !== null
  return { revision: baseRevision, unsaved: unsaved ? { before: savedText, after: text } : null }
}
