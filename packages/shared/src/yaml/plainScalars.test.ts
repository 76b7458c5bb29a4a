import { expect, test } from 'vitest'
import { readPlain } from './plainScalars.ts'

// Jina 3.x: Python converts no integer of more than 4300 decimal digits to a text, and Jina makes a text of every value.
test.each([
  ['1'.repeat(4300), '1'.repeat(4301)],
  [`-${'1'.repeat(4300)}`, `-${'1'.repeat(4301)}`],
  [`0x${'f'.repeat(3571)}`, `0x${'f'.repeat(3572)}`],
  [`0b${'1'.repeat(14_284)}`, `0b${'1'.repeat(14_285)}`],
  [`0${'7'.repeat(4761)}`, `0${'7'.repeat(4762)}`],
  [`0x${'0'.repeat(30_000)}1`, `0x${'f'.repeat(30_000)}`],
  [`1${':00'.repeat(2418)}`, `1${':00'.repeat(2419)}`],
])('an integer of at most 4300 digits is read, and a longer one refused (%#)', (most, tooLong) => {
  expect(readPlain(most)).toMatchObject({ kind: 'value' })
  expect(readPlain(tooLong)).toEqual({ problem: 'a number of more than 4300 digits cannot be read' })
})

test('a float may have any number of digits', () => {
  expect(readPlain(`0.${'1'.repeat(5000)}`)).toEqual({ value: 1 / 9, kind: 'value' })
})
