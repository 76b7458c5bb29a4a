import { create } from 'zustand'
import { EXIT, nodeWords } from '../canvas/canvasModel.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { copyText, pasteFromMenu } from './clipboard.ts'
import { cutEdges } from './cutEdges.ts'
import { focusNode } from './edit.ts'
import { adding, listed, type MakeMenu, type Menu, type MenuGroup, type MenuItem } from './menuItems.ts'
import { makeNodeMenu, makeSelectionMenu } from './nodeMenus.ts'
import { t } from '../i18n/t.ts'

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
  const menu: MakeMenu = (label, ...groups) => ({
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
  if (node !== null) return makeNodeMenu(node, menu, screen)
  if (element.closest('.react-flow__nodesselection')) return makeSelectionMenu(menu)
  const row = element.closest('.outline-row')?.getAttribute('data-id')
  if (row) return makeNodeMenu(row, menu, screen)
  if (element.closest('.canvas')) return canvasMenu(menu, place)
  if (element.closest('#region-drawer')) return drawerMenu(menu, element)
  return menu('Flowdeck', history(), view(), { items: listed('commands', 'shortcuts') })
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

function canvasMenu(menu: MakeMenu, { screen, flow }: Place): Menu {
  return menu(
    t('Canvas'),
    {
      items: [
        ...adding(t('Add an Executor here…'), {
          screen,
          at: { x: flow.x - 24, y: flow.y - 48 },
          wire: null,
        }),
        { title: t('Paste'), keys: 'Ctrl+V', run: () => void pasteFromMenu() },
        ...listed('select-all'),
      ],
    },
    { items: listed('tidy', 'fit', 'fit-selection', 'actual') },
    history(),
    { items: listed('yaml', 'find', 'import', 'commands') },
  )
}

function edgeMenu(id: string, menu: MakeMenu, screen: Place['screen']): Menu | null {
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

function drawerMenu(menu: MakeMenu, element: Element): Menu {
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
