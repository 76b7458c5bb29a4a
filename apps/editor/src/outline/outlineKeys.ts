import type { KeyboardEvent, MouseEvent } from 'react'
import { linkTo, toggleSelected } from '../canvas/canvasKeys.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import type { Column } from './columns.ts'
import { clearCell } from './OutlineRowView.tsx'
import { ancestorsOf, type OutlineRow } from './outlineRows.ts'
import { activate, editCell, setCollapsed, useOutline } from './outlineStore.ts'

interface Table {
  rows: readonly OutlineRow[]
  columns: readonly Column[]
  /** Index of the row in the tab order. */
  active: number
}

const PAGE = 12

/**
 * The keys of a treegrid: arrows between rows and, inside a row, between cells; Right opens a row and goes into it, Left
 * the other way. Everything else is a shortcut.
 */
export function onOutlineKey(event: KeyboardEvent, table: Table): void {
  const row = table.rows[table.active]
  // While something is typed, the keys are those of a text.
  if (!row || event.altKey || (event.target as Element).closest('input, select')) return
  const { column } = useOutline.getState()
  const handled =
    vertical(event, table) ||
    (column === null ? inRow(event, row, table) : inCells(event, { row, column }, table))
  if (!handled) return
  event.preventDefault()
  event.stopPropagation()
}

/** Up, Down, PageUp, PageDown, and Home and End of the table. */
function vertical(event: KeyboardEvent, { rows, active }: Table): boolean {
  const { column } = useOutline.getState()
  const ends = column === null || event.ctrlKey || event.metaKey
  const to =
    event.key === 'ArrowDown'
      ? active + 1
      : event.key === 'ArrowUp'
        ? active - 1
        : event.key === 'PageDown'
          ? active + PAGE
          : event.key === 'PageUp'
            ? active - PAGE
            : event.key === 'Home' && ends
              ? 0
              : event.key === 'End' && ends
                ? rows.length - 1
                : null
  if (to === null) return false
  const next = rows[Math.max(0, Math.min(rows.length - 1, to))]
  if (!next) return true
  const from = rows[active]?.id ?? next.id
  activate(next.id, column)
  const walking = event.ctrlKey || event.metaKey || useUi.getState().linking !== null
  if (event.shiftKey) extendTo(rows, from, next.id)
  else if (!walking && column === null) select([next.id])
  return true
}

/** While the row itself has the focus. */
function inRow(event: KeyboardEvent, row: OutlineRow, { rows, columns }: Table): boolean {
  const closed = useOutline.getState().collapsed.has(row.id)
  switch (event.key) {
    case 'ArrowRight':
      if (row.branches && closed) setCollapsed(row.id, false)
      else activate(row.id, columns[0]?.key ?? null)
      return true
    case 'ArrowLeft': {
      const above = ancestorsOf(rows, row.id).at(-1)
      if (row.branches && !closed) setCollapsed(row.id, true)
      else if (above !== undefined) activate(above)
      return true
    }
    case 'Enter':
      if (event.ctrlKey || event.metaKey) return false
      if (linkTo(row.id)) return true
      select([row.id])
      ui.focusField(row.card ? 'name' : 'protocol')
      return true
    case ' ':
      toggleSelected(row.id)
      return true
    default:
      return false
  }
}

/** While one of its cells has the focus. */
function inCells(
  event: KeyboardEvent,
  { row, column }: { row: OutlineRow; column: string },
  { columns }: Table,
): boolean {
  const at = columns.findIndex(({ key }) => key === column)
  const field = row.card ? columns[at]?.field : undefined
  const go = (to: number) => {
    const next = columns[to]
    if (next) activate(row.id, next.key)
    return true
  }
  const plain = !event.ctrlKey && !event.metaKey
  switch (event.key) {
    case 'ArrowRight':
      return go(at + 1)
    case 'ArrowLeft':
      if (at > 0) return go(at - 1)
      activate(row.id)
      return true
    case 'Home':
      return go(0)
    case 'End':
      return go(columns.length - 1)
    case 'Escape':
      activate(row.id)
      return true
    case 'Enter':
      if (!plain) return false
      if (linkTo(row.id)) return true
      if (field) editCell(row.id, column)
      else if (column === 'problems') ui.showDrawer('problems')
      return true
    case ' ':
      toggleSelected(row.id)
      return true
    case 'Delete':
    case 'Backspace':
      if (!plain || !field) return false
      clearCell(row.id, { ...(columns[at] as Column), field })
      return true
    default:
      // Typing begins an edit, as in any table.
      if (!plain || event.key.length !== 1 || !field) return false
      editCell(row.id, column, event.key)
      return true
  }
}

let anchor: string | null = null

/** Selects from where the range was begun to a row. */
function extendTo(rows: readonly OutlineRow[], from: string, to: string): void {
  const { selection } = useDocument.getState()
  if (anchor === null || !selection.has(anchor) || !rows.some(({ id }) => id === anchor)) anchor = from
  const ends = [anchor, to].map((id) => rows.findIndex((row) => row.id === id)).sort((a, b) => a - b)
  select(rows.slice(ends[0], (ends[1] ?? 0) + 1).map(({ id }) => id))
}

const placeOf = (target: EventTarget) => {
  const element = target as Element
  return {
    id: element.closest('.outline-row')?.getAttribute('data-id') ?? null,
    column: element.closest('[data-column]')?.getAttribute('data-column') ?? null,
  }
}

/**
 * A click selects the row, or ends a link on it; Ctrl adds, Shift selects a range. A row of several that are selected
 * keeps them, so that a cell can be edited in all. In an editable cell the keyboard then stands in the cell.
 */
export function onRowClick(event: MouseEvent, { rows, columns }: Pick<Table, 'rows' | 'columns'>): void {
  const { id, column } = placeOf(event.target)
  if (id === null || (event.target as Element).closest('input, select')) return
  const { active } = useOutline.getState()
  const { selection } = useDocument.getState()
  const cell = columns.findIndex(({ key, field }) => key === column && field) > 0 ? column : null
  const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey
  const isCard = rows.find((row) => row.id === id)?.card
  const inCell = plain && isCard ? cell : null
  activate(id, inCell)
  // A press in a cell leaves the focus on it, also where the row is meant.
  const stand = (event.target as Element).closest(inCell === null ? '.outline-row' : '.outline-cell')
  if (stand instanceof HTMLElement) stand.focus({ preventScroll: true })
  if (linkTo(id)) return
  if (event.shiftKey) extendTo(rows, active ?? id, id)
  else if (!plain) toggleSelected(id)
  else if (!selection.has(id)) select([id])
}

/** A double click edits the cell. */
export function onCellDoubleClick(event: MouseEvent, columns: readonly Column[]): void {
  const { id, column } = placeOf(event.target)
  const { model } = useDocument.getState()
  const known = columns.find(({ key }) => key === column)
  if (id !== null && known?.field && model.executors.some(({ name }) => name === id)) editCell(id, known.key)
}
