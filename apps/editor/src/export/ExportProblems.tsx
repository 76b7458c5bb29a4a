import { CircleAlert, CircleCheck, Info, LocateFixed, TriangleAlert, Wrench } from 'lucide-react'
import { useState } from 'react'
import { GATEWAY } from '@flowdeck/shared'
import { applyFix } from '../actions/edit.ts'
import { ENTRY } from '../canvas/canvasModel.ts'
import { goToIssue, placeOf } from '../problems/goToIssue.ts'
import { select } from '../state/selection.ts'
import { ui } from '../state/uiStore.ts'
import { rank, type ShownProblem } from './shownProblems.ts'
import { titleOf } from '../i18n/issueWords.ts'
import { t } from '../i18n/t.ts'
import { SEVERITY_WORDS } from '../ui/severityWords.ts'

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info }
/** More rows than anybody reads cost a second to draw. */
const SHOWN = 40

interface Props {
  problems: readonly ShownProblem[]
  onImage: (key: string, image: string) => void
  /** Called before the canvas or the YAML is shown. */
  onLeave: () => void
}

/** What stands in the way of an export, worst first, each with what mends it. */
export function ExportProblems({ problems, onImage, onLeave }: Props) {
  const [all, setAll] = useState(false)
  if (problems.length === 0)
    return (
      <p className="export-quiet">
        <CircleCheck aria-hidden="true" />
        {t('Nothing stands in the way.')}
      </p>
    )
  const sorted = problems.toSorted((a, b) => rank(a.severity) - rank(b.severity))
  return (
    <ul className="export-problems" aria-label={t('Problems of this export')}>
      {(all ? sorted : sorted.slice(0, SHOWN)).map((problem) => (
        <Problem
          key={`${problem.executor ?? ''} ${problem.imageKey ?? ''} ${problem.message}`}
          problem={problem}
          onImage={onImage}
          onLeave={onLeave}
        />
      ))}
      {sorted.length > SHOWN && !all ? (
        <li>
          <button type="button" className="btn small" onClick={() => setAll(true)}>
            {t('Show {{number}} more', { number: sorted.length - SHOWN })}
          </button>
        </li>
      ) : null}
    </ul>
  )
}

function Problem({ problem, onImage, onLeave }: Omit<Props, 'problems'> & { problem: ShownProblem }) {
  const { severity, message, fix, fixes, imageKey, executor, issue } = problem
  const Icon = ICONS[severity]
  const [image, setImage] = useState('')
  const goThere = () => {
    onLeave()
    if (issue) goToIssue(issue)
    else if (executor !== undefined) {
      const node = executor === GATEWAY ? ENTRY : executor
      select([node])
      ui.reveal([node])
    }
  }
  return (
    <li className={severity}>
      <Icon aria-label={SEVERITY_WORDS[severity]} role="img" />
      <div>
        <p>{message}</p>
        {fix === undefined ? null : <p className="muted">{fix}</p>}
        <div className="export-fixes">
          {fixes?.map((offered) => (
            <button type="button" className="btn small" key={offered.title} onClick={() => applyFix(offered)}>
              <Wrench aria-hidden="true" />
              {titleOf(offered)}
            </button>
          ))}
          {imageKey === undefined ? null : (
            <form
              onSubmit={(event) => {
                event.preventDefault()
                if (image.trim() !== '') onImage(imageKey, image.trim())
              }}
            >
              <input
                className="input mono"
                aria-label={t('Image of {{key}}', { key: imageKey })}
                placeholder="registry/name:tag"
                spellCheck={false}
                value={image}
                onChange={(event) => setImage(event.target.value)}
              />
              <button type="submit" className="btn small" disabled={image.trim() === ''}>
                {t('Use')}
              </button>
            </form>
          )}
          {issue || executor !== undefined ? (
            <button
              type="button"
              className="btn small ghost"
              title={issue ? placeOf(issue) : t('Show {{name}}', { name: executor ?? '' })}
              onClick={goThere}
            >
              <LocateFixed aria-hidden="true" />
              {t('Show')}
            </button>
          ) : null}
        </div>
      </div>
    </li>
  )
}
