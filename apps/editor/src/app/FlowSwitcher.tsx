import { ChevronsUpDown, FileText } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { later } from '../ui/later.tsx'
import { t } from '../i18n/t.ts'

const FlowMenu = later(async () => (await import('./FlowMenu.tsx')).FlowMenu, 'first')

/** Which Flow of the workspace is open; the others, and a new one, are a click or a few letters away. */
export function FlowSwitcher() {
  const id = useDocument((state) => state.id)
  const [open, setOpen] = useState(false)
  return (
    <DropdownMenu.Root open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          className="btn ghost flow-switch"
          aria-label={id === null ? t('Flow: none') : t('Flow: {{id}}', { id })}
        >
          <FileText aria-hidden="true" />
          <span>{id ?? t('Choose a Flow')}</span>
          <ChevronsUpDown aria-hidden="true" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <FlowMenu close={() => setOpen(false)} />
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
