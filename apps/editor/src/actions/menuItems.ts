import { t } from '../i18n/t.ts'
import { ui } from '../state/uiStore.ts'
import { cutSelection } from './clipboard.ts'
import { keysOf } from './keymap.ts'
import { actionById, isOffered } from './registry.ts'

export interface MenuItem {
  /** Of the action that it calls; absent for what only this menu has. */
  id?: string
  title: string
  /** As in the action registry. */
  keys?: string | undefined
  disabled?: boolean
  danger?: true
  run: () => void
}
export interface MenuGroup {
  /** Opens beside its title when it has one. */
  title?: string
  items: readonly MenuItem[]
}
export interface Menu {
  label: string
  /** Where it opens, in pixels of the screen. */
  at: { x: number; y: number }
  groups: readonly MenuGroup[]
}
export type MakeMenu = (label: string, ...groups: MenuGroup[]) => Menu

/** Items of the registry, in this order, without those that mean nothing in the view that is shown. */
export function listed(...ids: string[]): MenuItem[] {
  return ids.flatMap((id) => {
    const action = actionById(id)
    if (!action) throw new RangeError(id)
    return isOffered(action) ? [{ id, title: action.title, keys: keysOf(action)[0], run: action.run }] : []
  })
}

/** One item of the registry under the name that fits the place. */
export function named(id: string, title: string): MenuItem[] {
  return listed(id).map((item) => ({ ...item, title }))
}

/** An item of the registry that says at which point of the screen its picker opens. */
export function adding(title: string, ask: Parameters<typeof ui.openQuickAdd>[0]): MenuItem[] {
  return named('quick-add', title).map((item) => ({ ...item, run: () => ui.openQuickAdd(ask) }))
}

export const removal = (title: string): MenuItem[] =>
  named('delete', title).map((item) => ({ ...item, danger: true }))

/** Cut has no action: the browser's own key does it. */
export const clipboardItems = (): MenuItem[] => [
  { title: t('Cut'), keys: 'Ctrl+X', run: cutSelection },
  ...listed('copy'),
]
