import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { createFlow, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { useUnsentText } from '../ui/pendingFields.ts'
import { t } from '../i18n/t.ts'

const EMPTY_FLOW = `jtype: Flow
version: '1'
executors: []
`

/** Asks where the file of a new, empty Flow goes. */
export function NewFlowDialog() {
  const flows = useDocument((state) => state.flows)
  const [path, setPath] = useState('')
  useUnsentText(path.trim() !== '')
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async () => {
    const trimmed = path.trim().replace(/^\/+/, '')
    const id = /\.ya?ml$/.test(trimmed) ? trimmed : `${trimmed}/flow.yml`
    if (trimmed === '') return setProblem(t('Give the Flow a name, for example "search".'))
    if (flows.some((flow) => flow.id === id))
      return setProblem(t('There is a Flow at {{id}} already.', { id }))
    try {
      await createFlow(id, EMPTY_FLOW)
      ui.openDialog(null)
    } catch (error) {
      setProblem(words(error))
    }
  }
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" style={{ width: 440 }}>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void submit()
            }}
          >
            <div className="dialog-head">
              <Dialog.Title asChild>
                <h2>{t('New Flow')}</h2>
              </Dialog.Title>
              <Dialog.Description>
                {t('A YAML file in this workspace: a name makes a folder, a path is used as it is.')}
              </Dialog.Description>
            </div>
            <div className="dialog-body">
              <label htmlFor="new-flow" style={{ display: 'block', marginBottom: 5 }}>
                {t('Name or path')}
              </label>
              <input
                id="new-flow"
                className="input"
                value={path}
                placeholder="search"
                autoFocus
                autoComplete="off"
                spellCheck={false}
                aria-invalid={problem !== null}
                onChange={(event) => {
                  setPath(event.target.value)
                  setProblem(null)
                }}
              />
              {problem ? (
                <p className="field-error" role="alert">
                  {problem}
                </p>
              ) : null}
            </div>
            <div className="dialog-foot">
              <button type="button" className="btn ghost" onClick={() => ui.openDialog(null)}>
                {t('Cancel')}
              </button>
              <button type="submit" className="btn primary">
                {t('Create')}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
