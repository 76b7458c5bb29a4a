import { expect, test } from 'vitest'
import { compressionOf, frameCompressed, MessageReader } from './grpcFraming.ts'

test.each(['gzip', 'deflate'] as const)(
  'what is compressed with %s is smaller, and read again',
  (compression) => {
    const message = Buffer.alloc(10_000, 'abc')
    const framed = frameCompressed(message, compression)
    expect(framed.length).toBeLessThan(200)
    const reader = new MessageReader(compression)
    reader.push(framed)
    expect(reader.next()?.equals(message)).toBe(true)
  },
)

test('compression is spelt as Jina spells it', () => {
  expect([null, 'NoCompression', 'Gzip', 'Deflate'].map(compressionOf)).toEqual([
    null,
    null,
    'gzip',
    'deflate',
  ])
  expect(() => compressionOf('zstd')).toThrow('compression is NoCompression, Deflate or Gzip, not "zstd"')
})

test('a compressed message whose sender names no compression is refused', () => {
  const reader = new MessageReader(undefined)
  reader.push(frameCompressed(Buffer.from('x'), 'gzip'))
  expect(() => reader.next()).toThrow('message compression "none" is not supported')
})
