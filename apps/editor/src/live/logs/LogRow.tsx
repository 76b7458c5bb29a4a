import type { LogLine } from '@flowdeck/shared'
import { ChevronDown, ChevronRight, Copy } from 'lucide-react'
import { memo } from 'react'
import { plainText } from './plainText.ts'
import { summarizeEntry } from './summarizeEntry.ts'
import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  line: LogLine
  mark: string | null
  index: number
  top: number
  measure: ((element: HTMLElement | null) => void) | undefined
  onSelectExecutor: ((name: string) => void) | undefined
  /** Whether all lines of an entry are shown, or one; undefined when only what is found decides. */
  unfolded: boolean | undefined
  onFold: (seq: number, unfolded: boolean) => void
  onFocus: (seq: number | null) => void
}

const LONG_CHARS = 2000
const SUMMARY_CHARS = 300

/** Whether an entry is shown folded: it has several lines, or one that is very long. */
export function isFoldable(text: string): boolean {
  return text.length > LONG_CHARS || text.includes('\n')
}

/** One entry: time, Pod, text. A trace has several lines, which are folded to one. */
export const LogRow = memo(function LogRow(props: Props) {
  const { line, mark, index, top, measure, onSelectExecutor } = props
  const text = plainText(line.text)
  return (
    <div
      ref={measure}
      data-index={index}
      className="live-log-row"
      data-level={line.level}
      data-stream={line.stream}
      style={{ transform: `translateY(${top}px)` }}
    >
      <time dateTime={new Date(line.ts).toISOString()}>{clock(line.ts)}</time>
      <span className="live-log-level">{line.level}</span>
      <button
        type="button"
        tabIndex={-1}
        className="live-log-pod"
        title={line.pod}
        onClick={() => onSelectExecutor?.(line.deployment)}
      >
        {line.pod}
      </button>
      {isFoldable(text) ? (
        <Foldable {...props} text={text} />
      ) : (
        <span className="live-log-text">
          <Marked text={text} mark={mark} />
        </span>
      )}
    </div>
  )
})

function Foldable({ line, text, mark, unfolded, onFold, onFocus }: Props & { text: string }) {
  const lines = text.split('\n')
  const summary = summarizeEntry(lines).slice(0, SUMMARY_CHARS)
  const size = formatSize(text, lines)
  // What is searched for is shown wherever it stands.
  const found = mark !== null && !summary.toLowerCase().includes(mark)
  const open = unfolded ?? found
  return (
    <span className="live-log-text live-log-entry" data-open={open}>
      <button
        type="button"
        className="live-log-fold"
        aria-expanded={open}
        aria-label={
          open ? t('Fold: {{size}}', { size }) : t('Unfold: {{size}}, {{summary}}', { size, summary })
        }
        onClick={() => onFold(line.seq, !open)}
        onFocus={() => onFocus(line.seq)}
        onBlur={() => onFocus(null)}
      >
        {open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
      </button>
      <Marked text={open ? text : summary} mark={mark} />
      {open ? (
        <button
          type="button"
          className="icon-btn small live-log-copy"
          aria-label={t('Copy this entry')}
          title={t('Copy this entry')}
          onClick={() => void navigator.clipboard.writeText(text)}
          onFocus={() => onFocus(line.seq)}
          onBlur={() => onFocus(null)}
        >
          <Copy aria-hidden />
        </button>
      ) : (
        <span className="live-log-more"> {size}</span>
      )}
    </span>
  )
}

/** `12 lines`, or of one long line how much of it there is. */
function formatSize(text: string, lines: readonly string[]): string {
  if (lines.length > 1) return t('{{number}} lines', { number: formatNumber(lines.length) })
  const [, cut] = / … ([\d,]+) more bytes$/.exec(text) ?? []
  const number = formatNumber(text.length)
  return cut === undefined
    ? t('{{number}} characters', { number })
    : t('{{number}} characters and {{cut}} bytes that were left out', { number, cut })
}

function Marked({ text, mark }: { text: string; mark: string | null }) {
  const at = mark === null ? -1 : text.toLowerCase().indexOf(mark)
  if (mark === null || at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + mark.length)}</mark>
      {text.slice(at + mark.length)}
    </>
  )
}

function clock(ts: number): string {
  const date = new Date(ts)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
