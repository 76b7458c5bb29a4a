import { expect, test } from 'vitest'
import { Session } from './Session.ts'

const event = (n: number) => ({ type: 'flow.changed' as const, flowId: `f${n}`, revision: null })

test('[P4] events are numbered by one, and those after the last seen are given again', () => {
  const session = new Session()
  const texts = [1, 2, 3].map((n) => session.number(event(n)))
  expect(texts.map((text) => (JSON.parse(text) as { seq: number }).seq)).toEqual([1, 2, 3])
  expect(session.since(1)).toEqual(texts.slice(1))
  expect(session.since(3)).toEqual([])
})

test('[P4] what is no longer held cannot be resumed', () => {
  const session = new Session()
  for (let n = 0; n < 1500; n++) session.number(event(n))
  expect(session.since(10)).toBeNull()
  expect(session.since(1400)).toHaveLength(100)
  expect(session.since(9999)).toBeNull()
})

test('[P4] an event too large to be kept is a gap for those who missed it, and nothing else', () => {
  const session = new Session()
  session.number(event(1))
  session.number({ type: 'flow.changed', flowId: 'x'.repeat(3 * 1024 * 1024), revision: null })
  const later = session.number(event(3))
  expect(session.since(1)).toBeNull()
  expect(session.since(2)).toEqual([later])
})
