import type { LogLine } from '@flowdeck/shared'
import { ArrowDown, Copy, ListChevronsUpDown, Trash2, WrapText, X } from 'lucide-react'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { readLogs } from '../connection/connect.ts'
import { useRun } from '../run/useRunStatus.ts'
import { clearLogs, logRing, useLogVersions } from '../state/logs.ts'
import {
  holdLines,
  LOG_LEVELS,
  makeFilter,
  NO_FILTER,
  printLine,
  readSearch,
  type LogFilter,
} from './filterLogs.ts'
import { isFoldable, LogRow } from './LogRow.tsx'
import { usePhone } from '../../state/view.ts'
import { useRows } from '../../ui/useRows.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  flowId: string
  /** The selected Executor: its lines alone are offered, never chosen without being asked. */
  executor?: string | null
  /** A line's Executor was clicked. */
  onSelectExecutor?: (name: string) => void
}

const ROW_PX = 20

/** The output of every Pod of the newest run: virtualised, filtered, following its tail. */
export function LogsPanel({ flowId, executor = null, onSelectExecutor }: Props) {
  const run = useRun(flowId)
  const runId = run?.runId ?? null
  useEffect(() => (runId === null ? undefined : readLogs(runId)), [runId])
  const [filter, setFilter] = useState<LogFilter>(NO_FILTER)
  const kept = useLogLines(runId)
  /** The lines at the moment of scrolling up; null follows the tail. */
  const [held, setHeld] = useState<{ runId: string | null; lines: readonly LogLine[] } | null>(null)
  const paused = held !== null && held.runId === runId
  const lines = useMemo(() => (paused ? holdLines(held.lines, kept) : kept), [paused, held, kept])
  const search = useMemo(() => readSearch(filter.search), [filter.search])
  const [pass] = useState(makeFilter)
  const shown = useMemo(() => pass(lines, filter, search), [pass, lines, filter, search])
  const phone = usePhone()
  const [wrap, setWrap] = useState(phone)
  const [unfoldAll, setUnfoldAll] = useState(false)

  const names = useMemo(() => {
    const all = new Set(run?.pods.map(({ deployment }) => deployment))
    if (filter.deployment !== null) all.add(filter.deployment)
    return [...all]
  }, [run?.pods, filter.deployment])
  const ring = runId === null ? null : logRing(runId)
  const lost = ring ? ring.dropped + ring.evicted : 0

  return (
    <div className="live-logs">
      <div className="live-toolbar" role="toolbar" aria-label={t('Log filters')}>
        <select
          className="input"
          aria-label={t('Executor')}
          value={filter.deployment ?? ''}
          onChange={(event) => setFilter({ ...filter, deployment: event.target.value || null })}
        >
          <option value="">{t('All Executors')}</option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        {filter.deployment !== null ? (
          <button
            type="button"
            className="chip live-only"
            aria-label={t('Show the lines of all Executors, not only of {{name}}', {
              name: filter.deployment,
            })}
            title={filter.deployment}
            onClick={() => setFilter({ ...filter, deployment: null })}
          >
            <span>{t('only {{name}}', { name: filter.deployment })}</span>
            <X aria-hidden />
          </button>
        ) : executor !== null && names.includes(executor) ? (
          <button
            type="button"
            className="btn ghost small live-only"
            title={t('Show only the lines of {{name}}', { name: executor })}
            onClick={() => setFilter({ ...filter, deployment: executor })}
          >
            <span>{t('Only {{name}}', { name: executor })}</span>
          </button>
        ) : null}
        <select
          className="input"
          aria-label={t('Level')}
          value={filter.level}
          onChange={(event) =>
            setFilter({
              ...filter,
              level: LOG_LEVELS.find((level) => level === event.target.value) ?? 'debug',
            })
          }
        >
          {LOG_LEVELS.map((level) => (
            <option key={level} value={level}>
              {level === 'debug'
                ? t('All levels')
                : level === 'error'
                  ? t('error only')
                  : t('{{level}} and above', { level })}
            </option>
          ))}
        </select>
        <input
          className="input live-grow"
          type="search"
          aria-label={t('Search the log')}
          aria-invalid={search.error !== null}
          placeholder={t('Search: words, !without, /expression/')}
          title={search.error ?? undefined}
          value={filter.search}
          onChange={(event) => setFilter({ ...filter, search: event.target.value })}
        />
        <span className="live-note" role="status">
          {search.error ?? (
            <>
              {lines.length > shown.length && (
                <button type="button" className="live-link" onClick={() => setFilter(NO_FILTER)}>
                  {t('hiding {{hidden}} of {{all}} · show all', {
                    hidden: formatNumber(lines.length - shown.length),
                    all: formatNumber(lines.length),
                  })}
                </button>
              )}
              {lost > 0 && (
                <span title={t('Older lines made room, or came faster than they could be sent')}>
                  {t('{{number}} lines left out', { number: formatNumber(lost) })}
                </span>
              )}
            </>
          )}
        </span>
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Wrap long lines')}
          title={t('Wrap long lines')}
          aria-pressed={wrap}
          onClick={() => setWrap(!wrap)}
        >
          <WrapText aria-hidden />
        </button>
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Unfold all entries')}
          title={t('Unfold all entries')}
          aria-pressed={unfoldAll}
          onClick={() => setUnfoldAll(!unfoldAll)}
        >
          <ListChevronsUpDown aria-hidden />
        </button>
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Copy the shown lines')}
          title={t('Copy the shown lines')}
          disabled={shown.length === 0}
          onClick={() => void navigator.clipboard.writeText(shown.map(printLine).join('\n'))}
        >
          <Copy aria-hidden />
        </button>
        <button
          type="button"
          className="icon-btn small"
          aria-label={t('Clear the log')}
          title={t('Clear the log')}
          disabled={runId === null || lines.length === 0}
          onClick={() => {
            setHeld(null)
            if (runId !== null) clearLogs(runId)
          }}
        >
          <Trash2 aria-hidden />
        </button>
      </div>
      {shown.length > 0 ? (
        <LogLines
          key={`${runId} ${wrap} ${unfoldAll}`}
          lines={shown}
          mark={search.mark}
          wrap={wrap}
          unfoldAll={unfoldAll}
          leftAt={paused ? (held.lines.at(-1)?.seq ?? 0) : null}
          onFollow={(follow) => setHeld(follow ? null : { runId, lines })}
          onSelectExecutor={onSelectExecutor}
        />
      ) : (
        <p className="live-empty">
          {runId === null
            ? t('What the Executors print appears here once the Flow runs.')
            : lines.length > 0
              ? t('No line passes the filters.')
              : t('Nothing was printed yet.')}
        </p>
      )}
    </div>
  )
}

