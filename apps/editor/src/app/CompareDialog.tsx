import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { DiffView } from './DiffView.tsx'

interface Props {
  title: string
  description?: string
  mine: string
  theirs: string
  /** Where each side comes from. */
  words?: { mine: string; theirs: string }
  close: () => void
  children?: ReactNode
}

export function CompareDialog({ title, description, mine, theirs, words, close, children }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog wide" {...(description ? {} : { 'aria-describedby': undefined })}>
          <div className="dialog-head">
            <Dialog.Title asChild>
              <h2>{title}</h2>
            </Dialog.Title>
            {description ? <Dialog.Description>{description}</Dialog.Description> : null}
          </div>
          <div className="dialog-body">
            <DiffView mine={mine} theirs={theirs} {...(words ? { words } : {})} />
          </div>
          <div className="dialog-foot">
            {children ?? (
              <button type="button" className="btn" onClick={close}>
                Close
              </button>
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
