import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { readJsonBody } from './readJsonBody.ts'
import { requestFromJson, responseToJson } from './requestJson.ts'
import { typedRequest } from './typedJson.ts'

const COUNT = 10_000

/** The longest time that the event loop was blocked, as a share of the whole. */
async function blockedShare(work: () => Promise<unknown>): Promise<number> {
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

test('many documents are read, converted and written in slices, between which the event loop goes on [FI-35]', async () => {
  const body = Buffer.from(`{"data":[${Array(COUNT).fill('{"text":"x"}').join(',')}]}`)
  const whole = async () => {
    const value = await readJsonBody(body, Infinity)
    const request = await requestFromJson(value)
    await responseToJson(request, { numbers: 'standard' })
    await typedRequest(value, { endpoint: '/', shape: undefined, parameters: null, maxDocuments: Infinity })
  }

  expect(await blockedShare(whole)).toBeLessThan(0.5)
}, 60_000)
