import type { RequestResponse } from '@flowdeck/shared'
import { useEffect } from 'react'
import { readLogs } from '../connection/connect.ts'
import { plainText } from '../logs/plainText.ts'
import { logRing, useLogVersions } from '../state/logs.ts'
import { DocumentList } from './DocumentCard.tsx'
import { withDigits } from './exactAnswer.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  runId: string
  response: RequestResponse
  executor: string
}

/** One Executor's part in an answer: what went in, what came out, and what it printed meanwhile. */
export function PassageView({ runId, response, executor }: Props) {
  const passage = withDigits(response).passages?.find((entry) => entry.executor === executor)
  return (
    <section className="live-passage" aria-label={t('What {{name}} did', { name: executor })}>
      <h3>{executor}</h3>
      {passage ? (
        <div className="live-passage-docs">
          <div>
            <h4>
              {t('In')} · {passage.docsIn.length}
            </h4>
            <DocumentList docs={passage.docsIn} label={t('Documents into {{name}}', { name: executor })} />
          </div>
          <div>
            <h4>
              {t('Out')} · {passage.docsOut.length}
            </h4>
            <DocumentList docs={passage.docsOut} label={t('Documents out of {{name}}', { name: executor })} />
          </div>
        </div>
      ) : (
        <p className="live-empty">
          {t(
            'Its documents are not here: it was skipped, the request is from before a reload, or they were too large.',
          )}
        </p>
      )}
      <PassageLog runId={runId} executor={executor} requestId={response.wireId} />
    </section>
  )
}

/** Lines that the Executor printed while it worked on the request. */
function PassageLog({
  runId,
  executor,
  requestId,
}: {
  runId: string
  executor: string
  requestId: string | undefined
}) {
  useLogVersions((versions) => versions[runId])
  useEffect(() => readLogs(runId), [runId])
  const lines = logRing(runId)
    .all()
    .filter((line) => requestId !== undefined && line.requestId === requestId && line.deployment === executor)
  return (
    <div>
      <h4>{t('Printed for this request')}</h4>
      {lines.length === 0 ? (
        <p className="live-empty">{t('Nothing.')}</p>
      ) : (
        <ol
          className="live-passage-log"
          aria-label={t('Log lines of {{name}} for this request', { name: executor })}
        >
          {lines.map((line) => (
            <li key={line.seq} data-level={line.level}>
              {plainText(line.text)}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
