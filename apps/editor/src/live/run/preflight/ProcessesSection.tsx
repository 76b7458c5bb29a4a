import type { Preflight } from '@flowdeck/shared'
import { Terminal } from 'lucide-react'
import { PreflightSection } from './PreflightSection.tsx'
import { shellLine } from './shellLine.ts'
import { summarizeProcesses } from './summarizeProcesses.ts'
import { t } from '../../../i18n/t.ts'

/** Every process that Start would create: in one line, and with its command when it is opened. */
export function ProcessesSection({ processes }: { processes: Preflight['processes'] }) {
  if (processes.length === 0) return null
  return (
    <PreflightSection
      title={t('Processes')}
      summary={summarizeProcesses(processes)}
      icon={<Terminal aria-hidden />}
    >
      <ul className="live-processes" aria-label={t('Processes to start')}>
        {processes.map((process) => (
          <li key={process.pod}>
            <div className="live-process-head">
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
    </PreflightSection>
  )
}
