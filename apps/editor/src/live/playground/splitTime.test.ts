import { expect, test } from 'vitest'
import fc from 'fast-check'
import { splitTime, toPercents } from './splitTime.ts'

test('spans one after another keep their lengths', () => {
  expect(
    splitTime([
      { startMs: 0, endMs: 3 },
      { startMs: 3, endMs: 10 },
    ]),
  ).toEqual([3, 7])
})

test('time that branches share is divided between them', () => {
  expect(
    splitTime([
      { startMs: 0, endMs: 4 },
      { startMs: 0, endMs: 10 },
    ]),
  ).toEqual([2, 8])
})

test('a span of no length has no part', () => {
  expect(
    splitTime([
      { startMs: 5, endMs: 5 },
      { startMs: 0, endMs: 10 },
    ]),
  ).toEqual([0, 10])
})

test('the parts add up to the time in which something was under way', () => {
  const spans = fc.array(
    fc.record({ startMs: fc.nat(100), length: fc.nat(50) }).map(({ startMs, length }) => ({
      startMs,
      endMs: startMs + length,
    })),
  )
  fc.assert(
    fc.property(spans, (all) => {
      const covered = new Set<number>()
      for (const { startMs, endMs } of all) for (let at = startMs; at < endMs; at++) covered.add(at)
      expect(splitTime(all).reduce((sum, part) => sum + part, 0)).toBeCloseTo(covered.size)
    }),
  )
})

test('percents of thirds add up to a hundred', () => {
  expect(toPercents([1, 1, 1], 3)).toEqual([33, 34, 33])
})

test('of no time there are no percents', () => {
  expect(toPercents([0, 0], 0)).toEqual([0, 0])
})
