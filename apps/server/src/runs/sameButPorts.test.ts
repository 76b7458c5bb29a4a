import type { FlowPlan } from '@flowdeck/runtime'
import { expect, test } from 'vitest'
import { sameButPorts } from './sameButPorts.ts'

const plan = (port: number, env: Record<string, string> = {}): FlowPlan => ({
  flowId: 'f.yml',
  revision: 'r',
  spec: {} as FlowPlan['spec'],
  graph: {} as FlowPlan['graph'],
  pods: [
    {
      id: 'a/rep-0',
      deployment: 'a',
      role: 'worker',
      argv: ['node', 'worker.mjs', '--port', String(port)],
      cwd: '/w',
      env,
      ports: [{ protocol: 'grpc', host: '127.0.0.1', port }],
      timeoutReadyMs: 1000,
    },
  ],
  external: [],
  secrets: [],
  fingerprints: {},
})

test('other ports make no other plan', () => {
  expect(sameButPorts(plan(20_001), plan(31_002))).toBe(true)
})

test('another number that looks like a port does', () => {
  expect(sameButPorts(plan(20_001, { SIZE: '25000' }), plan(20_001, { SIZE: '26000' }))).toBe(false)
})
