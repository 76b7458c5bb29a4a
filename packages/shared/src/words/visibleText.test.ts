import { expect, test } from 'vitest'
import { visibleText } from './visibleText.ts'

test.each([
  ['encoder', 'encoder'],
  ['größe 漢字 שלום 🚀', 'größe 漢字 שלום 🚀'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['a\u200Bb', 'a\\u200bb'],
  ['\u202Eabc', '\\u202eabc'],
  ['a\u00A0b', 'a\\u00a0b'],
  ['\uFEFFa\u00ADb\u3164', '\\ufeffa\\u00adb\\u3164'],
  ['a\0b', 'a\\u0000b'],
])('%j is shown as %j', (text, shown) => {
  expect(visibleText(text)).toBe(shown)
})
