import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffText, spliceBetween } from './diffText.ts'
import { applySplices } from './splices.ts'

test('a changed line, an added one and a removed one are three hunks with their line numbers', () => {
  expect(diffText('a\nb\nc\nd\ne\n', 'a\nB\nc\nnew\nd\n')).toEqual([
    { beforeLine: 2, afterLine: 2, before: ['b'], after: ['B'] },
    { beforeLine: 4, afterLine: 4, before: [], after: ['new'] },
    { beforeLine: 5, afterLine: 6, before: ['e'], after: [] },
  ])
})

test('equal texts do not differ', () => {
  expect(diffText('a\n', 'a\n')).toEqual([])
  expect(spliceBetween('a', 'a')).toBeNull()
})

const lines = fc.array(fc.constantFrom<string>('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })

test('hunks carried out give the other text', () => {
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const out = a.slice()
      let shift = 0
      const hunks = diffText(a.join('\n'), b.join('\n'))
      for (const { beforeLine, before, after } of hunks) {
        expect(out.splice(beforeLine - 1 + shift, before.length, ...after)).toEqual(before)
        shift += after.length - before.length
      }
      expect(out.join('\n')).toBe(b.join('\n'))
    }),
  )
})

test('one splice between two texts never cuts a character in half', () => {
  const unit = fc.constantFrom('😀', '😁', 'a', '\r\n')
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), fc.array(unit, { maxLength: 8 }), (a, b) => {
      const splice = spliceBetween(a.join(''), b.join(''))
      if (!splice) return
      expect(applySplices(a.join(''), [splice])).toBe(b.join(''))
      expect(splice.text).not.toMatch(/\p{Cs}/u)
    }),
  )
})
