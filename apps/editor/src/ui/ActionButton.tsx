import type { LucideIcon } from 'lucide-react'
import { actionById } from '../actions/registry.ts'
import { Hint } from './Hint.tsx'

interface Props {
  /** Id of an action of the registry: its title is the name of the button. */
  action: string
  Icon: LucideIcon
  disabled?: boolean
}

/** A button for an action, with its shortcut as it is bound now. */
export function ActionButton({ action, Icon, disabled = false }: Props) {
  const { title = action, run } = actionById(action) ?? {}
  return (
    <Hint text={title} action={action}>
      <button type="button" className="icon-btn" aria-label={title} disabled={disabled} onClick={run}>
        <Icon aria-hidden="true" />
      </button>
    </Hint>
  )
}
