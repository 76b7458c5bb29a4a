import { expect, test } from 'vitest'
import { createRedactor, redactDeep } from './redact.ts'

const redact = createRedactor([
  { value: 'sk-canary', shown: '${KEY}' },
  { value: 'sk-canary-2', shown: '${SECOND}' },
  { value: 'p"ss\\w/rd+', shown: '${PASSWORD}' },
  { value: '-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----', shown: '${PEM}' },
  { value: 'true', shown: '${FLAG}' },
  { value: '', shown: '${EMPTY}' },
])

test.each([
  ['key=sk-canary.', 'key=${KEY}.'],
  ['sk-canary-2 sk-canary', '${SECOND} ${KEY}'],
  [JSON.stringify({ p: 'p"ss\\w/rd+' }), '{"p":"${PASSWORD}"}'],
  [JSON.stringify(JSON.stringify({ p: 'p"ss\\w/rd+' })), '"{\\"p\\":\\"${PASSWORD}\\"}"'],
  [`?q=${encodeURIComponent('p"ss\\w/rd+')}`, '?q=${PASSWORD}'],
  ['MIIEvQIBADANBg', '${PEM}'],
  ['true stays, and so does this', 'true stays, and so does this'],
])('%s is shown as %s [SEC-25]', (text, shown) => {
  expect(redact(text)).toBe(shown)
})

test('plain data keeps its form', () => {
  expect(redactDeep({ 'sk-canary': ['sk-canary', 1, null, { a: 'xsk-canaryx' }] }, redact)).toEqual({
    'sk-canary': ['${KEY}', 1, null, { a: 'x${KEY}x' }],
  })
})
