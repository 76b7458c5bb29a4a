import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { saveVersion } from '../actions/versions.ts'
import { ui } from '../state/uiStore.ts'
import { useUnsentText } from '../ui/pendingFields.ts'
import { t } from '../i18n/t.ts'

/** Asks for the name under which this state of the Flow is kept. */
export function NameVersionDialog() {
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  useUnsentText(name.trim() !== '')
  const submit = async () => {
    setBusy(true)
    const done = await saveVersion(name.trim())
    setBusy(false)
    if (done) ui.openDialog(null)
  }
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : ui.openDialog(null))}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" style={{ width: 'min(440px, calc(100vw - 32px))' }}>
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void submit()
            }}
          >
            <div className="dialog-head">
              <Dialog.Title asChild>
                <h2>{t('Save version')}</h2>
              </Dialog.Title>
              <Dialog.Description>
                {t('The Flow is saved, and this state of it is kept under a name for good.')}
              </Dialog.Description>
            </div>
            <div className="dialog-body">
              <label className="label" htmlFor="version-name">
                {t('Name')}
              </label>
              <input
                id="version-name"
                className="input"
                value={name}
                maxLength={80}
                placeholder={t('Before the new ranker')}
                autoComplete="off"
                autoFocus
                onChange={(event) => setName(event.target.value)}
              />
            </div>
            <div className="dialog-foot">
              <Dialog.Close className="btn ghost">{t('Cancel')}</Dialog.Close>
              <button type="submit" className="btn primary" disabled={busy || name.trim() === ''}>
                {busy ? t('Saving…') : t('Save version')}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
