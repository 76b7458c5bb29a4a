import type { FlowIssue, ParsedFlow } from '@flowdeck/shared'
import { Combine, FilePlus2, Replace, type LucideIcon } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useEffect, useId, useRef, useState } from 'react'
import { pasteYaml } from '../actions/copies.ts'
import { replaceDocument } from '../actions/edit.ts'
import { isEmptyFlow, useImport, type Incoming } from '../actions/exchange.ts'
import { readFlow } from '../state/readFlow.ts'
import { createFlow, words } from '../state/files.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { CompareView } from '../compare/CompareView.tsx'
import { toast } from '../ui/toast.ts'
import { messageOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'

/** What to do with a dropped, chosen or pasted Flow: a new Flow, instead of this one, or into this one. Never silently. */
export function ImportDialog() {
  const incoming = useImport((state) => state.incoming)
  return incoming ? <Choices incoming={incoming} key={incoming.name} /> : null
}

const close = () => useImport.setState({ incoming: null })

function Choices({ incoming }: { incoming: Incoming }) {
  const text = useDocument((state) => state.text)
  const layout = useDocument((state) => state.layout)
  const open = useDocument((state) => state.status === 'ready')
  const [showing, setShowing] = useState(false)
  const parsed = readFlow(incoming.text)
  const count = parsed.spec?.executors.length ?? 0
  const errors = parsed.issues.filter((issue) => issue.severity === 'error')
  const empty = open && isEmptyFlow(text)
  const asNew = async () => {
    close()
    try {
      await createFlow(freeId(incoming.name), incoming.text)
    } catch (error) {
      toast.error(t('Not imported. {{error}}', { error: words(error) }))
    }
  }
  const replace = () => {
    close()
    void replaceDocument(incoming.text, t('import {{name}}', { name: incoming.name })).then(({ ok }) =>
      ok ? ui.reveal([]) : undefined,
    )
  }
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className={`dialog ${showing ? 'compare-dialog' : ''}`}>
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>{t('Import {{name}}', { name: incoming.name })}</h2>
            </Dialog.Title>
            <Dialog.Description>
              {parsed.spec ? flowWords(count, errors.length) : unreadableWords(errors[0])}
            </Dialog.Description>
          </div>
          <div className="dialog-body">
            {showing ? (
              <CompareView
                before={{ name: t('this Flow'), text, layout: layout.nodes }}
                after={{ name: incoming.name, text: incoming.text }}
              />
            ) : (
              <div className="import-choices">
                <Choice
                  Icon={FilePlus2}
                  title={t('Open as new Flow')}
                  what={t('A file of its own in this workspace; the open Flow stays as it is.')}
                  isFirst={!empty}
                  onChoose={() => void asNew()}
                />
                {open ? (
                  <Choice
                    Icon={Replace}
                    title={t('Replace this Flow')}
                    what={t('The whole text is replaced; undo brings it back, and nothing is saved yet.')}
                    isFirst={empty}
                    onChoose={replace}
                  />
                ) : null}
                {open && !empty && count > 0 ? (
                  <Choice
                    Icon={Combine}
                    title={t('Merge into this Flow')}
                    what={mergeWords(parsed)}
                    isFirst={false}
                    onChoose={() => {
                      close()
                      pasteYaml(incoming.text, false)
                    }}
                  />
                ) : null}
              </div>
            )}
          </div>
          <div className="dialog-foot">
            {open ? (
              <button type="button" className="btn ghost" onClick={() => setShowing(!showing)}>
                {showing ? t('Back to the choices') : t('Show differences')}
              </button>
            ) : null}
            <span className="spacer" />
            <button type="button" className="btn ghost" onClick={close}>
              {t('Cancel')}
            </button>
            {showing ? (
              <button type="button" className="btn primary" onClick={replace}>
                {t('Replace this Flow')}
              </button>
            ) : null}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface ChoiceProps {
  Icon: LucideIcon
  title: string
  what: string
  /** The choice that Enter takes. */
  isFirst: boolean
  onChoose: () => void
}

function Choice({ Icon, title, what, isFirst, onChoose }: ChoiceProps) {
  const ref = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isFirst) ref.current?.focus()
  }, [isFirst])
  const about = useId()
  return (
    <button
      type="button"
      className="import-choice"
      aria-label={title}
      aria-describedby={about}
      onClick={onChoose}
      ref={ref}
    >
      <Icon aria-hidden="true" />
      <b>{title}</b>
      <span id={about}>{what}</span>
    </button>
  )
}

/** What a text that can be read holds. */
function flowWords(count: number, errors: number): string {
  const executors = t('{{count}} Executors', { count })
  const held =
    errors === 0
      ? t('A Flow with {{executors}}.', { executors })
      : t('A Flow with {{executors}} and {{count}} errors.', { executors, count: errors })
  return `${held} ${t('Nothing of it runs until you start it.')}`
}

/** Why a text is no Flow. */
function unreadableWords(error: FlowIssue | undefined): string {
  return error
    ? t('This file cannot be read as a Flow: {{message}} (line {{line}})', {
        message: messageOf(error),
        line: error.range.line,
      })
    : t('This file cannot be read as a Flow: it is empty')
}

/** What a merge does, and what it leaves out. */
function mergeWords({ spec, source }: ParsedFlow): string {
  const left = ['with', 'gateway', 'jcloud'].filter((key) => source.keyRange([key]) !== null)
  const count = spec?.executors.length ?? 0
  const added = t('Its {{count}} Executors come in with comments and wires, under names that are free.', {
    count,
  })
  return left.length > 0
    ? `${added} ${t('Its {{keys}} are left out.', { count: left.length, keys: left.map((key) => `“${key}”`).join(t(' and ')) })}`
    : added
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
