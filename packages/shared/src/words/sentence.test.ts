import { expect, test } from 'vitest'
import { sentence, told, wordsOf } from './sentence.ts'

const GERMAN: Readonly<Record<string, string>> = {
  '"{{key}}" takes {{what}}, not {{shown}}.': 'Nicht {{shown}}: „{{key}}“ nimmt {{what}}.',
  'a list': 'eine Liste',
  'Did you mean "{{nearest}}"?': 'Ist „{{nearest}}“ gemeint?',
}
const inGerman = (text: string) => GERMAN[text] ?? text

const wrong = sentence('"{{key}}" takes {{what}}, not {{shown}}.', {
  key: 'needs',
  what: sentence('a list'),
  shown: 3,
})

test('a sentence is English, and German where its text and its words are known', () => {
  expect(wordsOf(wrong)).toBe('"needs" takes a list, not 3.')
  expect(wordsOf(wrong, inGerman)).toBe('Nicht 3: „needs“ nimmt eine Liste.')
})

test('another sentence may follow', () => {
  const both = sentence(
    'There is no "{{name}}".',
    { name: 'a' },
    sentence('Did you mean "{{nearest}}"?', { nearest: 'b' }),
  )
  expect(wordsOf(both)).toBe('There is no "a". Did you mean "b"?')
  expect(wordsOf(both, inGerman)).toBe('There is no "a". Ist „b“ gemeint?')
})

test('a value is put in as it is, also one that looks like a place for a value', () => {
  const secret = sentence('Write {{variable}} for {{key}}.', { variable: '${{ENV}} {{key}} $& $$', key: 'x' })
  expect(wordsOf(secret)).toBe('Write ${{ENV}} {{key}} $& $$ for x.')
})

test('what is told carries both', () => {
  expect(told(wrong)).toEqual({ message: '"needs" takes a list, not 3.', said: wrong })
})
