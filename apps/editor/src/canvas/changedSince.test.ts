import { parseFlow, type FlowSpec } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { changedSince } from './changedSince.ts'

const STARTED = 'jtype: Flow\nexecutors:\n  - name: a\n    uses: a.ts\n    replicas: 2\n  - name: b\n'
const since = (now: string) => [...changedSince(STARTED, parseFlow(now).spec as FlowSpec)]

test('comments and the order of keys change nothing', () => {
  expect(
    since('# new\njtype: Flow\nexecutors:\n  - name: a\n    replicas: 2\n    uses: a.ts\n  - name: b\n'),
  ).toEqual([])
})
test('a changed field, a new need and a new Executor are told', () => {
  expect(since(STARTED.replace('2', '3'))).toEqual(['a'])
  expect(since(`${STARTED}    needs: gateway\n`)).toEqual(['b'])
  expect(since(`${STARTED}  - name: c\n`)).toEqual(['c'])
})
test('a common key changes everybody it reaches', () => {
  expect(since(STARTED.replace('executors', 'with: {port: 5000}\nexecutors'))).toEqual(['gateway'])
})
