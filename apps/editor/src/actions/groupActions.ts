import { addNote, groupSelected, toggleDisabled, toggleGroups, ungroupSelected } from './arrange.ts'
import type { Action } from './registry.ts'

/** Groups, notes, and switching Executors off. */
export const GROUP_ACTIONS: readonly Action[] = [
  {
    id: 'disable',
    title: 'Disable or enable the selection',
    group: 'Edit',
    keys: ['D'],
    where: 'nodes',
    run: toggleDisabled,
  },
  { id: 'group', title: 'Group the selection', group: 'Canvas', keys: ['Ctrl+G'], run: groupSelected },
  { id: 'ungroup', title: 'Ungroup', group: 'Canvas', keys: ['Ctrl+Shift+G'], run: ungroupSelected },
  {
    id: 'collapse',
    title: 'Collapse or expand the group',
    group: 'Canvas',
    run: () => toggleGroups(),
  },
  {
    id: 'note',
    title: 'Add a sticky note',
    group: 'Canvas',
    keys: ['Shift+S'],
    where: 'canvas',
    run: addNote,
  },
]
