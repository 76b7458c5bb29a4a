import { expect, test } from 'vitest'
import { terminalText } from './terminalText.ts'

test.each([
  ['a colour is left out', '\u001b[1;32mready\u001b[0m', 'ready'],
  ['clearing the screen is shown', 'a\u001b[2Jb', String.raw`a\u001b[2Jb`],
  ['a title is shown', '\u001b]0;owned\u0007', String.raw`\u001b]0;owned\u0007`],
  ['a return to the line start is shown', 'error\rfine ', String.raw`error\rfine `],
  ['C1 controls are shown', 'a\u009b2Jb', String.raw`a\u009b2Jb`],
  ['direction marks are shown', 'a\u202eb', String.raw`a\u202eb`],
  ['line breaks and tabs stay', 'a\n\tb', 'a\n\tb'],
])('%s [SEC-38]', (_, text, shown) => {
  expect(terminalText(text)).toBe(shown)
})
