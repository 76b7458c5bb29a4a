import { Canvas } from '../canvas/Canvas.tsx'
import { useDocument } from '../state/documentStore.ts'
import { useView } from '../state/view.ts'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { later } from '../ui/later.tsx'
import { BlankState } from './BlankState.tsx'
import { FindBar } from './FindBar.tsx'
import { t } from '../i18n/t.ts'

const Notices = later(async () => (await import('./Notices.tsx')).Notices)
const Hints = later(async () => (await import('../start/Hints.tsx')).Hints)
const Outline = later(async () => (await import('../outline/Outline.tsx')).Outline)

/** The Flow as canvas or as outline, with what is said over it. */
export function FlowView() {
  const id = useDocument((state) => state.id)
  const status = useDocument((state) => state.status)
  const view = useView()
  return (
    <section
      className="stage"
      aria-label={view === 'canvas' ? t('Canvas') : t('Outline')}
      id="region-canvas"
      tabIndex={-1}
    >
      {status === 'ready' ? (
        <ErrorBoundary what={view === 'canvas' ? t('The canvas') : t('The outline')}>
          {view === 'canvas' ? <Canvas key={id} /> : <Outline key={id} />}
        </ErrorBoundary>
      ) : null}
      <BlankState />
      <Notices />
      <FindBar />
      <Hints />
    </section>
  )
}
