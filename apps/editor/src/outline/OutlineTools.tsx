import {
  ArrowDownToLine,
  ArrowUpToLine,
  Cable,
  Columns3,
  Copy,
  ListEnd,
  ListStart,
  Plus,
  Trash2,
  Unplug,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { actionById } from '../actions/registry.ts'
import { useDocument } from '../state/documentStore.ts'
import { selectedExecutors } from '../state/selection.ts'
import { usePhone } from '../state/view.ts'
import { ActionButton } from '../ui/ActionButton.tsx'
import { Keys } from '../ui/Keys.tsx'
import { MORE, toggleColumn, useColumns } from './columns.ts'
import { t, translated } from '../i18n/t.ts'

/** What can be done in the outline, by the same actions as on the canvas. */
export function OutlineTools() {
  const count = useDocument((state) => selectedExecutors(state).length)
  const phone = usePhone()
  const none = count === 0
  return (
    <div className="outline-tools" role="toolbar" aria-label={t('Outline')}>
      <button type="button" className="btn small" onClick={actionById('quick-add')?.run}>
        <Plus aria-hidden="true" />
        {t('Add')}
        <Keys of="quick-add" />
      </button>
      <ActionButton action="link" Icon={Cable} disabled={count !== 1} />
      <ActionButton action="duplicate" Icon={Copy} disabled={none} />
      <ActionButton action="delete" Icon={Trash2} disabled={none} />
      <ActionButton action="delete-join" Icon={Unplug} disabled={none} />
      {phone ? null : (
        <>
          <span className="divider" />
          <ActionButton action="select-up" Icon={ListStart} disabled={none} />
          <ActionButton action="select-down" Icon={ListEnd} disabled={none} />
          <ActionButton action="earlier" Icon={ArrowUpToLine} disabled={count !== 1} />
          <ActionButton action="later" Icon={ArrowDownToLine} disabled={count !== 1} />
        </>
      )}
      <span className="spacer" />
      {count > 1 ? (
        <span className="muted outline-bulk">
          {phone
            ? t('{{number}} selected', { number: count })
            : t('{{number}} selected: a cell that is edited is edited in all of them', { number: count })}
        </span>
      ) : null}
      {phone ? null : <ColumnsMenu />}
    </div>
  )
}

function ColumnsMenu() {
  const more = useColumns((state) => state.more)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="btn ghost small">
          <Columns3 aria-hidden="true" />
          {t('Columns')}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6}>
          {MORE.map(({ key, help }) => (
            <DropdownMenu.CheckboxItem
              className="menu-item"
              key={key}
              checked={more.includes(key)}
              title={translated(help)}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() => toggleColumn(key)}
            >
              <span className="mono">{key}</span>
              <span className="spacer" />
              <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
