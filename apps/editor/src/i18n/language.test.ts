import { expect, test } from 'vitest'
import { languageOf } from './language.ts'

test.each([
  [null, 'de', 'de'],
  [null, 'de-AT', 'de'],
  [null, 'den', 'en'],
  [null, 'fr-FR', 'en'],
  ['en', 'de-DE', 'en'],
  ['de', 'en-GB', 'de'],
  ['tlh', 'en-US', 'en'],
])('stored %s in a browser that asks for %s: %s', (stored, preferred, language) => {
  expect(languageOf(stored, preferred)).toBe(language)
})
