import { formatFlags } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { parseFlags } from './podFlags.ts'

const TABLE = {
  name: 'text',
  port: 'number',
  protocol: 'list',
  uses_with: 'map',
  cors: 'boolean',
  graph: 'json',
} as const

test('reads flags as Jina writes them', () => {
  expect(
    parseFlags(
      [
        '--name',
        'a',
        '--protocol',
        'GRPC',
        'HTTP',
        '--port=80',
        '--cors',
        '--graph',
        '{"a":[]}',
        '--uses-with',
        'k:1',
        'x=y',
      ],
      TABLE,
    ),
  ).toEqual({
    name: 'a',
    protocol: ['GRPC', 'HTTP'],
    port: 80,
    cors: true,
    graph: { a: [] },
    uses_with: { k: 1, x: 'y' },
  })
})

test('what is formatted is read back', () => {
  const flags = {
    name: 'a b',
    port: 1,
    protocol: ['GRPC'],
    uses_with: { text: 'a: b, c=d', n: [1] },
    cors: true,
  }
  expect(parseFlags(formatFlags({ ...flags, graph: null }), TABLE)).toEqual(flags)
})

test.each([
  [['--nope'], 'unknown argument "--nope"'],
  [['--port', 'x'], '--port needs a number'],
  [['--name'], '--name needs a value'],
  [['--graph', '{'], '--graph is not JSON'],
  [['--uses-with', 'novalue'], '--uses-with takes JSON'],
])('%j is refused by name', (argv, message) => {
  expect(() => parseFlags(argv, TABLE)).toThrow(message)
})
