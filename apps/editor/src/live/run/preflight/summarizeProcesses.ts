import { GATEWAY, type Preflight } from '@flowdeck/shared'
import { listSome, shortenName } from './listSome.ts'
import { t } from '../../../i18n/t.ts'

/** The processes of a start in one line: `encoder ×2, indexer, Gateway on http :8080`. */
export function summarizeProcesses(processes: Preflight['processes']): string {
  const counts = new Map<string, number>()
  for (const { deployment } of processes) counts.set(deployment, (counts.get(deployment) ?? 0) + 1)
  const ports = processes
    .filter(({ deployment }) => deployment === GATEWAY)
    .flatMap((process) => process.ports)
    .map(({ protocol, port }) => (port === 0 ? protocol : `${protocol} :${port}`))
  const executors = [...counts].filter(([name]) => name !== GATEWAY)
  const gateway = !counts.has(GATEWAY)
    ? []
    : ports.length === 0
      ? [t('Gateway')]
      : [t('Gateway on {{ports}}', { ports: ports.join(', ') })]
  const named = executors.map(([name, count]) =>
    count > 1 ? `${shortenName(name)} ×${count}` : shortenName(name),
  )
  return [...(named.length > 0 ? [listSome(named)] : []), ...gateway].join(', ')
}
