import { FilePlus2, FileUp, Plus, RefreshCw } from 'lucide-react'
import { openImport } from '../actions/exchange.ts'
import { firstFlow, openFlow, refreshWorkspace } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'

/** What stands where there is no Flow to show: what happened, and what to do next. */
export function BlankState() {
  const status = useDocument((state) => state.status)
  const error = useDocument((state) => state.error)
  const id = useDocument((state) => state.id)
  const empty = useDocument(
    (state) => state.status === 'ready' && !state.broken && state.model.executors.length === 0,
  )
  if (status === 'loading') return <LoadingState />
  if (status === 'failed')
    return (
      <div className="blank" role="alert">
        <h2>{id ? `${id} cannot be opened` : 'The workspace cannot be read'}</h2>
        <p>{error}</p>
        <div className="row">
          <button type="button" className="btn primary" onClick={() => void retry()}>
            <RefreshCw aria-hidden="true" />
            Try again
          </button>
        </div>
      </div>
    )
  if (status === 'none')
    return (
      <div className="blank">
        <h2>No Flow yet</h2>
        <p>Make one, or drop a Flow YAML anywhere in this window.</p>
        <div className="row">
          <button type="button" className="btn primary" onClick={() => ui.openDialog('newFlow')}>
            <FilePlus2 aria-hidden="true" />
            New Flow
          </button>
          <button type="button" className="btn" onClick={openImport}>
            <FileUp aria-hidden="true" />
            Import YAML
          </button>
        </div>
      </div>
    )
  if (!empty) return null
  return (
    <div className="blank below">
      <h2>This Flow has no Executors</h2>
      <p>Drag one from the palette, double-click the canvas, or drop a Flow YAML anywhere.</p>
      <div className="row">
        <button
          type="button"
          className="btn primary"
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            ui.openQuickAdd({ screen: { x: box.left, y: box.bottom + 8 }, at: null, wire: null })
          }}
        >
          <Plus aria-hidden="true" />
          Add an Executor
        </button>
        <button type="button" className="btn" onClick={openImport}>
          <FileUp aria-hidden="true" />
          Import YAML
        </button>
      </div>
    </div>
  )
}

function LoadingState() {
  return (
    <div className="blank" role="status">
      <p>Loading the Flow…</p>
    </div>
  )
}

/** Reads the workspace again, and the Flow that failed, or the first one. */
export async function retry(): Promise<void> {
  try {
    await refreshWorkspace()
    const id = useDocument.getState().id ?? firstFlow()
    if (id) await openFlow(id)
    else useDocument.setState({ status: 'none', error: null })
  } catch (error) {
    useDocument.setState({ status: 'failed', error: error instanceof Error ? error.message : String(error) })
  }
}
