import { LoaderCircle } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useId, useState } from 'react'
import { attach, closeAttach, forgetAttachError, lastAddress, useAttach } from './attachControl.ts'
import { t } from '../../i18n/t.ts'

/** Asks where the Gateway of a Flow is that somebody else runs. */
export function AttachDialog() {
  const flowId = useAttach((state) => state.flowId)
  return flowId === null ? null : <Attach key={flowId} flowId={flowId} />
}

function Attach({ flowId }: { flowId: string }) {
  const id = useId()
  const { busy, error } = useAttach()
  const [address, setAddress] = useState(() => lastAddress(flowId))
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : closeAttach())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog live-attach">
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void attach(address)
            }}
          >
            <div className="dialog-head">
              <Dialog.Title asChild>
                <h2>{t('Attach to a Gateway')}</h2>
              </Dialog.Title>
              <Dialog.Description>
                {t(
                  'Follow this Flow where it runs already: in Compose, on Kubernetes, by jina or flowdeck. Nothing is started, and nothing stopped.',
                )}
              </Dialog.Description>
            </div>
            <div className="dialog-body">
              <label htmlFor={id}>{t('Address of the Gateway')}</label>
              <input
                id={id}
                className="input mono"
                value={address}
                placeholder="grpc://127.0.0.1:54321"
                autoFocus
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                aria-invalid={error !== null}
                aria-describedby={`${id}-words`}
                onFocus={(event) => event.target.select()}
                onChange={(event) => {
                  setAddress(event.target.value)
                  forgetAttachError()
                }}
              />
              <div id={`${id}-words`}>
                {error === null ? (
                  <p className="muted">
                    {t('grpc://, http:// or ws://, with an s over TLS. Without one it is taken for gRPC.')}
                  </p>
                ) : (
                  <p className="field-error" role="alert">
                    {error}
                  </p>
                )}
              </div>
            </div>
            <div className="dialog-foot">
              <button type="button" className="btn ghost" onClick={closeAttach}>
                {t('Cancel')}
              </button>
              <button type="submit" className="btn primary" disabled={busy}>
                {busy ? <LoaderCircle className="live-spin" aria-hidden /> : null}
                {busy ? t('Asking…') : t('Attach')}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
