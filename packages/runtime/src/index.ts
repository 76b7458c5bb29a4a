export type { FlowPlan, PodPlan } from './flow/flowPlan.ts'
export type { RunEvent, RunHandle, RunTarget } from './target/runTarget.ts'
