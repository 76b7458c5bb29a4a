import { expect, onTestFinished, test, vi } from 'vitest'
import { LineSplitter, levelOf } from './LogBuffer.ts'

function split(chunks: (string | Buffer)[]) {
  const lines: { text: string; truncated: boolean }[] = []
  let dropped = 0
  const splitter = new LineSplitter((some, lost) => {
    lines.push(...some)
    dropped += lost
  })
  for (const chunk of chunks) splitter.push(Buffer.from(chunk))
  splitter.end()
  return { lines, dropped }
}

test('cuts at line breaks, wherever the chunks end', () => {
  expect(split(['a', 'b\nc\r\n', '\nd']).lines.map(({ text }) => text)).toEqual(['ab', 'c', '', 'd'])
})

test('a character cut in two by chunks is one character', () => {
  const bytes = Buffer.from('é\n')
  expect(split([bytes.subarray(0, 1), bytes.subarray(1)]).lines).toEqual([{ text: 'é', truncated: false }])
})

test('a line is cut at 16 KiB and the next one is whole [FI-24]', () => {
  const { lines } = split(['x'.repeat(20_000), 'y'.repeat(20_000), '\nnext\n'])
  expect(lines).toHaveLength(2)
  expect(lines[0]?.truncated).toBe(true)
  expect(lines[0]?.text).toHaveLength(16_384)
  expect(lines[1]).toEqual({ text: 'next', truncated: false })
})

test('lines after a very long one are kept, wherever the chunks end', () => {
  const text = Buffer.from(
    `before\n${'L'.repeat(1_000_000)}\nafter one\n${'M'.repeat(3_000_000)}\nafter two\n`,
  )
  for (const size of [65_536, 4096, text.length]) {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      text.subarray(i * size, (i + 1) * size),
    )
    const { lines, dropped } = split(chunks)
    expect(lines.map((line) => line.text.slice(0, 9))).toEqual([
      'before',
      'LLLLLLLLL',
      'after one',
      'MMMMMMMMM',
      'after two',
    ])
    expect(dropped).toBe(0)
  }
})

test('a flood is counted and dropped, and memory stays small', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const text = Buffer.from('line\n'.repeat(1_000_000))
  // Chunks end within lines.
  const chunks = Array.from({ length: Math.ceil(text.length / 49_999) }, (_, i) =>
    text.subarray(i * 49_999, (i + 1) * 49_999),
  )
  const { lines, dropped } = split(chunks)
  expect(lines.length + dropped).toBe(1_000_000)
  expect(lines.length).toBeLessThan(60_000)
})

test.each([
  ['INFO started', 'stdout', 'info'],
  ['2026-11-23 10:00:00 WARNING low', 'stdout', 'warn'],
  ['[ERROR] broken', 'stdout', 'error'],
  ['TypeError: x', 'stderr', 'error'],
  ['something', 'stderr', 'warn'],
  ['hello', 'stdout', 'info'],
] as const)('%j on %s is of level %s', (text, stream, level) => {
  expect(levelOf(text, stream)).toBe(level)
})
