import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterEach, expect, test } from 'vitest'
import { FlowReader } from './FlowReader.ts'

const readers: FlowReader[] = []
const open = () => {
  const reader = new FlowReader()
  readers.push(reader)
  return reader
}
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()))
})

const FLOW = 'jtype: Flow\nexecutors:\n  - name: a\n'
const manyKeys = (count: number) =>
  `${FLOW}    uses_with:\n${Array.from({ length: count }, (_, i) => `      k${i}: ${i}\n`).join('')}`

test('a Flow is read in a thread as it is read in place', async () => {
  const { spec, graph, issues } = await open().read(FLOW)
  expect(spec?.executors.map(({ name }) => name)).toEqual(['a'])
  expect(graph?.edges['a']).toEqual(['end-gateway'])
  expect(issues).toEqual([])
})

test.each([
  ['15,000 keys [FI-82]', manyKeys(15_000)],
  [
    '10,000 Executors [FI-71]',
    `jtype: Flow\nexecutors:\n${Array.from({ length: 10_000 }, (_, i) => `  - {name: e${i}}\n`).join('')}`,
  ],
])('the event loop is free while a thread reads %s', async (_, text) => {
  const reader = open()
  await reader.read(FLOW)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const { spec } = await reader.read(text)
  delay.disable()
  expect(spec).not.toBeNull()
  // In place, the loop stands still for as long as it takes to read, which is seconds.
  expect(delay.max / 1e6).toBeLessThan(1000)
})

test('a text that takes longer than the deadline is refused, and the next one is read', async () => {
  const reader = open()
  await expect(reader.read(manyKeys(30_000), 1)).rejects.toMatchObject({ code: 'FLOW_INVALID' })
  expect((await reader.read(FLOW)).issues).toEqual([])
})

test('a closed reader gives up what it is reading', async () => {
  const reader = open()
  await reader.read(FLOW)
  const refused = expect(reader.read(manyKeys(30_000))).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' })
  await new Promise((resolve) => setImmediate(resolve))
  await reader.close()
  await refused
})
