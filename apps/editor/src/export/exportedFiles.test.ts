import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { bytesOf, pathParts, zipOf } from './exportedFiles.ts'

test.each(['../x', 'a/../../x', '/etc/x', 'a//b', './a', String.raw`a\..\x`, 'C:/x', '', 'a/\0'])(
  'a path that would leave its folder is refused: %j',
  async (path) => {
    expect(() => pathParts(path)).toThrow(/outside of the export/)
    await expect(zipOf([{ path, text: '' }])).rejects.toThrow(/outside of the export/)
  },
)

test('a path below is its parts', () => {
  expect(pathParts('gateway/gateway.yml')).toEqual(['gateway', 'gateway.yml'])
})

test('an archive holds the files as they are, twice the same', async () => {
  const files = [
    { path: 'a/ü.yml', text: 'x: ü\n' },
    { path: 'build.sh', text: '#!/bin/sh\n', executable: true },
  ]
  const zip = await zipOf(files)
  const read = unzipSync(zip)
  expect(Object.entries(read).map(([path, bytes]) => [path, strFromU8(bytes)])).toEqual([
    ['a/ü.yml', 'x: ü\n'],
    ['build.sh', '#!/bin/sh\n'],
  ])
  expect(await zipOf(files)).toEqual(zip)
  expect(bytesOf(files)).toBe(6 + 10)
})