interface LinesProps {
  lines: readonly LogLine[]
  mark: string | null
  wrap: boolean
  unfoldAll: boolean
  /** The newest line when the person scrolled up; null follows the tail. */
  leftAt: number | null
  onFollow: (follow: boolean) => void
  onSelectExecutor: ((name: string) => void) | undefined
}

function LogLines({ lines, mark, wrap, unfoldAll, leftAt, onFollow, onSelectExecutor }: LinesProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const follow = leftAt === null
  /** By number: whether all lines of an entry are shown, where the person chose. */
  const [folds, setFolds] = useState<ReadonlyMap<number, boolean>>(NO_FOLDS)
  const fold = useCallback(
    (seq: number, unfolded: boolean) => setFolds((before) => new Map(before).set(seq, unfolded)),
    [],
  )
  const [focused, setFocused] = useState<number | null>(null)
  const rows = useRows({
    count: lines.length,
    rowPx: ROW_PX,
    scroller: () => scroller.current,
    keyOf: (index) => lines[index]?.seq ?? index,
    keep: focused === null ? null : lines.findIndex(({ seq }) => seq === focused),
  })
  const last = lines.at(-1)?.seq ?? 0
  useLayoutEffect(() => {
    if (follow && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [follow, last, lines.length, rows])

  const fresh = leftAt === null ? 0 : lines.length - 1 - lines.findLastIndex(({ seq }) => seq <= leftAt)
  return (
    <div className="live-log-frame">
      <div
        ref={scroller}
        className="live-log"
        data-wrap={wrap}
        role="log"
        aria-live="off"
        aria-label={t('Log lines')}
        tabIndex={0}
        onScroll={({ currentTarget: box }) => {
          const below = box.scrollHeight - box.scrollTop - box.clientHeight
          // New lines never move the view up: only a person does, by wheel, key, touch or scroll bar.
          if (follow && box.scrollTop < lastTop.current - 1 && below > ROW_PX) onFollow(false)
          else if (!follow && below <= 2) onFollow(true)
          lastTop.current = box.scrollTop
        }}
      >
        <div className="live-log-lines" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const line = lines[item.index]
            return (
              line && (
                <LogRow
                  key={item.key}
                  line={line}
                  mark={mark}
                  index={item.index}
                  top={item.start}
                  measure={wrap || isFoldable(line.text) ? rows.measureElement : undefined}
                  onSelectExecutor={onSelectExecutor}
                  unfolded={folds.get(line.seq) ?? (unfoldAll || undefined)}
                  onFold={fold}
                  onFocus={setFocused}
                />
              )
            )
          })}
        </div>
      </div>
      {!follow && (
        <button type="button" className="btn small live-follow" onClick={() => onFollow(true)}>
          {fresh > 0 ? t('{{number}} new', { number: formatNumber(fresh) }) : t('Follow')}
          <ArrowDown aria-hidden />
        </button>
      )}
    </div>
  )
}

const NO_LINES: readonly LogLine[] = []
const NO_FOLDS: ReadonlyMap<number, boolean> = new Map()

function useLogLines(runId: string | null): readonly LogLine[] {
  // The number is the reason to draw again; the lines themselves stay out of React's state.
  useLogVersions((versions) => (runId === null ? 0 : (versions[runId] ?? 0)))
  return runId === null ? NO_LINES : logRing(runId).all()
}
