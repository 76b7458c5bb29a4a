import { ClipboardPaste, FileText, LayoutTemplate, Play, Plus, Sparkles, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import type { FlowSummary } from '@flowdeck/shared'
import { words as wordsOf } from '../state/files.ts'
import { filterFlows } from '../state/filterFlows.ts'
import { openFlow } from '../state/opening.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'
import { FlowListEnd } from '../app/FlowListEnd.tsx'
import { sortFlows } from './sortFlows.ts'
import { recentFlows } from '../state/recentFlows.ts'
import { runFlow, runHello } from './templates.ts'
import { toast } from '../ui/toast.ts'
import { t } from '../i18n/t.ts'

/** So many Flows are shown without a box that filters them. */
const WITHOUT_FILTER = 12

/** What the page shows before a Flow is chosen: those of the workspace, `hello` first, and the ways to a new one. */
export function StartScreen() {
  const flows = useDocument((state) => state.flows)
  const workspace = useDocument((state) => state.workspaceName)
  const [query, setQuery] = useState('')
  const [recent] = useState(recentFlows.read)
  const [busy, setBusy] = useState(false)
  const sorted = sortFlows(flows, recent)
  const { shown, more } = filterFlows(sorted, query)
  const run = (start: () => Promise<void>) => {
    setBusy(true)
    start()
      .catch((error: unknown) =>
        toast.error(t('The Flow cannot be run. {{error}}', { error: wordsOf(error) })),
      )
      .finally(() => setBusy(false))
  }
  return (
    <main className="start-screen" aria-label={t('Start')} tabIndex={-1}>
      <div className="start-columns">
        <section aria-labelledby="start-flows">
          <h2 id="start-flows">
            {flows.length === 0 ? t('No Flow yet') : t('Flows in {{workspace}}', { workspace })}
          </h2>
          {flows.length > WITHOUT_FILTER ? (
            <input
              className="input"
              type="search"
              aria-label={t('Filter Flows')}
              placeholder={t('Filter by name or path')}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          ) : null}
          <ul className="start-flows" aria-labelledby="start-flows">
            {shown.map((flow) => (
              <FlowRow
                key={flow.id}
                flow={flow}
                last={flow.id === recent[0]}
                disabled={busy}
                run={() => run(() => runFlow(flow.id))}
              />
            ))}
          </ul>
          <FlowListEnd query={query} all={flows.length} shown={shown.length} more={more} />
        </section>
        <section aria-labelledby="start-new">
          <h2 id="start-new">{t('New')}</h2>
          <div className="start-ways">
            {flows.length === 0 ? (
              <Way
                Icon={Play}
                title={t('Run the hello Flow')}
                words={t('Two Executors and an answer, in seconds')}
                disabled={busy}
                run={() => run(runHello)}
              />
            ) : null}
            <Way
              Icon={Plus}
              title={t('Blank Flow')}
              words={t('An empty Flow file, to draw in')}
              run={() => ui.openDialog('newFlow')}
            />
            <Way
              Icon={LayoutTemplate}
              title={t('Start from a template')}
              words={t('Nine Flows that run as they are')}
              run={() => ui.openDialog('templates')}
            />
            <Way
              Icon={ClipboardPaste}
              title={t('Paste or drop YAML')}
              words={t('The whole window takes a file')}
              run={() => ui.openDialog('paste')}
            />
          </div>
        </section>
      </div>
    </main>
  )
}

interface RowProps {
  flow: FlowSummary
  last: boolean
  disabled: boolean
  run: () => void
}

function FlowRow({ flow, last, disabled, run }: RowProps) {
  const hello = flow.id === 'hello/flow.yml'
  const Icon = hello ? Sparkles : FileText
  return (
    <li className={hello ? 'start-flow first' : 'start-flow'}>
      <button type="button" className="start-open" onClick={() => void openFlow(flow.id)}>
        <Icon aria-hidden="true" />
        <span>
          <b>{flow.title || flow.id}</b>
          <small className="mono">{flow.id}</small>
          {hello ? <small>{t('Start here: it answers in seconds')}</small> : null}
        </span>
        {last ? <span className="chip">{t('opened last')}</span> : null}
        {flow.hasDraft ? <span className="chip">{t('draft')}</span> : null}
      </button>
      <button
        type="button"
        className={hello ? 'btn primary' : 'btn ghost'}
        aria-label={t('Run {{id}}', { id: flow.id })}
        title={t('Opens it and asks before anything starts')}
        disabled={disabled}
        onClick={run}
      >
        <Play aria-hidden="true" />
        {t('Run')}
      </button>
    </li>
  )
}

interface WayProps {
  Icon: LucideIcon
  title: string
  words: string
  disabled?: boolean
  run: () => void
}

function Way({ Icon, title, words, disabled = false, run }: WayProps) {
  return (
    <button type="button" className="start-choice" disabled={disabled} onClick={run}>
      <Icon aria-hidden="true" />
      <span>
        <b>{title}</b>
        <small>{words}</small>
      </span>
    </button>
  )
}
