import { expect, test } from 'vitest'
import { readJsonBody } from './readJsonBody.ts'
import { requestFromJson, responseToJson } from './requestJson.ts'
import { typedRequest } from './typedJson.ts'
import { countSlices } from '../../test/countTurns.ts'

const COUNT = 10_000

test('many documents are read, converted and written in slices, between which the event loop goes on [FI-35]', async () => {
  const body = Buffer.from(`{"data":[${Array(COUNT).fill('{"text":"x"}').join(',')}]}`)
  const whole = async () => {
    const value = await readJsonBody(body, Infinity)
    const request = await requestFromJson(value)
    await responseToJson(request, { numbers: 'standard' })
    await typedRequest(value, { endpoint: '/', shape: undefined, parameters: null, maxDocuments: Infinity })
  }

  expect(await countSlices(whole)).toBeGreaterThan(100)
}, 60_000)
