import type { LogLine } from '@flowdeck/shared'
import { memo } from 'react'
import { plainText } from './plainText.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  line: LogLine
  mark: string | null
  index: number
  top: number
  measure: ((element: HTMLElement | null) => void) | undefined
  onSelectExecutor: ((name: string) => void) | undefined
}

/** One line: time, Pod, text. */
export const LogRow = memo(function LogRow({ line, mark, index, top, measure, onSelectExecutor }: Props) {
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
      <span className="live-log-text">
        <Marked text={text} mark={mark} />
        {line.truncated && <em className="muted"> {t('… cut at 16 KiB')}</em>}
      </span>
    </div>
  )
})

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
