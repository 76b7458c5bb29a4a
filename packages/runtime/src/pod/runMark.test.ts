import { expect, test } from 'vitest'
import { hasMark, markOf } from './runMark.ts'

const limits = (soft: string) =>
  `Limit                     Soft Limit           Hard Limit           Units     \nMax processes             7000                 7000                 processes \nMax realtime timeout      ${soft.padEnd(20)} unlimited            us        \n`

test('a run is known by its mark alone, and processes without one belong to none', () => {
  const nonce = 'ffffffffffffff' + '0'.repeat(18)
  expect(markOf(nonce)).toBe('144115188075855871')
  expect(hasMark(limits(markOf(nonce)), nonce)).toBe(true)
  expect(hasMark(limits(markOf('0'.repeat(32))), nonce)).toBe(false)
  for (const nothing of [limits('unlimited'), '', 'Max realtime timeout'])
    expect(hasMark(nothing, nonce)).toBe(false)
})
