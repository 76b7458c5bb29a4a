import { GATEWAY, type FlowRun, type RequestResponse } from '@flowdeck/shared'
import { CircleX, Download, LoaderCircle } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useMemo, useState } from 'react'
import { download } from '../../actions/exchange.ts'
import { shortMs } from '../run/elapsed.ts'
import { failedStatus, type SentRequest } from '../state/sentRequest.ts'
import { AnswerDocuments } from './AnswerDocuments.tsx'
import { countOf, documentCount } from './answerWords.ts'
import { CodeView, CopyButton } from './CodeView.tsx'
import { CompareAnswers } from './CompareAnswers.tsx'
import { FailureCard } from './FailureCard.tsx'
import { showTab, usePlayground, type AnswerTab } from './playgroundStore.ts'
import { PassageView } from './PassageView.tsx'
import { answerFileName, wholeAnswer } from './saveAnswer.ts'
import { timeInFlow } from './waterfall.ts'
import { WaterfallChart } from './WaterfallChart.tsx'
import { formatDigits, formatNumber } from '../../i18n/format.ts'
import { toast } from '../../ui/toast.ts'
import { printJson, withDigits } from './exactAnswer.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  sent: SentRequest
  /** All requests of the Flow, newest first, to compare with. */
  earlier: readonly SentRequest[]
  run: FlowRun | null
  onSelectExecutor: ((name: string) => void) | undefined
}

const TABS: { value: AnswerTab; label: string }[] = [
  { value: 'docs', label: t('Documents') },
  { value: 'trace', label: t('Trace') },
  { value: 'raw', label: t('Raw') },
  { value: 'code', label: t('Code') },
]

