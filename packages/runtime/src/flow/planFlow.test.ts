import { ExactNumber, parseFlow, type FlowSpec } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { externalAddresses, planFlow, type ExecutorSource, type PlanInput } from './planFlow.ts'
import { podEnv } from './podEnv.ts'
import { unsupportedKeys } from './unsupportedKeys.ts'

const specOf = (text: string) => parseFlow(text).spec as FlowSpec

function plan(yaml: string, more: Partial<PlanInput> = {}) {
  const { spec, graph } = parseFlow(yaml)
  if (!spec || !graph) throw new Error('no Flow')
  return planFlow({
    flowId: 'f',
    revision: 'r',
    spec,
    graph,
    sources: new Map(
      spec.executors.map(({ name }) => [
        name,
        {
          kind: 'module',
          uses: `${name}.ts`,
          compiled: `/cache/${name}.mjs`,
          className: null,
          config: { with: { a: 1, b: 1 }, metas: {}, requests: {}, dynamic_batching: {}, others: {} },
          files: [],
          fingerprint: name,
        },
      ]),
    ),
    ports: new Map(
      spec.executors.map(({ name, replicas, shards }, i) => [
        name,
        {
          workers: Array.from({ length: shards * replicas }, (_, r) => 20_000 + i * 10 + r),
          head: shards > 1 ? 30_000 : null,
          usesBefore: shards > 1 ? 30_001 : null,
          usesAfter: null,
          monitoring: null,
        },
      ]),
    ),
    gateway: { host: '127.0.0.1', servers: [{ protocol: 'http', port: 8080 }], monitoring: null },
    cwd: '/work',
    env: { PATH: '/bin', SECRET: 'x', JINA_LOG_LEVEL: 'info' },
    node: 'node',
    entries: {
      worker: 'worker.mjs',
      head: 'head.mjs',
      gateway: 'gateway.mjs',
      python: '/pod.py',
      pythonLogging: '/logging.yml',
    },
    ...more,
  })
}

test('several shards: a Pod per shard and replica, what is called before them, and the Head, at whose port they are found', () => {
  const { pods } = plan(
    'jtype: Flow\nexecutors:\n  - name: a\n    shards: 2\n    replicas: 2\n    polling: {/x: ALL}\n    uses_before: b.ts\n    uses_with: {b: 2}\n',
  )
  expect(pods.map(({ id, role, ports }) => [id, role, ports[0]?.port])).toEqual([
    ['a/shard-0/rep-0', 'worker', 20_000],
    ['a/shard-0/rep-1', 'worker', 20_001],
    ['a/shard-1/rep-0', 'worker', 20_002],
    ['a/shard-1/rep-1', 'worker', 20_003],
    ['a/uses_before-0', 'worker', 30_001],
    ['a/head', 'head', 30_000],
    ['gateway', 'gateway', 8080],
  ])
  const argv = (id: string) => pods.find((pod) => pod.id === id)?.argv.join(' ')
  expect(argv('a/shard-1/rep-1')).toContain('--shards 2 --shard-id 1 --replicas 2 --replica-id 1')
  expect(argv('a/uses_before-0')).not.toContain('uses-with')
  expect(argv('a/head')).toContain(
    '--polling {"/x": "ALL"} --connection-list {"0": ["flowdeck://127.0.0.1:20000", "flowdeck://127.0.0.1:20001"], "1": ["flowdeck://127.0.0.1:20002", "flowdeck://127.0.0.1:20003"]} --uses-before-address flowdeck://127.0.0.1:30001',
  )
  expect(argv('gateway')).toContain('{"a": ["flowdeck://127.0.0.1:30000"]}')
})

test('a Pod per replica, the Gateway last, with what each is told', () => {
  const { pods } = plan(
    'jtype: Flow\nwith:\n  env: {A: one}\nexecutors:\n  - name: a\n    replicas: 2\n    uses_with: {b: 2}\n    env: {B: 2}\n',
  )
  expect(pods.map(({ id, role }) => [id, role])).toEqual([
    ['a/rep-0', 'worker'],
    ['a/rep-1', 'worker'],
    ['gateway', 'gateway'],
  ])
  const argv = pods[1]?.argv ?? []
  expect(argv.slice(2)).toEqual([
    'worker.mjs',
    '--name',
    'a/rep-1',
    '--uses',
    'a.ts',
    '--compiled',
    '/cache/a.mjs',
    '--host',
    '127.0.0.1',
    '--port',
    '20001',
    '--uses-with',
    '{"a": 1, "b": 2}',
    '--replicas',
    '2',
    '--replica-id',
    '1',
  ])
  expect(pods[1]?.env).toEqual({ PATH: '/bin', JINA_LOG_LEVEL: 'info', A: 'one', B: '2' })
  const gateway = pods[2]?.argv ?? []
  expect(JSON.parse(gateway[gateway.indexOf('--deployments-addresses') + 1] as string)).toEqual({
    a: ['flowdeck://127.0.0.1:20000', 'flowdeck://127.0.0.1:20001'],
  })
})

