import { create } from 'zustand'

interface Outline {
  /** Node id of the row that is in the tab order; null before anything was focused: then it is the first. */
  active: string | null
  /** Key of the focused cell; null while the row itself has the focus. */
  column: string | null
  /** The cell that is being edited. */
  editing: { id: string; column: string; typed?: string } | null
  /** Rows whose branches are hidden. */
  collapsed: ReadonlySet<string>
}

/** Where the keyboard stands in the outline, and what is open in it; nothing of it is in the Flow. */
export const useOutline = create<Outline>()(() => ({
  active: null,
  column: null,
  editing: null,
  collapsed: new Set(),
}))

/** Makes a row the one that the tab order knows. */
export function activate(id: string, column: string | null = null): void {
  const now = useOutline.getState()
  if (now.active !== id || now.column !== column) useOutline.setState({ active: id, column })
}

/** Opens a cell for typing; `typed` replaces what stands there. */
export function editCell(id: string, column: string, typed?: string): void {
  useOutline.setState({
    active: id,
    column,
    editing: typed === undefined ? { id, column } : { id, column, typed },
  })
}

export function setCollapsed(id: string, closed: boolean): void {
  useOutline.setState(({ collapsed }) => {
    const next = new Set(collapsed)
    if (closed) next.add(id)
    else next.delete(id)
    return { collapsed: next }
  })
}
