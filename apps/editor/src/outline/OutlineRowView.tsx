import { GATEWAY, visibleText, type ExecutorSpec } from '@flowdeck/shared'
import { ChevronDown, ChevronRight, CircleAlert, LogIn, LogOut, SquarePen, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import { refuse } from '../actions/edit.ts'
import { ENTRY, type CanvasModel, type ExecutorCard } from '../canvas/canvasModel.ts'
import { ChangedMark } from '../canvas/ExecutorNode.tsx'
import { labelOfCard } from '../canvas/flowNodes.ts'
import { useNodeState } from '../canvas/useNodeState.ts'
import { goToIssue } from '../problems/goToIssue.ts'
import { applyEdits } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { selectedExecutors } from '../state/selection.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { KindIcon } from '../ui/KindIcon.tsx'
import { StateGlyph } from '../ui/StateGlyph.tsx'
import { CellEditor } from './CellEditor.tsx'
import { cellEdit, cellText } from './cells.ts'
import type { Column } from './columns.ts'
import type { OutlineRow } from './outlineRows.ts'
import { activate, setCollapsed, useOutline } from './outlineStore.ts'
import { t } from '../i18n/t.ts'

interface Props {
  row: OutlineRow
  /** Null for the Gateway's rows. */
  executor: ExecutorSpec | null
  gateway: CanvasModel['gateway']
  columns: readonly Column[]
  index: number
  top: number
  phone: boolean
}

const NOT_RUN = { name: '', external: false, replicas: 1 }

/** One Executor (or an end of the Gateway) as a line of the table. */
export const OutlineRowView = memo(function OutlineRowView(props: Props) {
  const { row, columns, index, top, gateway } = props
  const { id, card } = row
  const selected = useDocument((state) => state.selection.has(id))
  const stop = useOutline((state) => (state.active === id ? (state.column ?? 'row') : null))
  const collapsed = useOutline((state) => state.collapsed.has(id))
  const refused = useUi((state) => state.linking?.refused.get(id) ?? null)
  const linking = useUi((state) => state.linking?.from === id)
  const { said } = useNodeState(card ?? NOT_RUN)
  const label = card
    ? `${labelOfCard(card)}, ${said}`
    : id === ENTRY
      ? t('Gateway: entry of the Flow, {{protocols}}', { protocols: gateway.protocols.join(', ') })
      : t('Response: exit of the Flow')
  return (
    <div
      role="row"
      className={`outline-row ${linking ? 'linking' : ''} ${refused === null ? '' : 'refused'}`}
      data-id={id}
      style={{ transform: `translateY(${top}px)` }}
      aria-label={label}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-rowindex={index + 2}
      aria-expanded={row.branches ? !collapsed : undefined}
      aria-selected={selected}
      title={refused ?? undefined}
      tabIndex={stop === 'row' ? 0 : -1}
    >
      {columns.map((column, at) => (
        <div
          key={column.key}
          role={at === 0 ? 'rowheader' : 'gridcell'}
          className={`outline-cell ${at === 0 ? 'first' : ''}`}
          data-column={column.key}
          aria-colindex={at + 1}
          aria-readonly={column.field && card ? undefined : true}
          tabIndex={stop === column.key ? 0 : -1}
          style={at === 0 ? { paddingLeft: 10 + (row.level - 1) * 18 } : undefined}
        >
          <Cell {...props} column={column} collapsed={collapsed} />
        </div>
      ))}
    </div>
  )
})

function Cell({
  row,
  executor,
  gateway,
  column,
  phone,
  collapsed,
}: Props & { column: Column; collapsed: boolean }) {
  const { id, card } = row
  const editing = useOutline(({ editing }) =>
    editing?.id === id && editing.column === column.key ? editing : null,
  )
  const { field } = column
  if (editing && field && executor)
    return (
      <CellEditor
        field={field}
        text={cellText(executor, field).implied && field.key !== 'name' ? '' : cellText(executor, field).text}
        typed={editing.typed}
        label={t('{{key}} of {{name}}', { key: column.key, name: executor.name })}
        commit={(typed) => commit(executor.name, { column, typed })}
        done={() => useOutline.setState({ editing: null })}
      />
    )
  if (column.key === 'name')
    return (
      <>
        {row.branches ? (
          <span
            className="outline-twist"
            aria-hidden="true"
            onClick={(event) => {
              event.stopPropagation()
              setCollapsed(id, !collapsed)
            }}
          >
            {collapsed ? <ChevronRight /> : <ChevronDown />}
          </span>
        ) : (
          <span className="outline-twist" aria-hidden="true" />
        )}
        {card ? (
          <span className="outline-kind" data-kind={card.kind}>
            <KindIcon kind={card.kind} />
          </span>
        ) : id === ENTRY ? (
          <LogIn className="outline-end" aria-hidden="true" />
        ) : (
          <LogOut className="outline-end" aria-hidden="true" />
        )}
        <span className="outline-name" title={card?.name}>
          {card ? visibleText(card.name) : id === ENTRY ? GATEWAY : t('response')}
        </span>
        <Changed id={id} />
        {phone && (card || id === ENTRY) ? (
          <button
            type="button"
            tabIndex={-1}
            className="icon-btn small outline-fields"
            aria-label={t('Fields of {{name}}', { name: card?.name ?? t('the Gateway') })}
            onClick={() => ui.showPanel('inspector')}
          >
            <SquarePen aria-hidden="true" />
          </button>
        ) : null}
      </>
    )
  if (column.key === 'state') return card ? <State card={card} /> : null
  if (column.key === 'problems') return <Problems row={row} gateway={gateway} />
  if (column.key === 'leads') return <span>{card?.downstream.map(visibleText).join(', ')}</span>
  if (!executor || !field)
    return id === ENTRY && column.key === 'uses' ? (
      <span className="muted">
        {gateway.protocols.map((name, at) => [name, gateway.ports[at]].filter(Boolean).join(' :')).join(', ')}
      </span>
    ) : null
  const { text, implied } = cellText(executor, field)
  return (
    <span className={`mono ${implied ? 'muted' : ''}`} title={text}>
      {visibleText(text)}
    </span>
  )
}

function Changed({ id }: { id: string }) {
  return useUi((state) => state.changed.has(id)) ? <ChangedMark /> : null
}

function State({ card }: { card: ExecutorCard }) {
  const { state, words, count } = useNodeState(card)
  return (
    <>
      <StateGlyph state={state} />
      <span title={words}>{words}</span>
      {count ? <span className="node-count">{count}</span> : null}
    </>
  )
}

function Problems({ row: { id, card }, gateway }: Pick<Props, 'row' | 'gateway'>) {
  const { errors, warnings } = card ?? (id === ENTRY ? gateway : { errors: 0, warnings: 0 })
  const count = errors + warnings
  if (count === 0) return null
  const of = card?.name ?? 'gateway'
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`count ${errors > 0 ? 'error' : 'warning'} outline-problems`}
      aria-label={t('{{count}} problems of {{name}}', { count, name: of })}
      onClick={(event) => {
        event.stopPropagation()
        const issue = useDocument.getState().parsed.issues.find(({ executor }) => executor === of)
        if (issue) goToIssue(issue)
      }}
    >
      {errors > 0 ? <CircleAlert aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
      {count}
    </button>
  )
}

/** Writes a cell; when its row is one of several that are selected, it is written in all of them. */
function commit(name: string, { column, typed }: { column: Column; typed: string }): string | null {
  const { parsed } = useDocument.getState()
  const { field } = column
  if (!parsed.spec || !field) return t('The YAML has problems: repair it first.')
  const chosen = selectedExecutors()
  const rows = chosen.includes(name) ? chosen : [name]
  const found = cellEdit(parsed.spec, column.key === 'name' ? [name] : rows, { field, typed })
  if (found === null) return null
  if ('refused' in found) return found.refused
  const applied = applyEdits([found], { select: false })
  if (!applied.ok) return applied.reason
  if (found.type === 'renameExecutor') activate(found.to, 'name')
  ui.announce(t('{{what}}: done.', { what: applied.label }))
  return null
}

/** Empties a cell, which removes its key; says why when that cannot be. */
export function clearCell(name: string, column: Column): void {
  const refused = commit(name, { column, typed: '' })
  if (refused !== null) refuse(refused)
}
