import { ReactFlowProvider } from '@xyflow/react'
import { Tooltip } from 'radix-ui'
import { useEffect, useState } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { offerFile } from '../actions/exchange.ts'
import { Inspector } from '../inspector/Inspector.tsx'
import { ConnectionBanner } from '../live/index.ts'
import { Palette } from '../palette/Palette.tsx'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'
import { usePhone } from '../state/view.ts'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { YamlPanel } from '../yaml/YamlPanel.tsx'
import { Dialogs } from './Dialogs.tsx'
import { Drawer } from './Drawer.tsx'
import { FlowView } from './FlowView.tsx'
import { StatusBar } from './StatusBar.tsx'
import { TopBar } from './TopBar.tsx'
import { useTheme } from './useTheme.ts'
import { later } from '../ui/later.tsx'
import { browserStorage } from '../ui/storage.ts'
import { t } from '../i18n/t.ts'

const ContextMenu = later(async () => (await import('./ContextMenu.tsx')).ContextMenu, 'first')
const PhoneStage = later(async () => (await import('./PhoneStage.tsx')).PhoneStage)
const StartScreen = later(async () => (await import('../start/StartScreen.tsx')).StartScreen)
const Notifications = later(async () => (await import('../ui/Notifications.tsx')).Notifications)

export function App() {
  const theme = useTheme()
  const phone = usePhone()
  // Until the workspace is read nothing is known about its Flows.
  const choosing = useDocument((state) => state.status === 'none' && state.workspaceName !== '')
  const announcement = useUi((state) => state.announcement)
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={150}>
      <ReactFlowProvider>
        <div className="app">
          <TopBar />
          <div>
            <ConnectionBanner />
          </div>
          {choosing ? <StartScreen /> : phone ? <PhoneStage /> : <Stage />}
          <StatusBar />
        </div>
        <ContextMenu />
        <ErrorBoundary what={t('The dialog')}>
          <Dialogs />
        </ErrorBoundary>
        <DropVeil />
        <div className="sr-only" role="status" aria-live="polite" id="live-region">
          <span key={announcement.n}>{announcement.text}</span>
        </div>
        <Notifications theme={theme} />
      </ReactFlowProvider>
    </Tooltip.Provider>
  )
}

const PANEL_SIZES = {
  getItem: (key: string) => browserStorage.getItem(key),
  setItem: (key: string, text: string) => void browserStorage.setItem(key, text),
}

/** Sizes of panels as they were dragged, per browser. */
function useKeptSizes(id: string, panelIds: string[]) {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id,
    panelIds,
    onlySaveAfterUserInteractions: true,
    storage: PANEL_SIZES,
  })
  return { ...(defaultLayout ? { defaultLayout } : {}), onLayoutChanged }
}

/** A low window leaves the canvas its part. */
const DRAWER_PX = () => (innerHeight < 760 ? 196 : 264)

/** Palette, canvas, YAML and inspector above, the drawer below them: the order in which Tab walks them. */
function Stage() {
  const panels = useUi((state) => state.panels)
  const [drawerPx] = useState(DRAWER_PX)
  const kept = useKeptSizes('stage-rows', ['upper', panels.drawer ? 'drawer' : 'drawer-closed'])
  return (
    <Group orientation="vertical" id="stage-rows" {...kept}>
      <Panel id="upper" minSize={160}>
        <div className="body">
          {panels.palette ? <Palette /> : <span />}
          <main className="main">
            <Document />
          </main>
          {panels.inspector ? (
            <ErrorBoundary what={t('The inspector')}>
              <Inspector />
            </ErrorBoundary>
          ) : (
            <span />
          )}
        </div>
      </Panel>
      {panels.drawer ? (
        <>
          <Separator className="sep-h" aria-label={t('Height of the drawer')} />
          <Panel id="drawer" defaultSize={drawerPx} minSize={90} groupResizeBehavior="preserve-pixel-size">
            <ErrorBoundary what={t('The drawer')}>
              <Drawer />
            </ErrorBoundary>
          </Panel>
        </>
      ) : (
        <>
          <div className="sep-h" />
          <Panel id="drawer-closed" defaultSize={36} minSize={36} maxSize={36} disabled>
            <ErrorBoundary what={t('The drawer')}>
              <Drawer />
            </ErrorBoundary>
          </Panel>
        </>
      )}
    </Group>
  )
}

/** The views of the text: canvas or outline, and YAML, divided by a bar that can be dragged. */
function Document() {
  const yaml = useUi((state) => state.panels.yaml)
  const status = useDocument((state) => state.status)
  const kept = useKeptSizes('stage-columns', yaml && status === 'ready' ? ['canvas', 'yaml'] : ['canvas'])
  return (
    <Group orientation="horizontal" id="stage-columns" {...kept}>
      <Panel id="canvas" minSize={200}>
        <FlowView />
      </Panel>
      {yaml && status === 'ready' ? (
        <>
          <Separator className="sep-v" aria-label={t('Width of the YAML')} />
          <Panel id="yaml" defaultSize="46%" minSize={200}>
            <ErrorBoundary what={t('The YAML panel')}>
              <YamlPanel />
            </ErrorBoundary>
          </Panel>
        </>
      ) : null}
    </Group>
  )
}

/** The whole window takes a YAML file. */
function DropVeil() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const files = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const onOver = (event: DragEvent) => {
      if (!files(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      setOver(false)
      if (!files(event)) return
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file) void offerFile(file)
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return over ? <div className="drop-veil">{t('Drop a Flow YAML to import it')}</div> : null
}
