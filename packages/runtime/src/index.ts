export {
  Client,
  type ClientOptions,
  type DocumentInput,
  type FlowResponse,
  type PostOptions,
} from './client/Client.ts'
export { OWN_GATEWAY, trustAt, type TlsTrust } from './client/tlsTrust.ts'
export type { PostCall } from './client/PostCall.ts'
export { ndArray, toNumbers } from './data/ndarray.ts'
export { documentFromJson, documentToJson } from './data/documentJson.ts'
export { documentToExactJson } from './data/exactDocument.ts'
export { isFloat, isJsonObject } from './json/Float.ts'
export { JsonSyntaxError } from './json/JsonReader.ts'
export { parseExactJson } from './json/parseExactJson.ts'
export {
  Executor,
  type Batching,
  type Metas,
  type RequestContext,
  type RequestResult,
  type Requests,
  type RuntimeArgs,
} from './executor/Executor.ts'
export { describeExecutors, type ExecutorDescription } from './executor/describeExecutors.ts'
export {
  Flow,
  type ExecutorOptions,
  type ExposeOptions,
  type FlowOptions,
  type StartOptions,
} from './flow/Flow.ts'
export { Deployment } from './flow/Deployment.ts'
export type { WrittenExport } from './export/exportFlow.ts'
export type { FlowPlan, PodPlan } from './flow/flowPlan.ts'
export { findMissingSources, type MissingSource } from './flow/findMissingSources.ts'
export { preparePlan, type Prepared, type PrepareOptions } from './flow/preparePlan.ts'
export { FlowReader } from './reading/FlowReader.ts'
export { setUpPython } from './python/setUpPython.ts'
export { hideOwnFolder } from './state/makeOwnFolder.ts'
export { readPythonExecutors } from './python/readPythonExecutors.ts'
export { RunningFlow } from './flow/RunningFlow.ts'
export { isPortFree, portHolder } from './flow/ports.ts'
export { atomicWrite } from './state/atomicWrite.ts'
export { explainFullDisk } from './state/diskFull.ts'
export { removeStaleWrites } from './state/removeStaleWrites.ts'
export { stateDir } from './state/paths.ts'
export { listRuns, recoverRuns } from './state/runRecords.ts'
export { findCompose } from './compose/findCompose.ts'
export { startCompose } from './compose/startCompose.ts'
export { attachRun } from './target/attachedRun.ts'
export { localTarget } from './target/localTarget.ts'
export type { RunEvent, RunHandle, RunTarget } from './target/runTarget.ts'
export { FlowError } from '@flowdeck/shared'
export type { Document, JsonObject } from '@flowdeck/shared'
