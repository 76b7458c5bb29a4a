import { expect, test } from 'vitest'
import { DeploymentError } from '../networking/DeploymentError.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { describeNetworkError, shortenReason } from './closeReason.ts'

const failed = (code: number, addresses: string, deployment = 'encoder') =>
  new DeploymentError(new RpcError(code, 'x'.repeat(200)), { deployment, addresses, caller: 'Gateway' })

test.each([
  [new RpcError(STATUS.UNAVAILABLE, 'short'), 'short'],
  [
    failed(STATUS.UNAVAILABLE, "{'127.0.0.1:5000'}"),
    "Network error while connecting to deployment at {'127.0.0.1:5000'}. It may be down.",
  ],
  [
    failed(STATUS.DEADLINE_EXCEEDED, "{'a:1'}"),
    "Connection to deployment at {'a:1'} timed out. You can adjust `timeout_send` attribute.",
  ],
  [
    failed(STATUS.UNAVAILABLE, 'y'.repeat(100)),
    'Network error while connecting to deployment at encoder. It may be down.',
  ],
  [failed(STATUS.UNAVAILABLE, 'y'.repeat(100), 'z'.repeat(100)), `${'x'.repeat(120)}…`],
])('%s is a reason that fits into a close frame', (error, reason) => {
  expect(describeNetworkError(error)).toBe(reason)
})

test('a text is cut between characters', () => {
  expect(shortenReason('ä'.repeat(100))).toBe(`${'ä'.repeat(60)}…`)
  expect(shortenReason('ä'.repeat(61))).toBe('ä'.repeat(61))
})
