import { later } from '../ui/later.tsx'
import './live.css'

export { connect, onFlowChanged } from './connection/connect.ts'
export { ConnectionBanner } from './ConnectionBanner.tsx'
export { NodePassage } from './playground/NodePassage.tsx'
export { openCompose } from './run/composeControl.ts'
export { openAttach } from './run/attachControl.ts'
export { RunBar } from './run/RunBar.tsx'
export { requestStart, requestStop } from './run/runControl.ts'
export { focusSend, hasDraft } from './playground/playgroundStore.ts'
export { runsIn, sendWhenReady, writeRequest } from './run/sendWhenReady.ts'
export { useDeploymentStates, useDeploymentStatus, useWorstState } from './run/useRunStatus.ts'
export { useLive } from './state/useLive.ts'

/** Compares documents with a filter, for which patterns are needed that are no part of the first load. */
export const PassingDocuments = later(
  async () => (await import('./playground/PassingDocuments.tsx')).PassingDocuments,
)