/** Everything that came back for one request; it grows while answers arrive. */
export function Answer({ sent, earlier, run, onSelectExecutor }: Props) {
  const tab = usePlayground((state) => state.tab)
  const { responses } = sent
  return (
    <Tabs.Root
      className="live-answer"
      value={tab}
      onValueChange={(value) => showTab(TABS.find((known) => known.value === value)?.value ?? 'docs')}
    >
      <div className="live-answer-head">
        <Summary sent={sent} />
        <CompareAnswers sent={sent} earlier={earlier} />
        <SaveAnswer sent={sent} />
        <Tabs.List className="live-segments" aria-label={t('Answer')}>
          {TABS.map(({ value, label }) => (
            <Tabs.Trigger key={value} value={value}>
              {label}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
      </div>
      {sent.error && (
        <p className="live-failure" role="alert">
          <CircleX aria-hidden /> {sent.error}
        </p>
      )}
      {tab !== 'code' &&
        responses.map((response) => (
          <FailureCard key={response.index} response={response} onSelectExecutor={onSelectExecutor} />
        ))}
      <Tabs.Content value="docs" className="live-answer-body">
        <AnswerDocuments
          key={sent.requestId}
          responses={responses}
          titled={responses.length > 1 || sent.state === 'running'}
          renderLeftOut={(response) =>
            response.leftOut ? <LeftOut leftOut={response.leftOut} shown={response.docs.length} /> : null
          }
        />
        {sent.trimmed && (
          <p className="live-empty">
            {t('This answer was too large to be kept across a reload. Send it again to see all of it.')}
          </p>
        )}
        {sent.state === 'done' && responses.every((response) => countOf(response) === 0) && !sent.trimmed && (
          <p className="live-empty">{t('No documents came back.')}</p>
        )}
      </Tabs.Content>
      <Tabs.Content value="trace" className="live-answer-body">
        <Trace key={sent.requestId} sent={sent} onSelectExecutor={onSelectExecutor} />
      </Tabs.Content>
      <Tabs.Content value="raw" className="live-answer-body">
        <Raw sent={sent} />
      </Tabs.Content>
      <Tabs.Content value="code" className="live-answer-body">
        <CodeView request={sent.request} run={run} />
      </Tabs.Content>
    </Tabs.Root>
  )
}

/** What a large answer lost on its way to this page. */
function LeftOut({ leftOut, shown }: { leftOut: NonNullable<RequestResponse['leftOut']>; shown: number }) {
  const size = `${formatDigits(leftOut.bytes / 1024 / 1024, 1)} MiB`
  return (
    <p className="live-hint" role="note">
      {t('All of this answer has {{size}}.', { size })}{' '}
      {leftOut.docs > 0
        ? t('The playground shows {{shown}} of {{documents}}, and shortens long values;', {
            shown: formatNumber(shown),
            documents: documentCount(leftOut.docs + shown),
          })
        : t('The playground shortens long values;')}{' '}
      {leftOut.kept === false ? t('the Code tab has a client that gets it whole.') : t('Save gets it whole.')}
    </p>
  )
}

function Summary({ sent }: { sent: SentRequest }) {
  const docs = sent.responses.reduce((sum, response) => sum + countOf(response), 0)
  // Not while answers still come: each would be gone through again for every other.
  const flowMs = useMemo(
    () => (sent.ms === null ? null : timeInFlow(sent.responses)),
    [sent.ms, sent.responses],
  )
  const failed = sent.state === 'failed' || failedStatus(sent) !== null
  const words =
    sent.state === 'running'
      ? sent.responses.length > 0
        ? t('{{number}} answered so far', { number: sent.responses.length })
        : t('Waiting for the answer')
      : sent.state === 'cancelled'
        ? t('Cancelled')
        : failed
          ? t('Failed')
          : t('OK')
  return (
    <p className="live-summary" role="status" aria-live="off" data-state={failed ? 'failed' : sent.state}>
      {sent.state === 'running' ? (
        <LoaderCircle className="live-spin" aria-hidden />
      ) : (
        <span className="live-dot" aria-hidden />
      )}
      <strong>{words}</strong>
      {sent.responses.length > 0 && <span>{documentCount(docs)}</span>}
      {sent.ms !== null && (
        <span
          title={t(
            'From sending to the end of the answer; the rest of the time is the way to the Gateway and back.',
          )}
        >
          {flowMs === null || flowMs > sent.ms
            ? shortMs(sent.ms)
            : t('{{all}}, {{flow}} of it in the Flow', { all: shortMs(sent.ms), flow: shortMs(flowMs) })}
        </span>
      )}
      <code>{sent.request.endpoint}</code>
    </p>
  )
}

function Trace({ sent, onSelectExecutor }: Omit<Props, 'run' | 'earlier'>) {
  const [chosen, setChosen] = useState<number | null>(null)
  const [executor, setExecutor] = useState<string | null>(null)
  const response = sent.responses.find(({ index }) => index === chosen) ?? sent.responses.at(-1)
  if (!response) return <p className="live-empty">{t('The times appear with the first answer.')}</p>
  if (response.routes.length === 0)
    return <p className="live-empty">{t('Documents that are streamed carry no times of the Executors.')}</p>
  return (
    <>
      {sent.responses.length > 1 && (
        <label className="live-inline">
          {t('Answer')}{' '}
          <select
            className="input"
            value={response.index}
            onChange={(event) => setChosen(Number(event.target.value))}
          >
            {sent.responses.map(({ index, ms }) => (
              <option key={index} value={index}>
                {index + 1} · {shortMs(ms)}
              </option>
            ))}
          </select>
        </label>
      )}
      <WaterfallChart
        response={response}
        selected={executor}
        onSelect={(name) => {
          setExecutor(name === GATEWAY ? null : name)
          onSelectExecutor?.(name)
        }}
      />
      {executor !== null && <PassageView runId={sent.runId} response={response} executor={executor} />}
    </>
  )
}

const MAX_RAW = 200_000

function Raw({ sent }: { sent: SentRequest }) {
  const { text, all } = useMemo(() => rawText(sent.responses, MAX_RAW), [sent.responses])
  return (
    <>
      <div className="live-toolbar">
        <CopyButton text={async () => await (await wholeAnswer(sent)).text()} label={t('Copy')} />
        {all ? null : (
          <span className="muted">
            {t('The first {{number}} characters; Copy and Save take all.', {
              number: formatNumber(text.length),
            })}
          </span>
        )}
      </div>
      <pre tabIndex={0} className="live-raw">
        {text}
      </pre>
    </>
  )
}

/** The beginning of the answers as JSON; no more of them is printed than is shown. */
function rawText(responses: readonly RequestResponse[], maxChars: number): { text: string; all: boolean } {
  let text = ''
  for (const { docs, ...response } of responses.map(withDigits)) {
    if (text.length > maxChars) break
    text += `${printJson(response, 2).slice(0, -2)},\n  "docs": [`
    for (const doc of docs) {
      if (text.length > maxChars) break
      text += `${text.endsWith('[') ? '' : ','}\n${printJson(doc, 2)}`
    }
    text += '\n]}\n'
  }
  return text.length > maxChars ? { text: text.slice(0, maxChars), all: false } : { text, all: true }
}

/** Saves everything that came back, whatever of it this page shows. */
function SaveAnswer({ sent }: { sent: SentRequest }) {
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      download(answerFileName(sent.request.endpoint), await wholeAnswer(sent), 'application/json')
    } catch (thrown) {
      toast.error(
        t('Not saved. {{error}}', { error: thrown instanceof Error ? thrown.message : String(thrown) }),
      )
    } finally {
      setBusy(false)
    }
  }
  return (
    <button
      type="button"
      className="btn small"
      title={t('Save the whole answer as JSON')}
      disabled={busy || sent.responses.length === 0 || sent.state === 'running'}
      onClick={() => void save()}
    >
      <Download aria-hidden />
      <span className="live-wide">{busy ? t('Saving…') : t('Save')}</span>
    </button>
  )
}
