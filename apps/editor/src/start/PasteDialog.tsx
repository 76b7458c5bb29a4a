import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { clipboardProblem } from '../actions/clipboard.ts'
import { offerText, openImport } from '../actions/exchange.ts'
import { ui } from '../state/uiStore.ts'
import { useUnsentText } from '../ui/pendingFields.ts'
import { t } from '../i18n/t.ts'

const close = () => ui.openDialog(null)

/** A place for a Flow from anywhere; nothing changes before the import dialog has asked. */
export function PasteDialog() {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  useUnsentText(text.trim() !== '')
  const submit = () => {
    const found = text.trim() === '' ? t('Paste a Flow first.') : clipboardProblem(text, ['text/plain'])
    if (found !== null) return setProblem(found)
    close()
    offerText('pasted.yml', text)
  }
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog">
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>{t('Paste a Flow')}</h2>
            </Dialog.Title>
            <Dialog.Description>
              {t(
                'A Flow in YAML, from any program. Nothing of it runs until you start it. A file can be dropped anywhere in this window.',
              )}
            </Dialog.Description>
          </div>
          <div className="dialog-body">
            <textarea
              className="input paste-field mono"
              aria-label="YAML"
              aria-invalid={problem !== null}
              aria-describedby={problem === null ? undefined : 'paste-problem'}
              placeholder={'jtype: Flow\nexecutors:\n  - name: encoder\n    uses: encoder.ts'}
              spellCheck={false}
              value={text}
              onChange={(event) => {
                setText(event.target.value)
                setProblem(null)
              }}
            />
            {problem === null ? null : (
              <p className="field-error" id="paste-problem" role="alert">
                {problem}
              </p>
            )}
          </div>
          <div className="dialog-foot">
            <button
              type="button"
              className="btn ghost"
              onClick={() => {
                close()
                openImport()
              }}
            >
              {t('Choose a file…')}
            </button>
            <button type="button" className="btn ghost" onClick={close}>
              {t('Cancel')}
            </button>
            <button type="button" className="btn primary" onClick={submit}>
              {t('Continue')}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
