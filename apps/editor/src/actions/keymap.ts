import { create } from 'zustand'
import { browserStorage } from '../ui/storage.ts'

/** Where the keys of an action hold: the whole page, one view of the Flow or both, or while something is sought. */
export type Where = 'page' | 'canvas' | 'outline' | 'nodes' | 'find'

/** What the keymap needs to know of an action. */
export interface Keyed {
  id: string
  title: string
  keys?: readonly string[]
  where?: Where
}

type Changed = Readonly<Record<string, readonly string[]>>

const STORED = 'flowdeck.keys'

/** The changes somebody stored, as far as they can be read. */
export function readChanged(stored: string | null): Changed {
  try {
    const read: unknown = JSON.parse(stored ?? '{}')
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return {}
    return Object.fromEntries(
      Object.entries(read).filter(
        (entry): entry is [string, string[]] =>
          Array.isArray(entry[1]) && entry[1].every((keys) => typeof keys === 'string'),
      ),
    )
  } catch {
    return {}
  }
}

/** The shortcuts that this browser has changed, by action; an empty list switches a shortcut off. */
export const useKeymap = create<{ changed: Changed }>()(() => ({
  changed: readChanged(browserStorage.getItem(STORED)),
}))

useKeymap.subscribe(({ changed }) => {
  browserStorage.setItem(STORED, JSON.stringify(changed))
})

/** The keys that call an action now. */
export const keysOf = ({ id, keys = [] }: Keyed, changed: Changed = useKeymap.getState().changed) =>
  changed[id] ?? keys

const meet = (a: Where = 'page', b: Where = 'page') =>
  a === b ||
  (a === 'nodes' && (b === 'canvas' || b === 'outline')) ||
  (b === 'nodes' && (a === 'canvas' || a === 'outline'))

/**
 * The actions that keys call already where `action` would answer them too. The same keys in a narrower place are no
 * conflict: there the narrower one comes first.
 */
export function conflicts<A extends Keyed>(
  actions: readonly A[],
  action: Keyed,
  keys: string,
  changed: Changed = useKeymap.getState().changed,
): A[] {
  return actions.filter(
    (other) =>
      other.id !== action.id && meet(other.where, action.where) && keysOf(other, changed).includes(keys),
  )
}

/** Gives an action other keys, and takes them from the actions that had them. */
export function rebind(actions: readonly Keyed[], action: Keyed, keys: string): void {
  const { changed } = useKeymap.getState()
  const next: Record<string, readonly string[]> = { ...changed, [action.id]: [keys] }
  for (const other of conflicts(actions, action, keys, changed))
    next[other.id] = keysOf(other, changed).filter((held) => held !== keys)
  useKeymap.setState({ changed: next })
}

/** Takes the keys of an action away. */
export function unbind(action: Keyed): void {
  useKeymap.setState(({ changed }) => ({ changed: { ...changed, [action.id]: [] } }))
}

/** Gives one action (or every action) the keys back that it has out of the box, and takes those from whoever has them. */
export function resetKeys(actions: readonly Keyed[], action?: Keyed): void {
  if (action === undefined) {
    useKeymap.setState({ changed: {} })
    return
  }
  const { [action.id]: _, ...next } = useKeymap.getState().changed as Record<string, readonly string[]>
  for (const keys of action.keys ?? [])
    for (const other of conflicts(actions, action, keys, next))
      next[other.id] = keysOf(other, next).filter((held) => held !== keys)
  useKeymap.setState({ changed: next })
}

const NARROW: readonly Where[] = ['find', 'canvas', 'outline', 'nodes', 'page']

/** Of the actions that a key press could mean, the one of the narrowest place. */
export function narrowest<A extends Keyed>(actions: readonly A[]): A | undefined {
  return NARROW.flatMap((where) => actions.filter((action) => (action.where ?? 'page') === where))[0]
}