test.each([
  ['host: 10.0.0.1\n    port: 80', ['10.0.0.1:80']],
  ['host: [a, b]\n    port: 80', ['a:80', 'b:80']],
  ["host: 'a:1,b:2'", ['a:1', 'b:2']],
  ["host: 'a:1, grpcs://b:2'", ['a:1', 'grpcs://b:2']],
  ["host: 'a,b'\n    port: '1, 2'", ['a:1', 'b:2']],
  ["host: a\n    port: '1,2'", ['a:1', 'a:2']],
  ["host: 'http://a:80,[::1]:5'", ['http://a:80', '[::1]:5']],
  ["host: '::1,b'\n    port: 7", ['[::1]:7', 'b:7']],
  ["host: 'a:1,b'\n    port: 7\n    tls: true", ['grpcs://a:1', 'grpcs://b:7']],
  ["host: '0.0.0.0:1'", ['127.0.0.1:1']],
  ['host: a\n    port: [1, 2]', ['a:1', 'a:2']],
  ['host: a:99\n    port: 1', ['a:99']],
  ['host: grpcs://a\n    port: 1', ['grpcs://a:1']],
  ['host: a\n    port: 1\n    tls: true', ['grpcs://a:1']],
])('an external Executor with %j is reached at %j', (keys, addresses) => {
  const [executor] = specOf(
    `jtype: Flow\nexecutors:\n  - name: x\n    external: true\n    ${keys}\n`,
  ).executors
  expect(externalAddresses(executor as NonNullable<typeof executor>)).toEqual(addresses)
})

test('the environment holds what is allowed and what the Flow gives, as Python writes it', () => {
  expect(
    podEnv(
      { PATH: '/bin', AWS_SECRET: 'x', LC_ALL: 'C' },
      { A: 1, B: { c: true } },
      { D: null, E: true, F: ExactNumber.float(1) },
    ),
  ).toEqual({
    PATH: '/bin',
    LC_ALL: 'C',
    A: '1',
    B: "{'c': True}",
    D: 'None',
    E: 'True',
    F: '1.0',
  })
})

test("a Gateway class of the user's own is run by Jina, and reaches Executors of ours by gRPC", () => {
  const { pods } = plan(
    'jtype: Flow\nwith: {timeout_send: -1}\ngateway:\n  uses: Mine\n  title: T\n  uses_with: {b: 2}\nexecutors:\n  - name: a\n',
    {
      sources: new Map<string, ExecutorSource>([
        [
          'gateway',
          {
            kind: 'python',
            python: '/bin/python',
            docarray: 'v1',
            uses: 'Mine',
            modules: ['/w/mine.py'],
            searchPaths: ['/w'],
            files: [],
            fingerprint: null,
          },
        ],
      ]),
    },
  )
  const gateway = pods.at(-1)
  expect(gateway).toMatchObject({ role: 'gateway', forkable: true, env: { PYTHONUNBUFFERED: '1' } })
  const line = gateway?.argv.join(' ')
  expect(line).toMatch(/^\/bin\/python \S+ gateway /)
  expect(line).toContain('--uses Mine --uses-with {"b": 2} --py-modules /w/mine.py')
  expect(line).toContain('--title T')
  expect(line).toContain('--deployments-addresses {"a": ["127.0.0.1:20000"]}')
  expect(line).not.toContain('--timeout-send')
})

test('what is not carried out is named by key', () => {
  const spec = specOf(
    'jtype: Flow\nexecutors:\n  - name: a\n    protocol: HTTP\n    stateful: true\n  - name: b\n    external: true\n    shards: 2\n',
  )
  expect(unsupportedKeys(spec).map(({ executor, key }) => [executor, key])).toEqual([
    ['a', 'protocol'],
    ['a', 'stateful'],
  ])
})

test('timeout_ctrl is how long a Pod gets to stop, and what it is told; 60 is as if it were not written', () => {
  const [worker, gateway] = plan(
    'jtype: Flow\ngateway: {timeout_ctrl: -1}\nexecutors:\n  - {name: a, timeout_ctrl: 3}\n',
  ).pods
  expect(worker?.stopMs).toBe(3000)
  expect(worker?.argv.join(' ')).toContain('--timeout-ctrl 3')
  expect(gateway?.stopMs).toBe(2_147_483_647)
  const [other] = plan('jtype: Flow\nexecutors:\n  - {name: a, timeout_ctrl: 60}\n').pods
  expect(other?.stopMs).toBeUndefined()
})

test('options of gRPC need gRPC: the short way is left', () => {
  const gateway = (yaml: string) => plan(`jtype: Flow\n${yaml}`).pods.at(-1)?.argv.join(' ')
  const options = 'grpc.max_send_message_length: 9'
  expect(gateway(`executors:\n  - name: a\n    grpc_server_options: {${options}}\n  - name: b\n`)).toContain(
    '{"a": ["127.0.0.1:20000"], "b": ["flowdeck://127.0.0.1:20010"]}',
  )
  expect(gateway(`gateway: {grpc_channel_options: {${options}}}\nexecutors:\n  - name: a\n`)).toContain(
    '{"a": ["127.0.0.1:20000"]}',
  )
})

test('replicas get graphics cards in turn', () => {
  const pods = plan(
    'jtype: Flow\nexecutors:\n  - {name: a, replicas: 3, env: {CUDA_VISIBLE_DEVICES: RR}}\n  - {name: b}\n',
    { cudaDevices: 2 },
  ).pods
  expect(pods.map(({ id, env }) => [id, env['CUDA_VISIBLE_DEVICES'] ?? null])).toEqual([
    ['a/rep-0', '0'],
    ['a/rep-1', '1'],
    ['a/rep-2', '0'],
    ['b/rep-0', null],
    ['gateway', null],
  ])
})
