/** What `@flowdeck/runtime` means inside an Executor's process: the base class, types and array helpers, nothing heavy. */
export { Executor, construct } from './Executor.ts'
export { ndArray, toNumbers } from '../data/ndarray.ts'
