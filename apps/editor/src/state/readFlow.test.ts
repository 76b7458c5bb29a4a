import { parseFlow } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { keepFlow, readFlow } from './readFlow.ts'

const text = (name: string) => `jtype: Flow\nexecutors:\n  - name: ${name}\n`

test('a text that was read a moment ago is the same Flow', () => {
  const a = readFlow(text('a'))
  readFlow(text('b'))
  expect(readFlow(text('a'))).toBe(a)
  const c = keepFlow(parseFlow(text('c')))
  expect(readFlow(text('c'))).toBe(c)
})

test('only the last few are kept, and what was asked for again stays longer', () => {
  const a = readFlow(text('a'))
  for (const name of ['d', 'e', 'f']) readFlow(text(name))
  expect(readFlow(text('a'))).toBe(a)
  for (const name of ['g', 'h', 'i', 'j']) readFlow(text(name))
  expect(readFlow(text('a'))).not.toBe(a)
})
