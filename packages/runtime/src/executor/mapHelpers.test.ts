import { SourceMap, type SourceMapPayload } from 'node:module'
import { expect, test } from 'vitest'
import { mapHelpers } from './mapHelpers.ts'

const withMap = (map: object) =>
  `code\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}\n`

const read = (code: string) =>
  JSON.parse(Buffer.from(code.split('base64,')[1] ?? '', 'base64').toString()) as SourceMapPayload

test.each([1, 2, 40])(
  'the lines above the first mapped one get a name, and the others keep theirs (%i sources)',
  (count) => {
    const sources = Array.from({ length: count }, (_, at) => `${at}.ts`)
    // The second mapped line is the second line of the first source.
    const map = new SourceMap(
      read(
        mapHelpers(
          withMap({ version: 3, sourceRoot: 'file:///a/', sources, names: [], mappings: ';;AAAA;AACA' }),
        ),
      ),
    )
    const placeOf = (line: number) => {
      const found = map.findEntry(line, 0)
      return 'originalSource' in found ? [found.originalSource, found.originalLine] : null
    }
    expect([0, 1, 2, 3].map(placeOf)).toEqual([
      ['flowdeck:bundle', 0],
      ['flowdeck:bundle', 0],
      ['file:///a/0.ts', 0],
      ['file:///a/0.ts', 1],
    ])
  },
)

test.each([
  ['no line above', withMap({ version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA' })],
  ['no map', 'code\n'],
])('code with %s stays as it is', (_, code) => {
  expect(mapHelpers(code)).toBe(code)
})
