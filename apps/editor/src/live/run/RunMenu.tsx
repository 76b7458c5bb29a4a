import { ChevronDown, Container, Plug } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { t } from '../../i18n/t.ts'
import { openAttach } from './attachControl.ts'
import { findCompose, openCompose, useCompose } from './composeControl.ts'
import './runMenu.css'

/** Beside Start: other ways to see this Flow run. */
export function RunMenu({ disabled }: { disabled: boolean }) {
  const { tool, reason } = useCompose()
  return (
    <DropdownMenu.Root onOpenChange={(open) => (open ? void findCompose() : undefined)}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          className="btn primary live-more-ways"
          aria-label={t('Other ways to run')}
          title={t('Other ways to run')}
          disabled={disabled}
        >
          <ChevronDown aria-hidden />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu live-run-menu" align="end" sideOffset={6}>
          <DropdownMenu.Item
            className="menu-item"
            disabled={tool === null}
            onSelect={() => void openCompose()}
          >
            <Container aria-hidden />
            <span>
              {t('Start with {{tool}}…', { tool: tool ?? 'Compose' })}
              {tool === null ? <small>{reason ?? t('Looking for Docker and podman…')}</small> : null}
            </span>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={openAttach}>
            <Plug aria-hidden />
            {t('Attach to a Gateway…')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
