import { sentence, wordsOf } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { middleEllipsis, shortenText, shortenValues } from './shorten.ts'

test('the middle of a long text gives way', () => {
  expect(middleEllipsis('abcdefghij', 7)).toBe('abc…hij')
  expect(middleEllipsis('short', 7)).toBe('short')
})

test('a cut never leaves half a character', () => {
  for (let length = 4; length < 20; length++)
    expect(() => encodeURIComponent(middleEllipsis('👩🏽‍🚀'.repeat(40), length))).not.toThrow()
})

test('long values are cut, and what a sentence says about them stays whole', () => {
  const inner = sentence('the key {{key}}', { key: 'k'.repeat(3000) })
  const said = sentence('{{what}} of "{{name}}" is wrong.', { what: inner, name: 'n'.repeat(3000) }, inner)
  const words = wordsOf(shortenValues(said, 20))
  expect(words).toMatch(/^the key k+…k+ of "n+…n+" is wrong\. the key k+…k+$/)
  expect(words.length).toBeLessThan(100)
})

test('in a text whose values are not known, long words are cut and short ones stay', () => {
  const text = `uses: "${'x'.repeat(3000)}" does not exist`
  expect(shortenText(text)).toMatch(/^uses: "x+…x+" does not exist$/)
  expect(shortenText('many words '.repeat(1000)).length).toBe(1200)
  expect(shortenText('It is short.')).toBe('It is short.')
})
