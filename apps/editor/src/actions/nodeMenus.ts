import { GATEWAY } from '@flowdeck/shared'
import { ENTRY, EXIT, nodeWords } from '../canvas/canvasModel.ts'
import { groupIdOf, noteIdOf } from '../canvas/groups/groupModel.ts'
import { t } from '../i18n/t.ts'
import { useDocument } from '../state/documentStore.ts'
import { select, selectedExecutors } from '../state/selection.ts'
import { ui } from '../state/uiStore.ts'
import { ARRANGE_ACTIONS } from './arrangeActions.ts'
import {
  adding,
  clipboardItems,
  listed,
  named,
  removal,
  type MakeMenu,
  type Menu,
  type MenuGroup,
  type MenuItem,
} from './menuItems.ts'

type Point = Menu['at']

const SIDES = ['left', 'right', 'up', 'down'] as const
const forEachSide = (start: string) => listed(...SIDES.map((side) => `${start}-${side}`))

/** The menu of a node, which is selected by it: everything that a key does to it, and what else there is. */
export function makeNodeMenu(id: string, menu: MakeMenu, screen: Point): Menu {
  const { model, selection } = useDocument.getState()
  if (selection.has(id) && selection.size > 1) return makeSelectionMenu(menu)
  select([id])
  if (id === ENTRY || id === EXIT) return makeGatewayMenu(id, menu, screen)
  if (groupIdOf(id) !== null) return makeGroupMenu(id, menu)
  if (noteIdOf(id) !== null) return makeNoteMenu(menu)
  if (model.disabled.some(({ name }) => name === id)) return makeDisabledMenu(id, menu)
  return menu(
    id,
    {
      items: [
        ...named('rename', t('Rename')),
        ...named('link', t('Link from here')),
        ...adding(t('Add an Executor after it…'), {
          screen,
          at: null,
          wire: { type: 'after', from: id },
        }),
      ],
    },
    { title: t('Add a connected Executor'), items: forEachSide('add') },
    {
      items: [...clipboardItems(), ...named('duplicate', t('Duplicate')), ...named('disable', t('Disable'))],
    },
    { items: grouping() },
    ...ways(),
    { items: listed('select-up', 'select-down', 'fit-selection') },
    { items: shownElsewhere() },
    deletion(t('Delete')),
  )
}

/** The menu of several nodes that are selected. */
export function makeSelectionMenu(menu: MakeMenu): Menu {
  const count = selectedExecutors().length
  return menu(
    t('{{count}} selected Executors', { count }),
    {
      items: [
        ...clipboardItems(),
        ...named('duplicate', t('Duplicate')),
        ...listed('group', 'ungroup', 'collapse', 'disable'),
      ],
    },
    { title: t('Align and distribute'), items: listed(...ARRANGE_ACTIONS.map(({ id }) => id)) },
    { title: t('Move'), items: [...forEachSide('move'), ...forEachSide('move-far')] },
    {
      items: [
        ...named('tidy', t('Tidy the selection')),
        ...listed('fit-selection', 'select-up', 'select-down'),
      ],
    },
    deletion(t('Delete {{count}} Executors', { count })),
  )
}

function makeGatewayMenu(id: string, menu: MakeMenu, screen: Point): Menu {
  const isEntry = id === ENTRY
  return menu(
    nodeWords(id),
    {
      items: [
        { title: t('Gateway settings'), run: () => ui.showPanel('inspector') },
        ...(isEntry ? named('link', t('Link from here')) : []),
        ...adding(isEntry ? t('Add an Executor behind it…') : t('Add an Executor in front of it…'), {
          screen,
          at: null,
          wire: isEntry ? { type: 'after', from: id } : { type: 'before', to: id },
        }),
      ],
    },
    { title: t('Add a connected Executor'), items: listed(isEntry ? 'add-right' : 'add-left') },
    ...ways(),
    { items: listed('fit-selection') },
    { items: shownElsewhere() },
  )
}

function makeGroupMenu(id: string, menu: MakeMenu): Menu {
  const group = useDocument.getState().layout.groups?.[groupIdOf(id) ?? '']
  const count = selectedExecutors().length
  return menu(
    group?.name ?? id,
    { items: [...named('rename', t('Rename')), ...listed('collapse', 'ungroup')] },
    { items: [...clipboardItems(), ...named('duplicate', t('Duplicate')), ...listed('disable')] },
    ...ways(),
    { items: listed('select-up', 'select-down', 'fit-selection') },
    deletion(t('Delete {{count}} Executors', { count })),
  )
}

function makeNoteMenu(menu: MakeMenu): Menu {
  return menu(
    t('Note'),
    {
      items: [
        ...named('rename', t('Edit the text')),
        ...clipboardItems(),
        ...named('duplicate', t('Duplicate')),
      ],
    },
    ...ways(),
    { items: [...listed('fit-selection'), ...removal(t('Delete'))] },
  )
}

/** An Executor that is commented out has no edges and no fields. */
function makeDisabledMenu(id: string, menu: MakeMenu): Menu {
  return menu(id, { items: [...named('disable', t('Enable')), ...grouping()] }, ...ways(), {
    items: [...listed('fit-selection'), ...removal(t('Delete'))],
  })
}

/** A frame around it, and what is done to the frame that it is in. */
function grouping(): MenuItem[] {
  const { layout, selection } = useDocument.getState()
  const isGrouped = Object.values(layout.groups ?? {}).some(({ members }) =>
    members.some((name) => selection.has(name)),
  )
  return [
    ...listed('group'),
    ...listed('ungroup', 'collapse').map((item) => ({ ...item, disabled: !isGrouped })),
  ]
}

/** On the canvas a node is moved and left for its neighbours; in the outline it moves within the file. */
const ways = (): MenuGroup[] => [
  {
    title: t('Move'),
    items: [...forEachSide('move'), ...forEachSide('move-far'), ...listed('earlier', 'later')],
  },
  { title: t('Go along the graph'), items: forEachSide('walk') },
]

const deletion = (title: string): MenuGroup => ({
  items: [...named('delete-join', t('Delete and reconnect')), ...removal(title)],
})

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
