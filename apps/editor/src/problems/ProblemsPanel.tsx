import type { FlowIssue } from '@flowdeck/shared'
import { CircleAlert, CircleCheck, Info, TriangleAlert, Wrench } from 'lucide-react'
import { useMemo, useState } from 'react'
import { applyFix, fixAll } from '../actions/edit.ts'
import { useDocument } from '../state/documentStore.ts'
import { goToIssue, placeOf } from './goToIssue.ts'
import { messageOf, titleOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'
import { SEVERITY_WORDS } from '../ui/severityWords.ts'

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info }
/** More rows than anybody reads cost a second to draw; the rest comes when asked for. */
const SHOWN = 60

/** Everything that is wrong with the text, worst first; a click leads to the node, the line and the field. */
export function ProblemsPanel() {
  const issues = useDocument((state) => state.parsed.issues)
  const [all, setAll] = useState(false)
  const alike = useMemo(() => groupFixable(issues), [issues])
  if (issues.length === 0)
    return (
      <p className="quiet-state">
        <CircleCheck aria-hidden="true" />
        {t('No problems. The Flow can start.')}
      </p>
    )
  return (
    <ul className="problems" aria-label={t('Problems')}>
      {(all ? issues : issues.slice(0, SHOWN)).map((issue) => (
        <Problem
          issue={issue}
          alike={alike.get(issue) ?? 0}
          key={`${issue.code}-${issue.range.start}-${issue.path.join('/')}-${issue.message}`}
        />
      ))}
      {issues.length > SHOWN && !all ? (
        <li className="quiet-state">
          <button type="button" className="btn small" onClick={() => setAll(true)}>
            {t('Show {{number}} more', { number: issues.length - SHOWN })}
          </button>
        </li>
      ) : null}
    </ul>
  )
}

/** The first problem of each kind that can be fixed, with how many there are. */
function groupFixable(issues: readonly FlowIssue[]): ReadonlyMap<FlowIssue, number> {
  const first = new Map<string, FlowIssue>()
  const counts = new Map<FlowIssue, number>()
  for (const issue of issues) {
    if (!issue.fixes || issue.fixes.length === 0) continue
    const known = first.get(issue.code) ?? issue
    first.set(issue.code, known)
    counts.set(known, (counts.get(known) ?? 0) + 1)
  }
  return counts
}

/** `alike`: how many problems of its kind can be fixed, on the first of them. */
function Problem({ issue, alike }: { issue: FlowIssue; alike: number }) {
  const Icon = ICONS[issue.severity]
  return (
    <li className={`problem ${issue.severity}`}>
      <Icon aria-label={SEVERITY_WORDS[issue.severity]} role="img" />
      <button type="button" className="problem-go" onClick={() => goToIssue(issue)}>
        {messageOf(issue)}
        <small>{placeOf(issue)}</small>
      </button>
      <span className="problem-fixes">
        {issue.fixes?.map((fix) => (
          <button type="button" className="btn small" key={fix.title} onClick={() => applyFix(fix)}>
            <Wrench aria-hidden="true" />
            {titleOf(fix)}
          </button>
        ))}
        {alike > 1 ? (
          <button type="button" className="btn small" onClick={() => fixAll(issue.code)}>
            <Wrench aria-hidden="true" />
            {t('Fix all {{count}}', { count: alike })}
          </button>
        ) : null}
      </span>
    </li>
  )
}
