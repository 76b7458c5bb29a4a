import type { Preflight } from '@flowdeck/shared'
import { AlertTriangle, ChevronRight, CircleX, Wrench } from 'lucide-react'
import { PythonSetupView } from './PythonSetupView.tsx'
import { middleEllipsis } from '../../../ui/shorten.ts'
import { fixOf, messageOf } from '../../../i18n/issueWords.ts'
import { t } from '../../../i18n/t.ts'
import { SEVERITY_WORDS } from '../../../ui/severityWords.ts'

type Problem = Preflight['problems'][number]

interface Props {
  problems: readonly Problem[]
  canFix: boolean
  onFix: (problems: readonly Problem[]) => void
  /** What was missing on this machine is there now. */
  onSetUp: () => void
}

/** More than this many are folded behind the first of them, so that the rest of the dialog stays in sight. */
const MOST_SHOWN = 6
const SHOWN_BEFORE_FOLD = 4

/** What stands in the way of a start, errors first; problems of one kind can be fixed together. */
export function ProblemsSection({ problems, canFix, onFix, onSetUp }: Props) {
  if (problems.length === 0) return null
  const sorted = [
    ...problems.filter(({ severity }) => severity === 'error'),
    ...problems.filter(({ severity }) => severity === 'warning'),
  ]
  // Several Executors may miss the same environment: it is offered once.
  const offered = problems.find(({ setUp }) => setUp !== undefined)
  const fixable = (problem: Problem) => canFix && problem.edits.length > 0
  const shown = sorted.length > MOST_SHOWN ? sorted.slice(0, SHOWN_BEFORE_FOLD) : sorted
  const folded = sorted.slice(shown.length)
  const row = (problem: Problem) => {
    const alike = sorted.filter((other) => fixable(other) && other.code === problem.code)
    const firstAlike = sorted.find((other) => other.code === problem.code) === problem
    return (
      <li
        key={`${problem.code} ${problem.executor} ${problem.line} ${problem.message}`}
        data-severity={problem.severity}
      >
        {problem.severity === 'error' ? <CircleX aria-hidden /> : <AlertTriangle aria-hidden />}
        <div>
          <p className="live-problem-text">
            <span className="sr-only">{SEVERITY_WORDS[problem.severity]}: </span>
            {messageOf(problem)}
          </p>
          {problem.fix && !fixable(problem) && (
            <p className="live-fix">{fixOf({ ...problem, fix: problem.fix }).replaceAll('`', '')}</p>
          )}
          <p className="muted">
            {[
              problem.executor && middleEllipsis(problem.executor, 60),
              problem.line === null ? null : t('line {{line}}', { line: problem.line }),
              problem.code,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </p>
          {problem === offered && problem.setUp && (
            <PythonSetupView docarray={problem.setUp} onReady={onSetUp} />
          )}
        </div>
        {fixable(problem) && (
          <span className="live-problem-fixes">
            <button type="button" className="btn small" onClick={() => onFix([problem])}>
              {fixOf(problem) ?? t('Fix')}
            </button>
            {firstAlike && alike.length > 1 && (
              <button type="button" className="btn small" onClick={() => onFix(alike)}>
                <Wrench aria-hidden />
                {t('Fix all {{count}}', { count: alike.length })}
              </button>
            )}
          </span>
        )}
      </li>
    )
  }
  return (
    <>
      <ul className="live-problems" aria-label={t('Problems')}>
        {shown.map(row)}
      </ul>
      {folded.length > 0 && (
        <details className="live-more">
          <summary>
            <ChevronRight className="live-section-arrow" aria-hidden />
            {t('{{count}} further problems', { count: folded.length })}
          </summary>
          <ul className="live-problems" aria-label={t('Further problems')}>
            {folded.map(row)}
          </ul>
        </details>
      )}
    </>
  )
}
