import { expect, test } from 'vitest'
import type { FlowSpec } from '../model/flowModel.ts'
import { expandSpec } from './expandSpec.ts'
import { parseFlow } from './parseFlow.ts'

const expand = (text: string, env: Record<string, string>) =>
  expandSpec(parseFlow(`jtype: Flow\n${text}`).spec as FlowSpec, env)

test('a variable stands for the protocols and ports of the Gateway, and for what an Executor is', () => {
  const { spec, problems } = expand(
    'gateway: {protocol: $PROTOCOL, port: $PORT}\nexecutors: [{name: a, external: $EXTERNAL, replicas: $REPLICAS, monitoring: $TEXT, title: $REPLICAS}]\n',
    { PROTOCOL: 'http', PORT: '8080', EXTERNAL: 'true', REPLICAS: "'2'", TEXT: 'word' },
  )
  expect(problems.map(({ key, severity }) => [key, severity])).toEqual([['monitoring', 'warning']])
  expect(spec.gateway).toMatchObject({ protocols: ['http'], ports: [8080] })
  const [executor] = spec.executors
  expect(executor).toMatchObject({ external: true, replicas: 2, args: { monitoring: true, title: '2' } })
})

test('what a key does not take is a problem of its owner only', () => {
  const { problems } = expand(
    'with: {inspect: $MODE}\ngateway: {protocol: $MODE}\nexecutors: [{name: a, replicas: $COUNT}, {name: b, shards: $UNSET}]\n',
    { MODE: 'ftp', COUNT: '2.0' },
  )
  expect(problems.map(({ owner, key, code }) => [owner, key, code])).toEqual([
    ['gateway', 'protocol', 'bad-value'],
    [null, 'inspect', 'bad-value'],
    ['a', 'replicas', 'wrong-type'],
    ['b', 'shards', 'wrong-type'],
  ])
})
