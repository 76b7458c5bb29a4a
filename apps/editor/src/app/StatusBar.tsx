import { gatewayUrl } from '@flowdeck/shared'
import { useDocument } from '../state/documentStore.ts'
import { useLive } from '../live/index.ts'
import { stateWords } from '../live/run/runSummary.ts'
import { useUi } from '../state/uiStore.ts'
import { StateGlyph } from '../ui/StateGlyph.tsx'
import { t } from '../i18n/t.ts'
import { RUN_WORDS } from '../ui/runWords.ts'

/** The line at the bottom: run, addresses, size of the Flow, what is selected. */
export function StatusBar() {
  const id = useDocument((state) => state.id)
  const count = useDocument((state) => state.model.executors.length)
  const pods = useDocument((state) => state.model.executors.reduce((sum, card) => sum + card.replicas, 0))
  const selected = useDocument((state) => state.selection.size)
  const run = useLive((live) => (id === null ? undefined : live.runs[id]))
  const workspace = useDocument((state) => state.workspaceName)
  return (
    <footer className="statusbar" aria-label={t('Status')}>
      {run ? (
        <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
          <StateGlyph state={run.state} />
          {run.attached ? stateWords(run) : RUN_WORDS[run.state]}
        </span>
      ) : (
        <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
          <StateGlyph state="draft" />
          {t('not running')}
        </span>
      )}
      {run && run.state !== 'stopped' && run.state !== 'failed'
        ? run.gateway.map((server) => (
            <span key={server.protocol} className="mono">
              {gatewayUrl(server)}
            </span>
          ))
        : null}
      <span>
        {t('{{count}} Executors', { count })} · {t('{{count}} Pods', { count: pods })}
      </span>
      {selected > 0 ? <span>{t('{{number}} selected', { number: selected })}</span> : null}
      <span className="spacer" />
      <Zoom />
      <span>{workspace}</span>
    </footer>
  )
}

/** Of its own, so that the rest of the line has nothing to do while a person zooms. */
function Zoom() {
  const percent = useUi((state) => state.zoomPercent)
  return <span>{percent} %</span>
}
