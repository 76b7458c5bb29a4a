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
  /** Also while a text field has the focus. */
  inText?: true
  run: () => void
}
