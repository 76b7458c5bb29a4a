import { createElement, type ComponentType } from 'react'
import { useImport } from '../actions/exchange.ts'
import { useExport } from '../export/exportStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { useUi, type Dialog } from '../state/uiStore.ts'
import { later } from '../ui/later.tsx'

const DIALOGS: Record<NonNullable<Dialog>, ComponentType> = {
  commands: later(async () => (await import('./CommandPalette.tsx')).CommandPalette, 'first'),
  shortcuts: later(async () => (await import('./ShortcutSheet.tsx')).ShortcutSheet),
  newFlow: later(async () => (await import('./NewFlowDialog.tsx')).NewFlowDialog, 'first'),
  templates: later(async () => (await import('../start/TemplateGallery.tsx')).TemplateGallery),
  paste: later(async () => (await import('../start/PasteDialog.tsx')).PasteDialog),
  deleteFlow: later(async () => (await import('./DeleteFlowDialog.tsx')).DeleteFlowDialog),
  versions: later(async () => (await import('../versions/VersionsDialog.tsx')).VersionsDialog),
  nameVersion: later(
    async () => (await import('../versions/NameVersionDialog.tsx')).NameVersionDialog,
    'first',
  ),
}
const QuickAdd = later(async () => (await import('../palette/QuickAdd.tsx')).QuickAdd, 'first')
const ImportDialog = later(async () => (await import('./ImportDialog.tsx')).ImportDialog)
const ConflictDialog = later(async () => (await import('./ConflictDialog.tsx')).ConflictDialog)
const ExportDialog = later(async () => (await import('../export/ExportDialog.tsx')).ExportDialog)

/** What opens over the editor, by what asks for it. */
export function Dialogs() {
  const dialog = useUi((state) => state.dialog)
  const quickAdd = useUi((state) => state.quickAdd)
  const importing = useImport(({ incoming }) => incoming !== null)
  const conflict = useDocument((state) => state.conflict !== null)
  const exporting = useExport(({ shown }) => shown !== null)
  return (
    <>
      {dialog && createElement(DIALOGS[dialog])}
      {quickAdd && <QuickAdd ask={quickAdd} />}
      {importing && <ImportDialog />}
      {conflict && <ConflictDialog />}
      {exporting && <ExportDialog />}
    </>
  )
}
