import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Flow } from './Flow.ts'
const examples = join(import.meta.dirname, '../../../../examples')
test('try', async () => {
  const t = performance.now()
  const flow = await (
    await Flow.loadConfig(join(examples, 'hello/flow.yml'))
  ).start({ onLog: (l) => console.log(l.pod, l.text) })
  console.log('ready in', performance.now() - t)
  const docs = await flow.post('/bar', [{ text: 'hello' }])
  console.log(docs, await flow.endpoints(), flow.run)
  await flow.close()
  console.log(flow.run.state, performance.now() - t)
  expect(docs[0]?.text).toBe('HELLO FOO WAS HERE')
})
