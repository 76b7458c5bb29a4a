import { parseFlow, type FlowSpec } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { checkOptions } from './checkOptions.ts'
import type { ExecutorSource } from './planFlow.ts'

const problems = (yaml: string, sources: Map<string, ExecutorSource> = new Map()) =>
  checkOptions(parseFlow(yaml).spec as FlowSpec, sources).map(({ owner, key, severity, message }) => [
    owner,
    key,
    severity,
    message,
  ])

test.each([
  [
    'executors:\n  - name: a\n    grpc_server_options: {grpc.so_reuseport: 1, grpc.keepalive_time_ms: 1000}\n',
    [
      [
        'a',
        'grpc_server_options',
        'warning',
        expect.stringContaining('"grpc.so_reuseport" does nothing here'),
      ],
    ],
  ],
  [
    'executors:\n  - name: a\n    grpc_server_options: {grpc.max_send_message_length: much}\n',
    [['a', 'grpc_server_options', 'error', expect.stringContaining('a whole number, not "much"')]],
  ],
  [
    'gateway: {uvicorn_kwargs: {workers: 4, timeout_keep_alive: 3}}\nexecutors: []\n',
    [['gateway', 'uvicorn_kwargs', 'warning', expect.stringContaining('"workers" does nothing here')]],
  ],
  [
    'gateway: {uvicorn_kwargs: {headers: {a: b}}}\nexecutors: []\n',
    [['gateway', 'uvicorn_kwargs', 'error', expect.stringContaining('a list of [name, value]')]],
  ],
  ['gateway: {proxy: true}\nexecutors: []\n', [['gateway', 'proxy', 'warning', expect.anything()]]],
  ['executors:\n  - name: a\n    external: true\n    grpc_server_options: {x: 1}\n', []],
])('%j', (yaml, expected) => {
  expect(problems(`jtype: Flow\n${yaml}`)).toEqual(expected)
})

test('what goes to Python is looked at by Jina', () => {
  const python: ExecutorSource = {
    kind: 'python',
    python: '/bin/python',
    docarray: 'v1',
    uses: 'A',
    modules: [],
    searchPaths: [],
    files: [],
    fingerprint: null,
  }
  const yaml = 'jtype: Flow\nexecutors:\n  - name: a\n    grpc_server_options: {grpc.so_reuseport: 1}\n'
  expect(problems(yaml, new Map([['a', python]]))).toEqual([])
})
