import { diffText } from '@flowdeck/shared'
import { Fragment, useMemo } from 'react'
import { t } from '../i18n/t.ts'

/** Two texts, line by line: what only one of them has. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  const hunks = useMemo(() => diffText(before, after), [before, after])
  if (hunks.length === 0) return <p className="quiet-state">{t('Both texts are the same.')}</p>
  return (
    <div className="diff" role="group" aria-label={t('Differences')} tabIndex={0}>
      {hunks.map((hunk) => (
        <Fragment key={`${hunk.beforeLine}-${hunk.afterLine}`}>
          <div className="diff-sep">{t('line {{line}}', { line: hunk.afterLine })}</div>
          {hunk.before.map((line, i) => (
            <Line
              key={`b${hunk.beforeLine + i}`}
              number={hunk.beforeLine + i}
              sign="−"
              kind="theirs"
              text={line}
            />
          ))}
          {hunk.after.map((line, i) => (
            <Line
              key={`a${hunk.afterLine + i}`}
              number={hunk.afterLine + i}
              sign="+"
              kind="mine"
              text={line}
            />
          ))}
        </Fragment>
      ))}
    </div>
  )
}

interface LineProps {
  number: number
  sign: '+' | '−'
  kind: 'mine' | 'theirs'
  text: string
}

function Line({ number, sign, kind, text }: LineProps) {
  return (
    <div className={`diff-line ${kind}`}>
      <span>{number}</span>
      <span>{sign}</span>
      <span>{text || ' '}</span>
    </div>
  )
}
