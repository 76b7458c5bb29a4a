import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useChanged } from '../canvas/useChanged.ts'
import { useRows } from '../ui/useRows.ts'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'
import { usePhone } from '../state/view.ts'
import { columnsOf, useColumns } from './columns.ts'
import { onCellDoubleClick, onOutlineKey, onRowClick } from './outlineKeys.ts'
import { ancestorsOf, outlineRows, visibleRows, type OutlineRow } from './outlineRows.ts'
import { OutlineRowView } from './OutlineRowView.tsx'
import { OutlineTools } from './OutlineTools.tsx'
import { activate, setCollapsed, useOutline } from './outlineStore.ts'
import './outline.css'
import { t, translated } from '../i18n/t.ts'

const ROW_PX = { desk: 34, phone: 48 }

/** The Flow as a tree and a table in one: everything that the canvas does, by keyboard, and for thousands of Executors. */
export function Outline() {
  const model = useDocument((state) => state.model)
  const spec = useDocument((state) => state.parsed.spec)
  const collapsed = useOutline((state) => state.collapsed)
  const chosenActive = useOutline((state) => state.active)
  const phone = usePhone()
  const more = useColumns((state) => state.more)
  const columns = useMemo(() => columnsOf(more, phone), [more, phone])
  const all = useMemo(() => outlineRows(model), [model])
  const rows = useMemo(() => visibleRows(all, collapsed), [all, collapsed])
  const executors = useMemo(
    () => new Map(spec?.executors.map((executor) => [executor.name, executor])),
    [spec],
  )
  const scroller = useRef<HTMLDivElement>(null)
  // A row that is gone, or has another name now: what is selected stands in its place.
  const selected = useDocument((state) => [...state.selection][0] ?? null)
  const places = [chosenActive, selected].map((wanted) => rows.findIndex(({ id }) => id === wanted))
  const active = places.find((at) => at >= 0) ?? Math.min(1, rows.length - 1)
  const list = useRows({
    count: rows.length,
    rowPx: phone ? ROW_PX.phone : ROW_PX.desk,
    scroller: () => scroller.current,
    keyOf: (index) => rows[index]?.id ?? index,
    keep: active,
  })
  useChanged()
  const activeId = rows[active]?.id ?? null
  useLayoutEffect(() => {
    if (activeId !== null && chosenActive !== activeId) activate(activeId)
  }, [activeId, chosenActive])
  useFocusFollows(scroller)
  useShowActive(all, rows, list)

  const template = columns
    .map(({ width }, index) => (index === 0 ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ')
  const width = columns.reduce((sum, column) => sum + column.width, 0)
  return (
    <div className={`outline ${phone ? 'phone' : ''}`}>
      <OutlineTools />
      <div
        ref={scroller}
        className="outline-grid"
        role="treegrid"
        aria-label={t('Outline of the Flow')}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        style={{ '--columns': template, '--width': phone ? '100%' : `${width}px` } as React.CSSProperties}
        onKeyDown={(event) => onOutlineKey(event, { rows, columns, active })}
        onClick={(event) => onRowClick(event, { rows, columns })}
        onDoubleClick={(event) => onCellDoubleClick(event, columns)}
      >
        <div role="rowgroup" className="outline-head">
          <div role="row" className="outline-heads" aria-rowindex={1}>
            {columns.map(({ key, title, field }, index) => (
              <div
                key={key}
                role="columnheader"
                aria-colindex={index + 1}
                className={`outline-cell ${field ? 'mono' : ''}`}
                title={field && translated(field.help)}
              >
                {title}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="outline-rows" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index]
            return row ? (
              <OutlineRowView
                key={key}
                row={row}
                executor={executors.get(row.id) ?? null}
                gateway={model.gateway}
                {...{ columns, index, phone }}
                top={start}
              />
            ) : null
          })}
        </div>
      </div>
    </div>
  )
}

type List = ReturnType<typeof useRows>

/** What is asked for (a hit, a new Executor, a problem) is opened, made the active row, and scrolled to. */
function useShowActive(all: readonly OutlineRow[], rows: readonly OutlineRow[], list: List): void {
  const reveal = useUi((state) => state.reveal)
  const active = useOutline((state) => state.active)
  const shown = useRef({ reveal, active })
  const answered = useRef(reveal)
  useEffect(() => {
    const [id] = reveal?.ids ?? []
    // Once for each time it is asked: the rows change with every edit.
    if (answered.current === reveal || id === undefined || !all.some((row) => row.id === id)) return
    answered.current = reveal
    // What is asked for is where the keyboard stands already.
    if (reveal?.ids.includes(useOutline.getState().active ?? '')) return
    for (const above of ancestorsOf(all, id)) setCollapsed(above, false)
    activate(id)
  }, [reveal, all])
  useEffect(() => {
    if (shown.current.active === active && shown.current.reveal === reveal) return
    const index = rows.findIndex((row) => row.id === active)
    if (index < 0) return
    shown.current = { reveal, active }
    list.scrollToIndex(index, { align: 'auto' })
  }, [active, reveal, rows, list])
}

/** While the keyboard is in the table, the focus goes where its row and column say. */
function useFocusFollows(scroller: React.RefObject<HTMLElement | null>): void {
  const active = useOutline((state) => state.active)
  const column = useOutline((state) => state.column)
  const editing = useOutline((state) => state.editing !== null)
  const edited = useRef(editing)
  useLayoutEffect(() => {
    const left = edited.current && !editing && document.activeElement === document.body
    edited.current = editing
    if (editing || !(left || scroller.current?.contains(document.activeElement))) return
    scroller.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  }, [scroller, active, column, editing])
}
