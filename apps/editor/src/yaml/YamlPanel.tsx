import { X } from 'lucide-react'
import { Suspense, lazy } from 'react'
import { ui } from '../state/uiStore.ts'
import { useDocument } from '../state/documentStore.ts'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { Hint } from '../ui/Hint.tsx'
import { t } from '../i18n/t.ts'

const YamlEditorView = lazy(async () => ({ default: (await import('./YamlEditorView.tsx')).YamlEditorView }))

/** The text of the Flow beside the canvas: both are the same document. */
export function YamlPanel() {
  const id = useDocument((state) => state.id)
  return (
    <section className="yaml" aria-label="YAML" id="region-yaml" tabIndex={-1}>
      <div className="region-head">
        <h2>YAML</h2>
        <span className="muted mono">{id}</span>
        <span className="spacer" />
        <Hint text={t('Hide the YAML')} action="yaml">
          <button
            type="button"
            className="icon-btn small"
            aria-label={t('Hide the YAML')}
            onClick={() => ui.togglePanel('yaml')}
          >
            <X aria-hidden="true" />
          </button>
        </Hint>
      </div>
      <div className="yaml-body">
        <ErrorBoundary what={t('The YAML panel')}>
          <Suspense fallback={<p className="quiet-state">{t('Loading the text editor…')}</p>}>
            <YamlEditorView />
          </Suspense>
        </ErrorBoundary>
      </div>
    </section>
  )
}
