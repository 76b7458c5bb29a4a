import type { FlowVersion } from '@flowdeck/shared'
import { postVersion } from '../api/versions.ts'
import { useDocument } from '../state/documentStore.ts'
import { words } from '../state/files.ts'
import { ui } from '../state/uiStore.ts'
import { edit } from './edit.ts'
import { saveNow } from './save.ts'
import { formatClock } from '../i18n/format.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

export const openVersions = () => ui.openDialog('versions')
export const openNameVersion = () => ui.openDialog('nameVersion')

/** Saves the Flow and gives that state a name. False when it was not saved or not named; why is on the screen. */
export async function saveVersion(name: string): Promise<boolean> {
  const { id } = useDocument.getState()
  const revision = await saveNow()
  if (id === null || revision === null) return false
  try {
    await postVersion(id, { name, revision })
  } catch (error) {
    toast.error(t('Saved, but not named. {{error}}', { error: words(error) }), { duration: 8000 })
    return false
  }
  toast(t('Saved as “{{name}}”.', { name }))
  ui.announce(t('Saved as {{name}}.', { name }))
  return true
}

/** Brings back the text and the positions of a version, as an edit that undo takes back; nothing is saved by it. */
export function restoreVersion(version: FlowVersion): void {
  const called = titleOf(version)
  const applied = edit(
    { type: 'replaceText', text: version.text },
    { label: t('restore {{called}}', { called }), layout: version.layout.nodes, select: false },
  )
  if (!applied.ok) return
  ui.openDialog(null)
  ui.reveal([])
  ui.announce(t('Restored {{called}}.', { called }))
  toast(t('Restored {{called}}. Save keeps it, undo takes it back.', { called }))
}

/** What a version is called: its name, else when it was saved. */
export function titleOf({ name, savedAt }: Pick<FlowVersion, 'name' | 'savedAt'>): string {
  return name === null ? t('the version of {{time}}', { time: timeOf(savedAt) }) : t('“{{name}}”', { name })
}

export const timeOf = (at: number) => formatClock(at, { seconds: true })
