import { RefreshCw } from 'lucide-react'
import type { Opening } from '../state/address.ts'
import { refreshWorkspace } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { firstFlow, openFlow } from '../state/opening.ts'
import { ui } from '../state/uiStore.ts'
import { later } from '../ui/later.tsx'
import { t } from '../i18n/t.ts'

const StartPanel = later(async () => (await import('../start/StartPanel.tsx')).StartPanel)
const MissingState = later(async () => (await import('./MissingState.tsx')).MissingState)
const DraftQuestion = later(async () => (await import('./DraftQuestion.tsx')).DraftQuestion)

/** What stands where there is no Flow to show: what happened, and what to do next. */
export function BlankState() {
  const status = useDocument((state) => state.status)
  const error = useDocument((state) => state.error)
  const id = useDocument((state) => state.id)
  const empty = useDocument(
    (state) =>
      state.status === 'ready' &&
      !state.broken &&
      state.model.executors.length === 0 &&
      state.model.disabled.length === 0,
  )
  if (status === 'loading') return <LoadingState />
  if (status === 'asking') return <DraftQuestion />
  if (status === 'missing') return <MissingState />
  if (status === 'failed')
    return (
      <div className="blank" role="alert">
        <h2>{id ? t('{{id}} cannot be opened', { id }) : t('The workspace cannot be read')}</h2>
        <p>{error}</p>
        <div className="row">
          <RetryButton />
        </div>
      </div>
    )
  if (!empty) return null
  return (
    <StartPanel
      title={t('This Flow has no Executors')}
      blank={{
        words: t('Add the first Executor here'),
        run: (box) => ui.openQuickAdd({ screen: { x: box.left, y: box.bottom + 8 }, at: null, wire: null }),
      }}
    />
  )
}

/** Reads again what could not be shown. */
export function RetryButton() {
  return (
    <button type="button" className="btn primary" onClick={() => void retry()}>
      <RefreshCw aria-hidden="true" />
      {t('Try again')}
    </button>
  )
}

function LoadingState() {
  return (
    <div className="blank" role="status">
      <p>{t('Loading the Flow…')}</p>
    </div>
  )
}

/** Reads the workspace again, and the Flow that failed or that the address names. */
export async function retry(how: Opening = 'draft'): Promise<void> {
  try {
    await refreshWorkspace()
    const id = useDocument.getState().id ?? firstFlow()
    if (id) await openFlow(id, how)
    else useDocument.setState({ status: 'none', error: null })
  } catch (error) {
    useDocument.setState({ status: 'failed', error: error instanceof Error ? error.message : String(error) })
  }
}
