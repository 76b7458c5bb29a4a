import type { VersionSummary } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { groupVersions } from './groupVersions.ts'

test('versions stand under the days on which they were saved', () => {
  const now = new Date(2026, 2, 29, 12).getTime()
  const at = (...when: [number, number, number, number]): VersionSummary => ({
    id: when.join('-'),
    name: null,
    savedAt: new Date(...when).getTime(),
    revision: '',
    lines: { added: 0, removed: 0 },
  })
  const days = groupVersions(
    [at(2026, 2, 29, 11), at(2026, 2, 29, 0), at(2026, 2, 28, 23), at(2026, 1, 1, 1)],
    now,
  )
  expect(days.map(({ day, versions }) => [day, versions.length])).toEqual([
    ['Today', 2],
    ['Yesterday', 1],
    [expect.stringContaining('2026'), 1],
  ])
})
