import { FlaskConical, ListTree, PencilLine, ScrollText, TriangleAlert, Workflow } from 'lucide-react'
import { Inspector } from '../inspector/Inspector.tsx'
import { Palette } from '../palette/Palette.tsx'
import { useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { showView, useView } from '../state/view.ts'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { YamlPanel } from '../yaml/YamlPanel.tsx'
import { Drawer } from './Drawer.tsx'
import { FlowView } from './FlowView.tsx'
import { t } from '../i18n/t.ts'

/** One column: outline, picture, form, playground, logs and problems one at a time, chosen below. */
export function PhoneStage() {
  const pane = useUi((state) => state.phonePane)
  const ready = useDocument((state) => state.status === 'ready')
  return (
    <div className="phone">
      <main className="phone-pane">
        {pane === 'stage' ? (
          <FlowView />
        ) : pane === 'inspector' ? (
          <ErrorBoundary what={t('The inspector')}>
            <Inspector />
          </ErrorBoundary>
        ) : pane === 'palette' ? (
          <Palette />
        ) : pane === 'yaml' && ready ? (
          <ErrorBoundary what={t('The YAML panel')}>
            <YamlPanel />
          </ErrorBoundary>
        ) : (
          <ErrorBoundary what={t('The drawer')}>
            <Drawer />
          </ErrorBoundary>
        )}
      </main>
      <PhoneTabs />
    </div>
  )
}

function PhoneTabs() {
  const pane = useUi((state) => state.phonePane)
  const tab = useUi((state) => state.drawerTab)
  const view = useView()
  const problems = useDocument((state) => state.parsed.issues.length)
  const places = [
    {
      words: t('Outline'),
      Icon: ListTree,
      on: pane === 'stage' && view === 'outline',
      go: () => showView('outline'),
    },
    {
      words: t('Canvas'),
      Icon: Workflow,
      on: pane === 'stage' && view === 'canvas',
      go: () => showView('canvas'),
    },
    { words: t('Fields'), Icon: PencilLine, on: pane === 'inspector', go: () => ui.showPanel('inspector') },
    {
      words: t('Playground'),
      Icon: FlaskConical,
      on: pane === 'drawer' && tab === 'playground',
      go: () => ui.showDrawer('playground'),
    },
    {
      words: t('Logs'),
      Icon: ScrollText,
      on: pane === 'drawer' && tab === 'logs',
      go: () => ui.showDrawer('logs'),
    },
    {
      words: t('Problems'),
      Icon: TriangleAlert,
      on: pane === 'drawer' && tab === 'problems',
      go: () => ui.showDrawer('problems'),
      count: problems,
    },
  ]
  return (
    <nav className="phone-tabs" aria-label={t('Views')}>
      {places.map(({ words, Icon, on, go, count = 0 }) => (
        <button type="button" key={words} aria-current={on ? 'page' : undefined} onClick={go}>
          <Icon aria-hidden="true" />
          {words}
          {count > 0 ? <span className="count warning">{count}</span> : null}
        </button>
      ))}
    </nav>
  )
}
