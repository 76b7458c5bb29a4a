import { Container, LoaderCircle } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useId, useState } from 'react'
import { PermissionsSection } from './preflight/PermissionsSection.tsx'
import { WhyNot } from './preflight/WhyNot.tsx'
import { t } from '../../i18n/t.ts'
import { closeCompose, useCompose } from './composeControl.ts'
import { startCompose } from './startCompose.ts'

/** Says what running a Flow as containers does, before it does it. */
export function ComposeDialog() {
  const { flowId, tool, reason, busy, asked } = useCompose()
  // A tick is about the list that was shown: another list asks again.
  const missing = asked?.filter(({ granted }) => !granted) ?? []
  const list = missing.map(({ id }) => id).join('\n')
  const [ticked, setTicked] = useState<string | null>(null)
  const allowed = ticked === list
  const waits = missing.length > 0 && !allowed
  const whyId = useId()
  const why = waits ? t('Start needs your consent: tick the box above.') : null
  if (flowId === null) return null
  return (
    <Dialog.Root open onOpenChange={(now) => (now ? undefined : closeCompose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog live-attach">
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>{t('Start with Compose')}</h2>
            </Dialog.Title>
            <Dialog.Description>
              {tool === null
                ? (reason ?? t('Looking for Docker and podman…'))
                : t('{{flowId}} runs as containers of this machine, started with {{tool}}.', {
                    flowId,
                    tool,
                  })}
            </Dialog.Description>
          </div>
          {tool === null ? null : (
            <div className="dialog-body">
              <ol className="live-steps">
                <li>
                  {t('The Flow is exported as a Compose project, with the images chosen under Export.')}
                </li>
                <li>
                  {t('Images of Executors that are source files are built. The first time takes minutes.')}
                </li>
                <li>{t('The containers start, and the Gateway listens on this machine only.')}</li>
              </ol>
              <PermissionsSection
                permissions={asked ?? []}
                allowed={allowed}
                onAllow={(yes) => setTicked(yes ? list : null)}
              />
              <p className="muted">{t('Stop takes the containers away. Their volumes stay.')}</p>
            </div>
          )}
          <div className="dialog-foot">
            <WhyNot id={whyId} why={why} />
            <button type="button" className="btn ghost" onClick={closeCompose}>
              {t('Cancel')}
            </button>
            <button
              type="button"
              className="btn primary"
              disabled={tool === null || asked === null || busy || waits}
              aria-describedby={why === null ? undefined : whyId}
              onClick={() => void startCompose()}
            >
              {busy ? <LoaderCircle className="live-spin" aria-hidden /> : <Container aria-hidden />}
              {busy ? t('Starting…') : t('Start containers')}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
