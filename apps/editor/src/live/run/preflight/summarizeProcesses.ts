import { GATEWAY, visibleText, type Preflight } from '@flowdeck/shared'
import { t } from '../../../i18n/t.ts'

/** Names that are written out before the rest is counted. */
const NAMED = 4
const LONGEST = 32

/** The processes of a start in one line: `encoder ×2, indexer, Gateway on http :8080`. */
export function summarizeProcesses(processes: Preflight['processes']): string {
  const counts = new Map<string, number>()
  for (const { deployment } of processes) counts.set(deployment, (counts.get(deployment) ?? 0) + 1)
  const ports = processes
    .filter(({ deployment }) => deployment === GATEWAY)
    .flatMap((process) => process.ports)
    .map(({ protocol, port }) => (port === 0 ? protocol : `${protocol} :${port}`))
  const executors = [...counts].filter(([name]) => name !== GATEWAY)
  const named = executors
    .slice(0, NAMED)
    .map(([name, count]) => (count > 1 ? `${shorten(name)} ×${count}` : shorten(name)))
  const more = executors.length - named.length
  const gateway = !counts.has(GATEWAY)
    ? []
    : ports.length === 0
      ? [t('Gateway')]
      : [t('Gateway on {{ports}}', { ports: ports.join(', ') })]
  return [...named, ...(more > 0 ? [t('{{count}} more', { count: more })] : []), ...gateway].join(', ')
}

const shorten = (name: string) => visibleText(name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name)
