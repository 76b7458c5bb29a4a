import { expect, test } from 'vitest'
import { checkLimits, keepLimits, readCeiling, readLimit } from './operatorLimits.ts'

test('a limit is that of the operator, or the default', () => {
  expect(readLimit('FLOWDECK_MAX_CALLS', { FLOWDECK_MAX_CALLS: '7' })).toBe(7)
  expect(readLimit('FLOWDECK_MAX_CALLS', {})).toBe(4096)
})

test('only a limit that is set is a ceiling', () => {
  expect(readCeiling('FLOWDECK_MAX_CALLS', { FLOWDECK_MAX_CALLS: '7' })).toBe(7)
  expect(readCeiling('FLOWDECK_MAX_CALLS', {})).toBe(Infinity)
})

test.each(['', '0', '-1', '1.5', 'many', '1e9', '0x10', '99999999999999999999'])(
  '"%s" is refused by name',
  (written) => {
    expect(() => checkLimits({ FLOWDECK_MAX_MESSAGE_BYTES: written })).toThrow(
      `FLOWDECK_MAX_MESSAGE_BYTES is a whole number of at least 1, not "${written}"`,
    )
    expect(readLimit('FLOWDECK_MAX_MESSAGE_BYTES', { FLOWDECK_MAX_MESSAGE_BYTES: written })).toBe(104_857_600)
  },
)

test.each([
  ['lower', '5', '5'],
  ['higher', '50', '7'],
  ['no number', 'many', '7'],
])('a limit of the operator that a Flow sets %s', (_, written, kept) => {
  const env = { FLOWDECK_MAX_CALLS: written, A: 'b' }
  expect(keepLimits({ FLOWDECK_MAX_CALLS: '7' }, env)).toEqual({ FLOWDECK_MAX_CALLS: kept, A: 'b' })
})

test('a limit that the operator does not set is that of the Flow', () => {
  expect(keepLimits({}, { FLOWDECK_MAX_CALLS: '5000' })).toEqual({ FLOWDECK_MAX_CALLS: '5000' })
})
