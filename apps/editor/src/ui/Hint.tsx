import { Tooltip } from 'radix-ui'
import type { ReactElement } from 'react'
import { useKeyWords } from '../actions/keyboard.ts'

/** A short text on hover and focus; the control itself carries its own name for screen readers. */
export function Hint({
  text,
  action,
  side = 'top',
  children,
}: {
  text: string
  /** Id of the action whose shortcut is shown, as it is bound now. */
  action?: string
  /** Where it stands; above when absent. */
  side?: 'top' | 'right'
  children: ReactElement
}) {
  const keys = useKeyWords(action ?? '')
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys === '' ? null : <kbd className="kbd">{keys}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
