import { CircleAlert, CircleCheck, Info, LocateFixed, TriangleAlert, Wrench } from 'lucide-react'
import { useState } from 'react'
import { GATEWAY } from '@flowdeck/shared'
import { applyFix } from '../actions/edit.ts'
import { ENTRY } from '../canvas/canvasModel.ts'
import { goToIssue, placeOf } from '../problems/goToIssue.ts'
import { select } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { rank, type ShownProblem } from './shownProblems.ts'

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
        Nothing stands in the way.
      </p>
    )
  const sorted = problems.toSorted((a, b) => rank(a.severity) - rank(b.severity))
  return (
    <ul className="export-problems" aria-label="Problems of this export">
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
            Show {sorted.length - SHOWN} more
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
      <Icon aria-label={severity} role="img" />
      <div>
        <p>{message}</p>
        {fix === undefined ? null : <p className="muted">{fix}</p>}
        <div className="export-fixes">
          {fixes?.map((known) => (
            <button type="button" className="btn small" key={known.title} onClick={() => applyFix(known)}>
              <Wrench aria-hidden="true" />
              {known.title}
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
                aria-label={`Image of ${imageKey}`}
                placeholder="registry/name:tag"
                spellCheck={false}
                value={image}
                onChange={(event) => setImage(event.target.value)}
              />
              <button type="submit" className="btn small" disabled={image.trim() === ''}>
                Use
              </button>
            </form>
          )}
          {issue || executor !== undefined ? (
            <button
              type="button"
              className="btn small ghost"
              title={issue ? placeOf(issue) : `Show ${executor ?? ''}`}
              onClick={goThere}
            >
              <LocateFixed aria-hidden="true" />
              Show
            </button>
          ) : null}
        </div>
      </div>
    </li>
  )
}
