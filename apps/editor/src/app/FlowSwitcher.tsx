import { ChevronsUpDown, FilePlus2, FileText, House, LayoutTemplate } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { closeFlow } from '../state/files.ts'
import { openFlow } from '../state/opening.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { t } from '../i18n/t.ts'

/** Which Flow of the workspace is open; the others, and a new one, are a click away. */
export function FlowSwitcher() {
  const flows = useDocument((state) => state.flows)
  const id = useDocument((state) => state.id)
  return (
    <DropdownMenu.Root>
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
        <DropdownMenu.Content className="menu" align="start" sideOffset={6} style={{ minWidth: 300 }}>
          <div className="menu-label">{t('Flows in this workspace')}</div>
          {flows.map((flow) => (
            <DropdownMenu.Item
              className="menu-item"
              key={flow.id}
              onSelect={() => void openFlow(flow.id)}
              aria-current={flow.id === id ? 'page' : undefined}
            >
              <FileText aria-hidden="true" />
              <span style={{ minWidth: 0 }}>
                {flow.id}
                {flow.title && flow.title !== flow.id ? (
                  <small className="muted" style={{ display: 'block' }}>
                    {flow.title}
                  </small>
                ) : null}
              </span>
              <span className="spacer" />
              {flow.hasDraft ? <span className="chip">{t('draft')}</span> : null}
              {flow.id === id ? <span aria-hidden="true">✓</span> : null}
            </DropdownMenu.Item>
          ))}
          {flows.length === 0 ? <p className="quiet-state">{t('No Flow files yet.')}</p> : null}
          <div className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => void closeFlow()}>
            <House aria-hidden="true" />
            {t('Start screen')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => ui.openDialog('newFlow')}>
            <FilePlus2 aria-hidden="true" />
            {t('New Flow…')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => ui.openDialog('templates')}>
            <LayoutTemplate aria-hidden="true" />
            {t('New Flow from a template…')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
