import { expect, test } from 'vitest'
import { findLevel, guessLevel } from './logLevel.ts'

test.each([
  ['INFO started', 'stdout', 'info'],
  ['2026-11-23 10:00:00 WARNING low', 'stdout', 'warn'],
  ['2026-11-23 10:00:00,123 - exec.sub - ERROR - failed', 'stderr', 'error'],
  ['[2026-11-23T10:00:00.123Z] [worker-1] [DEBUG] x', 'stdout', 'debug'],
  ['2026-11-23 10:00:00 there was no ERROR', 'stdout', 'info'],
  ['[ERROR] broken', 'stdout', 'error'],
  ['TypeError: x', 'stderr', 'error'],
  ['something', 'stderr', 'warn'],
  ['hello', 'stdout', 'info'],
] as const)('%j on %s is of level %s', (text, stream, level) => {
  expect(findLevel(text) ?? guessLevel(text, stream)).toBe(level)
})
