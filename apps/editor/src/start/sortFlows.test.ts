import { expect, test } from 'vitest'
import { sortFlows } from './sortFlows.ts'

const flow = (id: string) =>
  ({ id, title: id, revision: 'a', hasDraft: false }) as Parameters<typeof sortFlows>[0][number]
const order = (ids: string[], recent: string[]) => sortFlows(ids.map(flow), recent).map(({ id }) => id)

test('hello comes first, then what was opened last, then the rest by path', () => {
  expect(order(['b.yml', 'a.yml', 'hello/flow.yml', 'c.yml'], ['c.yml', 'gone.yml', 'b.yml'])).toEqual([
    'hello/flow.yml',
    'c.yml',
    'b.yml',
    'a.yml',
  ])
})
