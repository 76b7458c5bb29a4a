import './live.css'

export { connect, onFlowChanged } from './connection/connect.ts'
export { ConnectionBanner } from './ConnectionBanner.tsx'
export { NodePassage } from './playground/NodePassage.tsx'
export { RunBar } from './run/RunBar.tsx'
export { requestStart, requestStop } from './run/runControl.ts'
export { useDeploymentStatus } from './run/useRunStatus.ts'
export { useLive } from './state/useLive.ts'
