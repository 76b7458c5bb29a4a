import { AlertDialog } from 'radix-ui'
import { isActive } from '../live/run/runSummary.ts'
import { useRun } from '../live/run/useRunStatus.ts'
import { removeFlow, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** Asks before the file goes: this is the one thing that undo does not bring back. */
export function DeleteFlowDialog() {
  const id = useDocument((state) => state.id)
  const run = useRun(id)
  if (id === null) return null
  const running = isActive(run ?? undefined)
  return (
    <AlertDialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="dialog" style={{ width: 'min(440px, calc(100vw - 32px))' }}>
          <div className="dialog-head">
            <AlertDialog.Title asChild>
              <h2>{t('Delete {{id}}?', { id })}</h2>
            </AlertDialog.Title>
            <AlertDialog.Description>
              {running
                ? t('This Flow is running. Stop it first, then delete it.')
                : t('The file and its layout are removed from the workspace. Its Executors’ files stay.')}
            </AlertDialog.Description>
          </div>
          <div className="dialog-foot">
            <AlertDialog.Cancel className="btn">{t('Cancel')}</AlertDialog.Cancel>
            <AlertDialog.Action
              className="btn danger"
              disabled={running}
              onClick={() =>
                void removeFlow(id).catch((error: unknown) =>
                  toast.error(t('Not deleted. {{error}}', { error: words(error) })),
                )
              }
            >
              {t('Delete')}
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
