import type { FlowIssue } from '@flowdeck/shared'
import { CircleAlert, CircleCheck, Info, TriangleAlert, Wrench } from 'lucide-react'
import { useState } from 'react'
import { applyFix } from '../actions/edit.ts'
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

function Problem({ issue }: { issue: FlowIssue }) {
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
      </span>
    </li>
  )
}
