import { create } from 'zustand'
import { GATEWAY } from '@flowdeck/shared'
import { ENTRY, EXIT, nodeWords } from '../canvas/canvasModel.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedExecutors } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { ARRANGE_ACTIONS } from './arrangeActions.ts'
import { copySelection, copyText, cutSelection, pasteFromMenu } from './clipboard.ts'
import { cutEdges } from './cutEdges.ts'
import { focusNode } from './edit.ts'
import { keysOf } from './keymap.ts'
import { ACTIONS } from './registry.ts'
import { t } from '../i18n/t.ts'

export interface MenuItem {
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

export const useMenu = create<{ menu: Menu | null }>()(() => ({ menu: null }))

/** What was pointed at: an element of the page, a point of the screen and the same point on the canvas. */
export interface Place {
  element: Element
  screen: { x: number; y: number }
  flow: { x: number; y: number }
  /** The node that is painted there when nodes are blocks. */
  painted: string | null
}

/** Parts of the page that bring their own items: the YAML panel, which is loaded only when it is open. */
const own = new Map<string, (at: Place['screen']) => readonly MenuGroup[]>()
export function provideMenu(
  region: 'yaml',
  groups: (at: Place['screen']) => readonly MenuGroup[],
): () => void {
  own.set(region, groups)
  return () => void own.delete(region)
}

/** The menu of a place; null where the browser's own is the right one. */
export function menuOf(place: Place): Menu | null {
  const { element, screen } = place
  const menu = (label: string, ...groups: MenuGroup[]): Menu => ({
    label,
    at: screen,
    groups: groups.filter(({ items }) => items.length > 0),
  })
  const yaml = own.get('yaml')
  if (yaml && element.closest('.cm-editor')) return menu('YAML', ...yaml(screen))
  if (element.closest('input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]'))
    return null
  const edge = element.closest('.react-flow__edge, .edge-tools')?.getAttribute('data-id')
  if (edge) return edgeMenu(edge, menu, screen)
  const node = element.closest('.react-flow__node')?.getAttribute('data-id') ?? place.painted
  if (node !== null) return nodeMenu(node, menu, screen)
  if (element.closest('.react-flow__nodesselection')) return selectionMenu(menu)
  const row = element.closest('.outline-row')?.getAttribute('data-id')
  if (row) return nodeMenu(row, menu, screen)
  if (element.closest('.canvas')) return canvasMenu(menu, place)
  if (element.closest('#region-drawer')) return drawerMenu(menu, element)
  return menu('Flowdeck', history(), view(), { items: listed('commands', 'shortcuts') })
}

type Make = (label: string, ...groups: MenuGroup[]) => Menu

/** Items of the registry, in this order; those that do not exist are left out. */
function listed(...ids: string[]): MenuItem[] {
  return ids.flatMap((id) => {
    const action = ACTIONS.find((candidate) => candidate.id === id)
    return action ? [{ title: action.title, keys: keysOf(action)[0], run: action.run }] : []
  })
}
/** One item of the registry under the name that fits the place. */
function named(id: string, title: string): MenuItem[] {
  return listed(id).map((item) => ({ ...item, title }))
}

function history(): MenuGroup {
  const { done, undone } = useDocument.getState().history
  const [undo, redo] = listed('undo', 'redo')
  return {
    items: [
      ...(undo ? [{ ...undo, disabled: done.length === 0 }] : []),
      ...(redo ? [{ ...redo, disabled: undone.length === 0 }] : []),
      ...listed('save'),
    ],
  }
}

const view = (): MenuGroup => ({ items: listed('yaml', 'palette', 'inspector', 'drawer') })

const CLIPBOARD: MenuItem[] = [
  { title: t('Cut'), keys: 'Ctrl+X', run: cutSelection },
  { title: t('Copy as YAML'), keys: 'Ctrl+C', run: () => void copySelection() },
]

function canvasMenu(menu: Make, { screen, flow }: Place): Menu {
  return menu(
    t('Canvas'),
    {
      items: [
        {
          title: t('Add an Executor here…'),
          keys: 'N',
          run: () => ui.openQuickAdd({ screen, at: { x: flow.x - 24, y: flow.y - 48 }, wire: null }),
        },
        { title: t('Paste'), keys: 'Ctrl+V', run: () => void pasteFromMenu() },
        ...listed('select-all'),
      ],
    },
    { items: listed('tidy', 'fit', 'fit-selection', 'actual') },
    history(),
    { items: listed('yaml', 'find', 'import', 'commands') },
  )
}

function nodeMenu(id: string, menu: Make, screen: Place['screen']): Menu {
  const { selection } = useDocument.getState()
  if (selection.has(id) && selection.size > 1) return selectionMenu(menu)
  select([id])
  if (id === ENTRY || id === EXIT) return gatewayMenu(id, menu, screen)
  return menu(
    id,
    {
      items: [
        ...named('rename', t('Rename')),
        ...named('link', t('Link from here')),
        {
          title: t('Add an Executor after it…'),
          keys: 'N',
          run: () => ui.openQuickAdd({ screen, at: null, wire: { type: 'after', from: id } }),
        },
      ],
    },
    { items: [...CLIPBOARD, ...named('duplicate', t('Duplicate')), ...listed('toggle-disabled')] },
    { items: listed('select-up', 'select-down', 'fit-selection') },
    { items: shownElsewhere() },
    { items: [...named('delete-join', t('Delete and reconnect')), ...removal(t('Delete'))] },
  )
}

function gatewayMenu(id: string, menu: Make, screen: Place['screen']): Menu {
  const entry = id === ENTRY
  return menu(
    nodeWords(id),
    {
      items: [
        { title: t('Gateway settings'), run: () => ui.showPanel('inspector') },
        ...(entry ? named('link', t('Link from here')) : []),
        {
          title: entry ? t('Add an Executor behind it…') : t('Add an Executor in front of it…'),
          keys: 'N',
          run: () =>
            ui.openQuickAdd({
              screen,
              at: null,
              wire: entry ? { type: 'after', from: id } : { type: 'before', to: id },
            }),
        },
      ],
    },
    { items: shownElsewhere() },
  )
}

function selectionMenu(menu: Make): Menu {
  const count = selectedExecutors().length
  return menu(
    t('{{count}} selected Executors', { count }),
    {
      items: [
        ...CLIPBOARD,
        ...named('duplicate', t('Duplicate')),
        ...listed('group', 'ungroup', 'toggle-disabled'),
      ],
    },
    { title: t('Align and distribute'), items: listed(...ARRANGE_ACTIONS.map(({ id }) => id)) },
    {
      items: [
        ...named('tidy', t('Tidy the selection')),
        ...listed('fit-selection', 'select-up', 'select-down'),
      ],
    },
    {
      items: [
        ...named('delete-join', t('Delete and reconnect')),
        ...removal(t('Delete {{count}} Executors', { count })),
      ],
    },
  )
}

function edgeMenu(id: string, menu: Make, screen: Place['screen']): Menu | null {
  const edge = useDocument.getState().model.edges.find((candidate) => candidate.id === id)
  if (!edge) return null
  const { source, target } = edge
  select([], [id])
  const goTo = (node: string) => () => {
    select([node])
    ui.reveal([node])
    focusNode(node)
  }
  return menu(
    t('Edge from {{source}} to {{target}}', { source: nodeWords(source), target: nodeWords(target) }),
    {
      items: [
        {
          title: t('Insert an Executor…'),
          run: () => ui.openQuickAdd({ screen, at: null, wire: { type: 'edge', from: source, to: target } }),
        },
      ],
    },
    {
      items: [
        { title: t('Go to {{node}}', { node: nodeWords(source) }), run: goTo(source) },
        {
          title: target === EXIT ? t('Go to the response') : t('Go to {{node}}', { node: nodeWords(target) }),
          run: goTo(target),
        },
      ],
    },
    {
      items: [
        {
          title: t('Delete the edge'),
          keys: 'Delete',
          danger: true,
          disabled: target === EXIT,
          run: () => cutEdges(new Set([id])),
        },
      ],
    },
  )
}

function drawerMenu(menu: Make, element: Element): Menu {
  const chosen = getSelection()?.toString().trim() ?? ''
  const line = element.closest<HTMLElement>('.live-log-row, .problem, li')?.innerText.trim() ?? ''
  const text: MenuItem[] = []
  if (chosen !== '')
    text.push({ title: t('Copy the selected text'), keys: 'Ctrl+C', run: () => void copyText(chosen) })
  if (line !== '') text.push({ title: t('Copy this line'), run: () => void copyText(line) })
  const tabs = { problems: 'Problems', playground: 'Playground', logs: 'Logs' } as const
  const current = useUi.getState().drawerTab
  return menu(
    t('Drawer'),
    { items: text },
    { items: listed(...Object.keys(tabs).filter((tab) => tab !== current)) },
    { items: [...listed('drawer', 'commands')] },
  )
}

const removal = (title: string): MenuItem[] =>
  named('delete', title).map((item) => ({ ...item, danger: true }))

/** Where else the selected node can be looked at. */
function shownElsewhere(): MenuItem[] {
  return [
    { title: t('Show in the YAML'), run: showInYaml },
    { title: t('Show its log lines'), run: () => ui.showDrawer('logs') },
  ]
}

function showInYaml(): void {
  const { parsed, selection } = useDocument.getState()
  const [id] = selection
  const executor = parsed.spec?.executors.find((candidate) => candidate.name === id)
  ui.showPanel('yaml')
  const range = parsed.source.range(executor ? executor.path : [GATEWAY])
  if (range) ui.revealLine(range.line, range.column)
}
