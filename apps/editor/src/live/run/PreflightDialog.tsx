import type { Preflight } from '@flowdeck/shared'
import { AlertTriangle, CircleX, Play, Terminal } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useRef } from 'react'
import { fixLabel } from './fixLabel.ts'
import { PythonSetupView } from './PythonSetupView.tsx'
import { shellLine } from './shellLine.ts'
import { fixOf, messageOf } from '../../i18n/issueWords.ts'
import { t } from '../../i18n/t.ts'
import { SEVERITY_WORDS } from '../../ui/severityWords.ts'

interface Props {
  preflight: Preflight
  starting: boolean
  canFix: boolean
  onStart: () => void
  onCancel: () => void
  onFix: (edits: readonly unknown[]) => void
  /** What was missing on this machine is there now. */
  onSetUp: () => void
}

/** Shows every process that Start would create, and what stands in its way. Enter starts when nothing does. */
export function PreflightDialog({ preflight, starting, canFix, onStart, onCancel, onFix, onSetUp }: Props) {
  const start = useRef<HTMLButtonElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const { processes, problems } = preflight
  const errors = problems.filter(({ severity }) => severity === 'error')
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const blocked = errors.length > 0
  // Several Executors may miss the same environment: it is offered once.
  const offered = problems.find(({ setUp }) => setUp !== undefined)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onCancel()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog live-preflight"
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            ;(blocked ? cancel : start).current?.focus()
          }}
        >
          <div className="dialog-head">
            <Dialog.Title>
              {blocked ? t('This Flow cannot start yet') : t('Start {{id}}?', { id: preflight.flowId })}
            </Dialog.Title>
            <Dialog.Description>
              {blocked
                ? t('{{count}} problems to fix first. No process was started.', { count: errors.length })
                : t('{{count}} processes will run on this machine with your rights.', {
                    count: processes.length,
                  })}
            </Dialog.Description>
          </div>
          <div className="dialog-body">
            {problems.length > 0 && (
              <ul className="live-problems" aria-label={t('Problems')}>
                {[...errors, ...warnings].map((problem) => (
                  <li
                    key={`${problem.code} ${problem.executor} ${problem.message}`}
                    data-severity={problem.severity}
                  >
                    {problem.severity === 'error' ? <CircleX aria-hidden /> : <AlertTriangle aria-hidden />}
                    <div>
                      <p>
                        <span className="sr-only">{SEVERITY_WORDS[problem.severity]}: </span>
                        {messageOf(problem)}
                      </p>
                      {problem.fix && !(canFix && problem.edits.length > 0) && (
                        <p className="live-fix">
                          {fixOf({ ...problem, fix: problem.fix }).replaceAll('`', '')}
                        </p>
                      )}
                      <p className="muted">
                        {[
                          problem.executor,
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
                    {canFix && problem.edits.length > 0 && (
                      <button type="button" className="btn small" onClick={() => onFix(problem.edits)}>
                        {fixOf(problem) ?? fixLabel(problem.edits)}
                      </button>
                    )}
                  </li>
                ))}
              </ul>
            )}
            {processes.length > 0 && (
              <ul className="live-processes" aria-label={t('Processes to start')}>
                {processes.map((process) => (
                  <li key={process.pod}>
                    <div className="live-process-head">
                      <Terminal aria-hidden />
                      <strong>{process.pod}</strong>
                      {process.ports.map(({ protocol, port }) => (
                        <span className="chip" key={protocol}>
                          {protocol} :{port === 0 ? t('any free') : port}
                        </span>
                      ))}
                    </div>
                    <code className="live-argv">{shellLine(process.argv)}</code>
                    <p className="muted">
                      {t('in')} <code>{process.cwd}</code>
                      {process.env.length > 0 && (
                        <>
                          {' '}
                          · {t('sees')} <code>{process.env.join(' ')}</code>
                        </>
                      )}
                    </p>
                  </li>
                ))}
              </ul>
            )}
          </div>
          <div className="dialog-foot">
            <button type="button" className="btn" ref={cancel} onClick={onCancel} disabled={starting}>
              {t('Cancel')}
            </button>
            <button
              type="button"
              className="btn primary"
              ref={start}
              onClick={onStart}
              disabled={blocked || starting}
            >
              <Play aria-hidden />
              {starting ? t('Starting…') : warnings.length > 0 ? t('Start anyway') : t('Start')}
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
