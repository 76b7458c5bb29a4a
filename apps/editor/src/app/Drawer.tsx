import { ChevronDown, FlaskConical, ScrollText, TriangleAlert } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { ENTRY } from '../canvas/canvasModel.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedExecutors } from '../state/selection.ts'
import { ui, useUi, type DrawerTab } from '../state/uiStore.ts'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { Hint } from '../ui/Hint.tsx'
import { later } from '../ui/later.tsx'
import { useDrawerOfProblems } from './useDrawerOfProblems.ts'
import { t } from '../i18n/t.ts'

const ProblemsPanel = later(async () => (await import('../problems/ProblemsPanel.tsx')).ProblemsPanel)
const Playground = later(async () => (await import('../live/playground/Playground.tsx')).Playground)
const LogsPanel = later(async () => (await import('../live/logs/LogsPanel.tsx')).LogsPanel)

export function Drawer() {
  const tab = useUi((state) => state.drawerTab)
  const id = useDocument((state) => state.id)
  const open = useUi((state) => state.panels.drawer)
  useDrawerOfProblems()
  // The panels of a closed drawer stay, empty and hidden: its tabs refer to them.
  const closed = open ? {} : { hidden: true }
  const alone = useDocument((state) => {
    const names = selectedExecutors(state)
    return names.length === 1 ? (names[0] ?? null) : null
  })
  return (
    <Tabs.Root
      className="drawer"
      value={tab}
      onValueChange={(value) => ui.showDrawer(value as DrawerTab)}
      activationMode="manual"
      aria-label={t('Drawer')}
      role="region"
      id="region-drawer"
      tabIndex={-1}
    >
      <div className="drawer-tabs">
        <Tabs.List aria-label={t('Drawer')}>
          <Tabs.Trigger className="tab" value="problems">
            <TriangleAlert aria-hidden="true" />
            {t('Problems')}
            <ProblemCount />
          </Tabs.Trigger>
          <Tabs.Trigger className="tab" value="playground">
            <FlaskConical aria-hidden="true" />
            {t('Playground')}
          </Tabs.Trigger>
          <Tabs.Trigger className="tab" value="logs">
            <ScrollText aria-hidden="true" />
            {t('Logs')}
          </Tabs.Trigger>
        </Tabs.List>
        <span className="spacer" />
        <Hint text={open ? t('Hide the drawer') : t('Show the drawer')} action="drawer">
          <button
            type="button"
            className="icon-btn small"
            aria-label={open ? t('Hide the drawer') : t('Show the drawer')}
            aria-expanded={open}
            onClick={() => ui.togglePanel('drawer')}
          >
            <ChevronDown aria-hidden="true" style={open ? undefined : { transform: 'rotate(180deg)' }} />
          </button>
        </Hint>
      </div>
      <Tabs.Content className="tab-body" value="problems" {...closed}>
        {open ? <ProblemsPanel /> : null}
      </Tabs.Content>
      <Tabs.Content className="tab-body" value="playground" {...closed}>
        <ErrorBoundary what={t('The playground')}>
          {open && id ? <Playground flowId={id} onSelectExecutor={showNode} /> : null}
        </ErrorBoundary>
      </Tabs.Content>
      <Tabs.Content className="tab-body" value="logs" {...closed}>
        <ErrorBoundary what={t('The log panel')}>
          {open && id ? <LogsPanel flowId={id} executor={alone} onSelectExecutor={showNode} /> : null}
        </ErrorBoundary>
      </Tabs.Content>
    </Tabs.Root>
  )
}

/** Selects the node of an Executor (or the Gateway's) and brings it into view. */
function showNode(name: string): void {
  const node = name === 'gateway' ? ENTRY : name
  select([node])
  ui.reveal([node])
}

function ProblemCount() {
  const errors = useDocument(
    (state) => state.parsed.issues.filter((issue) => issue.severity === 'error').length,
  )
  const rest = useDocument((state) => state.parsed.issues.length) - errors
  if (errors + rest === 0) return null
  return <span className={`count ${errors > 0 ? 'error' : 'warning'}`}>{errors + rest}</span>
}
