import type { DeploymentStatus } from '@flowdeck/shared'
import { useDeploymentStatus, useLive } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import { STATE_WORDS, type NodeState } from '../ui/StateGlyph.tsx'
import type { ExecutorCard } from './canvasModel.ts'
import { t } from '../i18n/t.ts'

export interface ShownState {
  state: NodeState
  /** Null while no run of this Flow knows the Executor. */
  status: DeploymentStatus | null
  running: boolean
  /** The state in words: why it failed, what it does, or just its name. */
  words: string
  /** `2/3` while it runs, `×3` for what it will have; null for one Pod that does not run. */
  count: string | null
  /** All of it as a sentence for screen readers. */
  said: string
}

/** What a node or a row says of an Executor's run. */
export function useNodeState(
  card: Pick<ExecutorCard, 'name' | 'external' | 'replicas' | 'disabled'>,
): ShownState {
  const flowId = useDocument((state) => state.id)
  const status = useDeploymentStatus(flowId ?? '', card.name)
  const lost = useLive((live) => live.connection === 'lost')
  const running = status !== null && status.state !== 'stopped'
  const state: NodeState =
    running && lost ? 'unknown' : card.external ? 'external' : (status?.state ?? 'draft')
  const words = card.disabled ? t('disabled') : (status?.failure ?? status?.phase ?? STATE_WORDS[state])
  const count = running ? `${status.ready}/${status.desired}` : card.replicas > 1 ? `×${card.replicas}` : null
  const said = [
    card.disabled ? null : STATE_WORDS[state],
    words === STATE_WORDS[state] ? null : words,
    running ? t('{{ready}} of {{desired}} ready', { ready: status.ready, desired: status.desired }) : null,
  ]
  return { state, status, running, words, count, said: said.filter((part) => part !== null).join(', ') }
}
