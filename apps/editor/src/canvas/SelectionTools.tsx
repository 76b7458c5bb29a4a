import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalSpaceBetween,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalSpaceBetween,
  Ban,
  Copy,
  Group,
  Sparkles,
  Trash2,
  type LucideIcon,
} from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { ARRANGE_ACTIONS } from '../actions/arrangeActions.ts'
import { groupSelected, toggleDisabled } from '../actions/arrange.ts'
import { duplicateSelected } from '../actions/copies.ts'
import { removeSelected, tidy } from '../actions/edit.ts'
import { useDocument } from '../state/documentStore.ts'
import { Hint } from '../ui/Hint.tsx'
import { Keys } from '../ui/Keys.tsx'
import { t } from '../i18n/t.ts'

/** What can be done to several selected nodes at once. */
export function SelectionTools() {
  const executors = useDocument(
    (state) => state.model.executors.filter((card) => state.selection.has(card.name)).length,
  )
  const count = useDocument((state) => state.selection.size)
  if (count < 2) return null
  return (
    <div className="select-tools" role="toolbar" aria-label={t('Selection')}>
      <b>{t('{{number}} selected', { number: count })}</b>
      <AlignMenu count={count} />
      <Hint text={t('Group', { context: 'verb' })} action="group">
        <button
          type="button"
          className="icon-btn"
          aria-label={t('Group the selection')}
          onClick={groupSelected}
        >
          <Group aria-hidden="true" />
        </button>
      </Hint>
      <Hint text={t('Disable')} action="disable">
        <button
          type="button"
          className="icon-btn"
          aria-label={t('Disable the selection')}
          onClick={toggleDisabled}
        >
          <Ban aria-hidden="true" />
        </button>
      </Hint>
      <Hint text={t('Tidy the selection')} action="tidy">
        <button
          type="button"
          className="icon-btn"
          aria-label={t('Tidy the selection')}
          onClick={() => void tidy()}
        >
          <Sparkles aria-hidden="true" />
        </button>
      </Hint>
      {executors > 0 ? (
        <>
          <Hint text={t('Duplicate')} action="duplicate">
            <button
              type="button"
              className="icon-btn"
              aria-label={t('Duplicate the selection')}
              onClick={() => duplicateSelected()}
            >
              <Copy aria-hidden="true" />
            </button>
          </Hint>
          <Hint text={t('Delete')} action="delete">
            <button
              type="button"
              className="icon-btn"
              aria-label={t('Delete the selection')}
              onClick={() => removeSelected(false)}
            >
              <Trash2 aria-hidden="true" />
            </button>
          </Hint>
        </>
      ) : null}
    </div>
  )
}

const ICONS: Record<string, LucideIcon> = {
  'align-left': AlignStartVertical,
  'align-centre': AlignCenterVertical,
  'align-right': AlignEndVertical,
  'align-top': AlignStartHorizontal,
  'align-middle': AlignCenterHorizontal,
  'align-bottom': AlignEndHorizontal,
  'distribute-across': AlignHorizontalSpaceBetween,
  'distribute-down': AlignVerticalSpaceBetween,
}

function AlignMenu({ count }: { count: number }) {
  return (
    <DropdownMenu.Root>
      <Hint text={t('Align and distribute')}>
        <DropdownMenu.Trigger asChild>
          <button type="button" className="icon-btn" aria-label={t('Align and distribute')}>
            <AlignStartVertical aria-hidden="true" />
          </button>
        </DropdownMenu.Trigger>
      </Hint>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu context-menu" side="top" sideOffset={8} collisionPadding={8}>
          {ARRANGE_ACTIONS.map(({ id, title, run }, index) => {
            const Icon = ICONS[id] ?? AlignStartVertical
            return (
              <DropdownMenu.Item
                className="menu-item"
                key={id}
                disabled={index > 5 && count < 3}
                onSelect={run}
              >
                <Icon aria-hidden="true" />
                {title}
                <Keys of={id} />
              </DropdownMenu.Item>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
