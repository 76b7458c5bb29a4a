import '@fontsource-variable/inter/wght.css'
import '@xyflow/react/dist/style.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/canvas.css'
import './start/start.css'
import './styles/arrange.css'
import './styles/inspector.css'
import './styles/versions.css'
import './styles/forced.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startClipboard } from './actions/clipboard.ts'
import { startKeyboard } from './actions/keyboard.ts'
import { takeToken } from './api/token.ts'
import { App } from './app/App.tsx'
import { retry } from './app/BlankState.tsx'
import { NoToken } from './app/NoToken.tsx'
import { connect, onFlowChanged, useLive } from './live/index.ts'
import { suggestRequest } from './start/templates.ts'
import { loadCatalog } from './palette/catalogStore.ts'
import { draftIsUnstored, resendDraft, startAutosave, storeOnExit } from './state/autosave.ts'
import { useDocument } from './state/documentStore.ts'
import { flowOfAddress, keepInAddress, takeOpening } from './state/address.ts'
import { closeFlow, noteRevision, refreshWorkspace } from './state/files.ts'
import { openFlow } from './state/opening.ts'
import { endOpening } from './state/openingMark.ts'
import { startUnkept } from './state/unkept.ts'
import { ui } from './state/uiStore.ts'
import { startOtherTabs } from './state/otherTabs.ts'
import { startComposition } from './ui/composition.ts'
import { ErrorBoundary } from './ui/ErrorBoundary.tsx'
import { loadUrgent, loadWhenIdle } from './ui/later.tsx'
import { commitFields, holdsUnsentText } from './ui/pendingFields.ts'
import { warmLayout } from './canvas/layoutClient.ts'
import { toast } from './ui/toast.ts'
import { t } from './i18n/t.ts'

const root = createRoot(document.getElementById('root') as HTMLElement)
const token = takeToken()

if (token === null) {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
  root.render(<NoToken />)
} else {
  startUnkept()
  startOtherTabs()
  startAutosave()
  startComposition()
  startKeyboard()
  startClipboard()
  // Nothing is said before the first event: its code need not be part of the first load.
  import('./live/announceLive.ts').then(
    ({ announceLive }) => announceLive(() => useDocument.getState().id, ui.announce),
    () => undefined,
  )
  useDocument.subscribe((now, before) => {
    if (now.id !== null && now.status === 'ready' && (now.id !== before.id || before.status !== 'ready'))
      void Promise.all([loadCatalog(now.id), suggestRequest(now.id)])
  })
  onFlowChanged((flowId, revision) => {
    void refreshWorkspace().catch(() => undefined)
    void noteRevision(flowId, revision)
      .then((what) =>
        what === 'reloaded'
          ? toast(t('{{flowId}} was changed on disk and read again.', { flowId }))
          : undefined,
      )
      .catch(() => undefined)
  })
  useLive.subscribe((now, before) => {
    if (now.connection === 'open' && before.connection !== 'open') resendDraft()
  })
  // A watcher can miss a change; coming back to the tab looks again.
  addEventListener('focus', () => void lookAgain().catch(() => undefined))
  addEventListener('pagehide', () => {
    endOpening()
    commitFields()
    storeOnExit()
  })
  addEventListener('beforeunload', (event) => {
    if (commitFields() !== null || draftIsUnstored() || holdsUnsentText()) event.preventDefault()
  })
  connect(token)
  root.render(
    <StrictMode>
      <ErrorBoundary what={t('The editor')}>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  )
  setTimeout(loadUrgent)
  void retry(takeOpening()).then(() =>
    loadWhenIdle(async () => {
      const [{ watchPatterns }, { watchSources }] = await Promise.all([
        import('./state/patternIssues.ts'),
        import('./problems/sourceIssues.ts'),
      ])
      watchPatterns()
      watchSources()
      await warmLayout()
    }),
  )
}

// An address opened in this tab changes only the hash: the token of a restarted server is taken and the edits stay; the Flow is opened.
addEventListener('hashchange', () => {
  const hash = new URLSearchParams(location.hash.slice(1))
  const { id } = useDocument.getState()
  if (hash.has('t')) {
    const fresh = takeToken()
    if (token === null || fresh === null) return location.reload()
    connect(fresh)
    // The address that a restarted server prints names no Flow.
    if (flowOfAddress() === null && id !== null) return keepInAddress(id)
  }
  const flow = flowOfAddress()
  if (flow !== null && flow !== id) void openFlow(flow)
  if (flow === null && id !== null) void closeFlow()
})

/** Reads the revisions of the workspace, and takes over what changed on disk. */
async function lookAgain(): Promise<void> {
  await refreshWorkspace()
  const { id, flows } = useDocument.getState()
  const flow = flows.find((known) => known.id === id)
  if (id !== null) await noteRevision(id, flow?.revision ?? null)
}
