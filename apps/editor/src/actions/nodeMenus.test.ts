import { beforeEach, expect, test, vi } from 'vitest'
import { ENTRY, EXIT, toCanvas } from '../canvas/canvasModel.ts'
import { useDocument } from '../state/documentStore.ts'
import { readFlow } from '../state/readFlow.ts'
import { select } from '../state/selection.ts'
import { showView } from '../state/view.ts'
import type { Menu } from './menuItems.ts'
import { makeNodeMenu } from './nodeMenus.ts'
import { ACTIONS, isOffered } from './registry.ts'

// The actions reach for these when they are loaded; Node has neither.
vi.hoisted(() => {
  vi.stubGlobal('navigator', { platform: 'Linux', language: 'en', languages: ['en'] })
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
})

const TEXT = `jtype: Flow
executors:
  - name: a
  - name: b
#  - name: off  # flowdeck:disabled
`

beforeEach(() => {
  showView('canvas')
  const parsed = readFlow(TEXT)
  const model = toCanvas(parsed)
  if (!model) throw new Error('the Flow of this test has no model')
  useDocument.setState({
    parsed,
    model,
    layout: {
      version: 1,
      nodes: { a: { x: 0, y: 0 }, b: { x: 300, y: 0 } },
      groups: { pair: { name: 'Pair', members: ['b'], collapsed: false } },
      notes: { one: { text: 'Read me', color: 'yellow', x: 0, y: 200, width: 200, height: 100 } },
    },
  })
  select([])
})

const makeMenu = (label: string, ...groups: Menu['groups'][number][]): Menu => ({
  label,
  at: { x: 0, y: 0 },
  groups,
})
const open = (id: string) => makeNodeMenu(id, makeMenu, { x: 0, y: 0 })
const idsOf = (menu: Menu) => menu.groups.flatMap(({ items }) => items.flatMap(({ id }) => id ?? []))
const withKeys = () => ACTIONS.filter((action) => (action.keys ?? []).length > 0 && isOffered(action))

test.each(['canvas', 'outline'] as const)(
  'in the %s, the menu of a node offers all that keys do to it',
  (view) => {
    showView(view)
    const wanted = withKeys().filter(({ on }) => on === 'nodes')
    expect(wanted.length).toBeGreaterThan(10)
    const offered = idsOf(open('a'))
    expect(wanted.filter(({ id }) => !offered.includes(id)).map(({ id }) => id)).toEqual([])
  },
)

test('the menu of several nodes offers what keys do to several', () => {
  select(['a', 'b'])
  const offered = idsOf(open('a'))
  const wanted = withKeys().filter(({ on }) => on === 'several')
  expect(wanted.length).toBeGreaterThan(5)
  expect(wanted.filter(({ id }) => !offered.includes(id)).map(({ id }) => id)).toEqual([])
})

test('shortcuts outside the menu of a node are about the page, the Flow or the whole canvas', () => {
  const others = ACTIONS.filter((action) => (action.keys ?? []).length > 0 && action.on === undefined)
  const known =
    'undo redo save save-version versions import export start stop ' +
    'select-all select-none tidy fit actual zoom-in zoom-out note ' +
    'yaml inspector palette drawer outline region context-menu commands find find-next find-previous shortcuts'
  expect(others.map(({ id }) => id).toSorted()).toEqual(known.split(' ').toSorted())
})

test('no item stands twice in a menu, and each menu has a name that a person knows', () => {
  const menus = ['a', 'b', ENTRY, EXIT, 'group:pair', 'note:one'].map(open)
  for (const menu of menus) {
    const ids = idsOf(menu)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
  }
  expect(menus.map(({ label }) => label).slice(4)).toEqual(['Pair', 'Note'])
})

test('only a node that is in a group can be taken out of it', () => {
  const isOff = (node: string) =>
    open(node)
      .groups.flatMap(({ items }) => items)
      .find(({ id }) => id === 'ungroup')?.disabled
  expect([isOff('a'), isOff('b')]).toEqual([true, false])
})
