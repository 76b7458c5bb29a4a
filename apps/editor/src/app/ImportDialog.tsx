import { parseFlow } from '@flowdeck/shared'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { toast } from 'sonner'
import { pasteYaml } from '../actions/copies.ts'
import { replaceDocument } from '../actions/edit.ts'
import { isEmptyFlow, useImport, type Incoming } from '../actions/exchange.ts'
import { createFlow, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { DiffView } from './DiffView.tsx'

/** What to do with a dropped YAML file: a new Flow, instead of this one, or into this one. Never silently. */
export function ImportDialog() {
  const incoming = useImport((state) => state.incoming)
  return incoming ? <Choices incoming={incoming} key={incoming.name} /> : null
}

const close = () => useImport.setState({ incoming: null })

function Choices({ incoming }: { incoming: Incoming }) {
  const text = useDocument((state) => state.text)
  const open = useDocument((state) => state.status === 'ready')
  const [showing, setShowing] = useState(false)
  const parsed = parseFlow(incoming.text)
  const count = parsed.spec?.executors.length ?? 0
  const errors = parsed.issues.filter((issue) => issue.severity === 'error')
  const empty = open && isEmptyFlow(text)
  const asNew = async () => {
    close()
    try {
      await createFlow(freeId(incoming.name), incoming.text)
    } catch (error) {
      toast.error(`Not imported. ${words(error)}`)
    }
  }
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className={`dialog ${showing ? 'wide' : ''}`}>
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>Import {incoming.name}</h2>
            </Dialog.Title>
            <Dialog.Description>
              {parsed.spec
                ? `A Flow with ${count} ${count === 1 ? 'Executor' : 'Executors'}${errors.length > 0 ? ` and ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}` : ''}. Nothing of it runs until you start it.`
                : `This file cannot be read as a Flow: ${errors[0] ? `${errors[0].message} (line ${errors[0].range.line})` : 'it is empty'}`}
            </Dialog.Description>
          </div>
          {showing ? (
            <div className="dialog-body">
              <DiffView mine={incoming.text} theirs={text} />
            </div>
          ) : null}
          <div className="dialog-foot">
            {open && !showing ? (
              <button type="button" className="btn ghost" onClick={() => setShowing(true)}>
                Show differences
              </button>
            ) : null}
            <button type="button" className="btn ghost" onClick={close}>
              Cancel
            </button>
            {open && !empty && count > 0 ? (
              <button
                type="button"
                className="btn"
                onClick={() => {
                  close()
                  pasteYaml(incoming.text, false)
                }}
              >
                Add to this Flow
              </button>
            ) : null}
            {open ? (
              <button
                type="button"
                className={empty ? 'btn primary' : 'btn'}
                onClick={() => {
                  close()
                  void replaceDocument(incoming.text, `import ${incoming.name}`).then(({ ok }) =>
                    ok ? ui.reveal([]) : undefined,
                  )
                }}
              >
                Replace this Flow
              </button>
            ) : null}
            <button type="button" className={empty ? 'btn' : 'btn primary'} onClick={() => void asNew()}>
              Open as new Flow
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** A path that no Flow of the workspace has. */
function freeId(name: string): string {
  const taken = new Set(useDocument.getState().flows.map((flow) => flow.id))
  const stem = name.replace(/\.ya?ml$/i, '').replace(/[^\w.-]+/g, '-') || 'flow'
  for (let n = 0; ; n++) {
    const id = `${stem}${n === 0 ? '' : `-${n}`}.yml`
    if (!taken.has(id)) return id
  }
}
