import { parseFlow } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { fieldStates, inspect } from './inspected.ts'

const YAML = `jtype: Flow
with: {port_expose: 5100}
gateway: {timeout_send: 10}
executors:
  - name: a
    uses: a.ts
    replicas: many
    override_with: {x: 1}
    bogus: 1
`
const parsed = parseFlow(YAML)
const states = (what: Parameters<typeof inspect>[1]) => {
  const inspected = inspect(parsed, what)
  if (!inspected) throw new Error('nothing')
  const { fields, unknown } = fieldStates(inspected, parsed.issues)
  return { of: (key: string) => fields.find(({ field }) => field.key === key), unknown }
}

test('a field knows whether, and under which key, it is written', () => {
  const { of } = states({ executor: 'a' })
  expect(of('uses')).toMatchObject({ writtenKey: 'uses', value: 'a.ts' })
  expect(of('uses_with')).toMatchObject({ writtenKey: 'override_with', value: { x: 1 } })
  expect(of('shards')).toMatchObject({ writtenKey: null, value: undefined, fallback: 1 })
})

test('problems stand with their field, unknown keys apart', () => {
  const { of, unknown } = states({ executor: 'a' })
  expect(of('replicas')?.issues).toHaveLength(1)
  expect(of('uses')?.issues).toEqual([])
  expect(unknown.map(({ key }) => key)).toEqual(['bogus'])
  expect(unknown[0]?.issues).toHaveLength(1)
})

test('the Gateway shows what its own block says, and what holds from the Flow', () => {
  const { of } = states('gateway')
  expect(of('timeout_send')).toMatchObject({ writtenKey: 'timeout_send', value: 10 })
  expect(of('port')).toMatchObject({ writtenKey: null, fallback: 5100 })
})

test('fields that Jina hides are shown only when they are written', () => {
  expect(states({ executor: 'a' }).of('pod_role')).toBeUndefined()
})

test('there is nothing to inspect in a broken text', () => {
  expect(inspect(parseFlow('executors: ['), 'flow')).toBeNull()
})
