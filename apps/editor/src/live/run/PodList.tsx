import { deploymentStatus, type PodStatus } from '@flowdeck/shared'
import { useDocument } from '../../state/documentStore.ts'
import { StateGlyph } from '../../ui/StateGlyph.tsx'
import { useLive } from '../state/useLive.ts'
import { isActive } from './runSummary.ts'
import { t } from '../../i18n/t.ts'

/** The processes of an Executor or of the Gateway while the Flow runs: state, address, metrics. */
export function PodList({ deployment }: { deployment: string }) {
  const id = useDocument((state) => state.id)
  const run = useLive((live) => (id === null ? undefined : live.runs[id]))
  if (!run || !isActive(run)) return null
  const pods = run.pods.filter((pod) => pod.deployment === deployment)
  if (pods.length === 0) return null
  return (
    <section className="section" aria-label={t('Pods')}>
      <h3 style={{ padding: '9px 14px' }}>{t('Pods')}</h3>
      <ul className="pod-list">
        {pods.map((pod) => (
          <PodRow key={pod.id} pod={pod} />
        ))}
      </ul>
    </section>
  )
}

const POD_WORDS: Record<PodStatus['state'], string> = {
  queued: t('queued'),
  starting: t('starting'),
  ready: t('ready'),
  unhealthy: t('unhealthy'),
  backoff: t('waiting to restart'),
  stopping: t('stopping'),
  stopped: t('stopped'),
  failed: t('failed'),
}

function PodRow({ pod }: { pod: PodStatus }) {
  const { id, state, address, pid, restarts, metrics, phase } = pod
  const facts = [
    address,
    pid === null ? null : t('pid {{pid}}', { pid }),
    restarts > 0 ? t('{{count}} restarts', { count: restarts }) : null,
  ].filter((fact) => fact !== null)
  return (
    <li>
      <StateGlyph state={deploymentStatus([pod]).state} />
      <div>
        <p>
          <strong>{id}</strong> {phase ?? POD_WORDS[state]}
        </p>
        <p className="mono">
          {facts.join(' · ')}
          {metrics ? (
            <>
              {' · '}
              <a href={`${metrics}/metrics`} target="_blank" rel="noreferrer">
                {t('metrics')}
              </a>
            </>
          ) : null}
        </p>
      </div>
    </li>
  )
}
