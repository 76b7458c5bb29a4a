import type { YamlValue } from '../../value/yamlValue.ts'

/** Where the first protocol of a container listens; the next ones follow it (Jina 3.x). */
export const K8S_PORT = 8080
export const K8S_PORT_MONITORING = 9090
export const K8S_PORT_HELPER = { uses_before: 8078, uses_after: 8079 } as const

/** How often a startup probe may fail within `timeout_ready`, every 5 s; -1 counts as ten minutes (Jina 3.x). */
export function failureThreshold(readyMs: YamlValue | undefined): number {
  const ms = typeof readyMs === 'number' && readyMs !== -1 ? readyMs : 600_000
  return Math.max(Math.ceil(ms / 1000 / 5), 3)
}
