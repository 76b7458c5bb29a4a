import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limitStatus, readStatus, statusOf, writeStatus } from './status.ts'

const MAX = 8192 + 100

test('whatever is thrown has a status with a short text [FI-09]', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withObjectString: true }), (thrown) => {
      const { code, description, exception } = statusOf(thrown, 'Foo')
      expect([code, exception?.executor]).toEqual([1, 'Foo'])
      expect(description.length).toBeLessThan(3 * MAX)
    }),
    { seed: 9, numRuns: 200 },
  )
})

test('a long message is cut in the description, the arguments and the stack [FI-09]', () => {
  const { description, exception } = statusOf(new Error('ab\n'.repeat(1_000_000)), 'Foo')
  expect(description.length).toBeLessThan(MAX)
  expect(exception?.args.join('').length).toBeLessThan(MAX)
  expect(exception?.stacks.join('').length).toBeLessThan(MAX)
  expect(exception?.args[0]).toMatch(/\(3000000 characters\)$/)
})

test('the status of an Executor is cut when it is long, and else forwarded as it came [FI-09]', () => {
  const long = {
    code: 1,
    description: 'd'.repeat(20_000),
    exception: {
      name: 'ValueError',
      args: ['a'.repeat(20_000), 'b'],
      stacks: Array.from({ length: 5000 }, (_, at) => `line ${at}\n`),
      executor: 'Foo',
    },
  }
  const cut = readStatus(limitStatus(writeStatus(long)) as Buffer)
  expect(cut.description.length).toBeLessThan(MAX)
  expect(cut.exception?.args.join('').length).toBeLessThan(MAX)
  expect(cut.exception?.stacks.join('').length).toBeLessThan(MAX)
  expect(cut.exception?.stacks[0]).toBe('line 0\n')
  expect(cut.exception?.stacks.at(-1)).toBe('line 4999\n')
  const short = writeStatus({ ...long, description: 'short', exception: null })
  expect(limitStatus(short)).toBe(short)
})
