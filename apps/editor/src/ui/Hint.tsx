import { Tooltip } from 'radix-ui'
import type { ReactElement } from 'react'

/** A short text on hover and focus; the control itself carries its own name for screen readers. */
export function Hint({
  text,
  keys,
  children,
}: {
  text: string
  keys?: string | undefined
  children: ReactElement
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" sideOffset={6} collisionPadding={8}>
          {text}
          {keys ? <kbd className="kbd">{keys}</kbd> : null}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
