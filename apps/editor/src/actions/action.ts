import type { Where } from './keymap.ts'

/** Something that can be done: by a key, by the command palette, by a button. */
export interface Action {
  id: string
  title: string
  /** Other words that people type for it. */
  words?: string
  group: 'Edit' | 'Canvas' | 'View' | 'Flow' | 'Run'
  /** Out of the box, as written on the sheet; `Ctrl` is ⌘ on a Mac. What holds now: `keysOf`. */
  keys?: readonly string[]
  /** Where the keys hold; everywhere when absent. */
  where?: Where
  /**
   * What it acts on: nodes that are selected, or several of them. The menu of a node offers all that act on it; absent
   * for what needs no selection.
   */
  on?: 'nodes' | 'several'
  /** Also while a text field has the focus. */
  inText?: true
  run: () => void
}
