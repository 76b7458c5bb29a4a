import { addNote, groupSelected, toggleDisabled, toggleGroups, ungroupSelected } from './arrange.ts'
import type { Action } from './action.ts'
import { t } from '../i18n/t.ts'

/** Groups, notes, and switching Executors off. */
export const GROUP_ACTIONS: readonly Action[] = [
  {
    id: 'disable',
    title: t('Disable or enable the selection'),
    group: 'Edit',
    on: 'nodes',
    keys: ['D'],
    where: 'nodes',
    run: toggleDisabled,
  },
  {
    id: 'group',
    title: t('Group the selection'),
    group: 'Canvas',
    on: 'nodes',
    keys: ['Ctrl+G'],
    run: groupSelected,
  },
  {
    id: 'ungroup',
    title: t('Ungroup'),
    group: 'Canvas',
    on: 'nodes',
    keys: ['Ctrl+Shift+G'],
    run: ungroupSelected,
  },
  {
    id: 'collapse',
    title: t('Collapse or expand the group'),
    group: 'Canvas',
    on: 'nodes',
    run: () => toggleGroups(),
  },
  {
    id: 'note',
    title: t('Add a sticky note'),
    group: 'Canvas',
    keys: ['Shift+S'],
    where: 'canvas',
    run: addNote,
  },
]
