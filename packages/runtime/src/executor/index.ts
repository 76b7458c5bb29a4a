/** What `@flowdeck/runtime` means inside an Executor's process: what Executors use, and a Flow that does not start again. */
export { FlowError } from '@flowdeck/shared'
export { Executor } from './Executor.ts'
export { Flow } from './podFlow.ts'
export { Client } from '../client/Client.ts'
export { ndArray, toNumbers } from '../data/ndarray.ts'
