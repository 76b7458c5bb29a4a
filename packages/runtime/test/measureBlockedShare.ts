import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Measures the longest time that the event loop was blocked during some work, as a share of the whole time, 0 to 1. */
export async function measureBlockedShare(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // The first measurement has nothing before it.
  await new Promise((resolve) => setTimeout(resolve, 10))
  const start = performance.now()
  await work()
  const took = performance.now() - start
  await new Promise((resolve) => setTimeout(resolve, 10))
  delay.disable()
  return delay.max / 1e6 / took
}
