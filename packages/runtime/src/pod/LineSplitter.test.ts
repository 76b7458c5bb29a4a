import { expect, onTestFinished, test, vi } from 'vitest'
import { LineSplitter, type PrintedLine } from './LineSplitter.ts'

function split(chunks: (string | Buffer)[]) {
  const lines: PrintedLine[] = []
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
  expect(split([bytes.subarray(0, 1), bytes.subarray(1)]).lines).toEqual([{ text: 'é', omittedBytes: 0 }])
})

test('a line is cut at 16 KiB, what is left out is counted, and the next one is whole [FI-24]', () => {
  const { lines } = split(['x'.repeat(20_000), 'y'.repeat(20_000), '\nnext\n'])
  expect(lines).toEqual([
    { text: 'x'.repeat(16_384), omittedBytes: 23_616 },
    { text: 'next', omittedBytes: 0 },
  ])
})

test('a long line is not cut within a character', () => {
  for (const character of ['é', '€', '😀'])
    for (const before of ['', 'x', 'xy', 'xyz']) {
      const [line] = split([`${before}${character.repeat(9000)}\n`]).lines
      const kept = line?.text ?? ''
      expect(kept).toBe(`${before}${character.repeat(9000)}`.slice(0, kept.length))
      expect(Buffer.byteLength(kept) + (line?.omittedBytes ?? 0)).toBe(
        Buffer.byteLength(before) + 9000 * Buffer.byteLength(character),
      )
    }
})

test.each([
  ['\r 10 %\r 55 %\r100 %\n', '100 %'],
  ['10 %\r55 %\r100 %\r', '100 %'],
  ['Windows\r\n', 'Windows'],
  ['Windows twice\r\r\n', 'Windows twice'],
  ['\r\n', ''],
])('of %j the last picture stays, wherever the chunks end', (text, last) => {
  const bytes = text.split('')
  for (const chunks of [[text], bytes, [bytes.slice(0, 3).join(''), bytes.slice(3).join('')]])
    expect(split(chunks).lines).toEqual([{ text: last, omittedBytes: 0 }])
})

test('words without a line end stay when a progress bar begins over them', () => {
  expect(split(['words', '\r 1 %', '\r 2 %', '\n']).lines.map(({ text }) => text)).toEqual(['words', ' 2 %'])
})

test('a progress bar of a megabyte is its last picture', () => {
  const bar = Array.from({ length: 20_000 }, (_, i) => `\r${i} of 20000 ${'#'.repeat(40)}`)
  expect(split(bar).lines).toEqual([{ text: `19999 of 20000 ${'#'.repeat(40)}`, omittedBytes: 0 }])
})

test('bytes that are no UTF-8 leave the text around them as it is', () => {
  expect(split([Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x0a])]).lines[0]?.text).toBe('a\uFFFD\uFFFD(')
})

test('a line without its end is shown when nothing more came for a second, and its end makes no other', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const lines: string[] = []
  const splitter = new LineSplitter((some) => lines.push(...some.map(({ text }) => text)))
  splitter.push(Buffer.from('Name'))
  vi.advanceTimersByTime(900)
  splitter.push(Buffer.from('? '))
  vi.advanceTimersByTime(999)
  expect(lines).toEqual([])
  vi.advanceTimersByTime(1)
  expect(lines).toEqual(['Name? '])
  splitter.push(Buffer.from('\nnext\n'))
  splitter.end()
  expect(lines).toEqual(['Name? ', 'next'])
})

test('a progress bar that never rests is shown every ten seconds', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const lines: string[] = []
  const splitter = new LineSplitter((some) => lines.push(...some.map(({ text }) => text)))
  for (let second = 0; second < 25; second += 0.5) {
    splitter.push(Buffer.from(`\r${second} s`))
    vi.advanceTimersByTime(500)
  }
  expect(lines).toHaveLength(2)
  splitter.end()
  expect(lines.at(-1)).toBe('24.5 s')
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

test.each([
  ['short lines', 'line\n', 1_000_000, 20_000],
  ['empty lines', '\n', 1_000_000, 20_000],
  ['lines of 500 characters', `${'x'.repeat(500)}\n`, 100_000, 6000],
  ['long lines', `${'x'.repeat(20_000)}\n`, 2000, 200],
])('a flood of %s is counted and dropped, and its last lines stay [FI-25]', (_, line, count, most) => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const text = Buffer.from(`first\n${line.repeat(count)}Traceback (most recent call last):\nValueError: why`)
  // Chunks end within lines.
  const chunks = Array.from({ length: Math.ceil(text.length / 49_999) }, (_, i) =>
    text.subarray(i * 49_999, (i + 1) * 49_999),
  )
  const { lines, dropped } = split(chunks)
  expect(lines.length + dropped).toBe(count + 3)
  expect(lines.length).toBeLessThan(most)
  expect(lines[0]?.text).toBe('first')
  expect(lines.slice(-2).map(({ text: last }) => last)).toEqual([
    'Traceback (most recent call last):',
    'ValueError: why',
  ])
})

test('the last lines of a flood are shown within a second, and what comes then is shown at once', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const lines: string[] = []
  const splitter = new LineSplitter((some) => lines.push(...some.map(({ text }) => text)))
  vi.advanceTimersByTime(5000)
  splitter.push(Buffer.from(`${'line\n'.repeat(20_000)}over\nunfin`))
  expect(lines.at(-1)).toBe('line')
  splitter.push(Buffer.from('ished\n'))
  vi.advanceTimersByTime(1002)
  expect(lines.slice(-2)).toEqual(['over', 'unfinished'])
  splitter.push(Buffer.from('next\n'))
  expect(lines.at(-1)).toBe('next')
})
