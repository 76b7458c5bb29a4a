import { expect, test } from 'vitest'
import { compressionOf } from './compression.ts'
import { framer, MessageReader } from './grpcFraming.ts'

test.each(['gzip', 'deflate'] as const)(
  'what is compressed with %s is smaller, and read again, whatever its length',
  async (compression) => {
    for (const length of [0, 10_000, 256 * 1024, 256 * 1024 + 1, 3_000_000]) {
      const message = Buffer.alloc(length, 'abc')
      const framed = await framer(compression, length)(message)
      expect(framed.length).toBeLessThan(100 + length / 100)
      const reader = new MessageReader(compression, Math.max(100, length))
      reader.push(framed)
      expect((await reader.next())?.equals(message)).toBe(true)
    }
  },
)

test.each([1000, 300_000, 3_000_000])(
  'a message that unpacked has a byte more than its limit of %d is refused with the limit [FI-39]',
  async (limit) => {
    const reader = new MessageReader('gzip', limit)
    reader.push(await framer('gzip', Infinity)(Buffer.alloc(limit + 1)))
    await expect((async () => reader.next())()).rejects.toThrow(`is over the limit of ${limit} bytes`)
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

test('a compressed message whose sender names no compression is refused', async () => {
  const reader = new MessageReader(undefined)
  reader.push(await framer('gzip', 1)(Buffer.from('x')))
  expect(() => reader.next()).toThrow('message compression "none" is not supported')
})
