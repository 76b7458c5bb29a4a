import { expect, test } from 'vitest'
import { NEW_CHOICES, readChoices } from './exportStore.ts'

test('choices come back as they were kept', () => {
  const kept = { ...NEW_CHOICES, images: 'jina' as const, scale: 4 as const, imageOverrides: { a: 'img:1' } }
  expect(readChoices(JSON.parse(JSON.stringify({ 'f.yml': kept })))).toEqual({ 'f.yml': kept })
})

test('what is no choice becomes the usual one', () => {
  expect(
    readChoices({ f: { images: 7, namespace: null, scale: 3, imageOverrides: { a: 1 } }, g: 1 }),
  ).toEqual({
    f: NEW_CHOICES,
  })
  for (const bad of [null, [], 'x']) expect(readChoices(bad)).toEqual({})
})
