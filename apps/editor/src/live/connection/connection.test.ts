import { expect, it } from 'vitest'
import { afterClose } from './closeReason.ts'
import { readMessage } from './readMessage.ts'

it('[P2] does not come back after 4409 and says which side is old', () => {
  expect(afterClose(4409, 'client-too-old')).toMatchObject({
    retry: false,
    message: expect.stringContaining('Reload'),
  })
  expect(afterClose(4409, 'server-too-old')).toMatchObject({
    retry: false,
    message: expect.stringContaining('Update'),
  })
})

it('does not come back after 4401', () => {
  expect(afterClose(4401, '').retry).toBe(false)
})

it.each([1000, 1006, 1012, 4400, 4408, 4413])('comes back after %i', (code) => {
  expect(afterClose(code, '').retry).toBe(true)
})

it('[P6] names a message of an unknown type, and keeps its seq', () => {
  expect(readMessage('{"type":"metrics","seq":7}')).toEqual({ kind: 'unknown', type: 'metrics', seq: 7 })
})

it.each(['', '[]', '{"type":3}', '{"type":"run","seq":1}'])('does not throw on %j', (frame) => {
  expect(readMessage(frame).kind).toBe('malformed')
})

it('reads an event', () => {
  const event = { type: 'flow.changed', seq: 3, flowId: 'a.yml', revision: null }
  expect(readMessage(JSON.stringify(event))).toEqual({ kind: 'message', message: event })
})

it('reads a line of a Python environment that is being made', () => {
  const event = { type: 'python.setup', seq: 4, docarray: 'v1', line: 'making an environment' }
  expect(readMessage(JSON.stringify(event))).toEqual({ kind: 'message', message: event })
})
