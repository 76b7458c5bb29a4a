import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { CompareView, type Side } from './CompareView.tsx'
import { t } from '../i18n/t.ts'

interface Props {
  title: string
  description?: string
  before: Side
  after: Side
  /** False for texts that are no Flows. */
  flows?: boolean
  close: () => void
  children?: ReactNode
}

/** Two texts side by side, with what can be done about it. */
export function CompareDialog({ title, description, before, after, flows = true, close, children }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog compare-dialog"
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>{title}</h2>
            </Dialog.Title>
            {description ? <Dialog.Description>{description}</Dialog.Description> : null}
          </div>
          <div className="dialog-body">
            <CompareView before={before} after={after} flows={flows} />
          </div>
          <div className="dialog-foot">
            {children ?? (
              <button type="button" className="btn" onClick={close}>
                {t('Close')}
              </button>
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
