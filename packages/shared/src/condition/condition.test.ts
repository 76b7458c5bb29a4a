import { expect, test } from 'vitest'
import type { Document } from '../data/document.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { matchesCondition } from './matchesCondition.ts'
import { parseCondition } from './parseCondition.ts'

const DOC: Document = {
  id: 'd',
  tags: { a: { b: [1, { c: 2 }] }, x: null, flag: true, n: 3, max: 5, name: 'Ada Lovelace' },
  chunks: [{ id: 'c', text: 'c0' }],
}
const matches = (when: YamlValue, doc = DOC) => {
  const parsed = parseCondition(when)
  if (!parsed.ok) throw new Error(parsed.reason)
  return matchesCondition(parsed.condition, doc)
}

// What docarray 0.21 answers for the same Document and query, except where it raises.
test.each<[YamlValue, boolean]>([
  [{}, true],
  [{ tags__n: { $eq: 3 } }, true],
  [{ tags__n: { $eq: '3' } }, false],
  [{ tags__flag: { $eq: 1 } }, true],
  [{ tags__n: { $neq: 3 } }, false],
  [{ tags__n: { $gt: 1, $lt: 2 } }, false],
  [{ tags__n: { $gte: 3, $lte: 3 } }, true],
  [{ tags__n: { $gt: '{tags__flag}' } }, true],
  [{ tags__n: { $lt: '{ tags__max }' } }, true],
  [{ tags__n: { $in: [1, 3] } }, true],
  [{ tags__n: { $nin: [1, 3] } }, false],
  [{ text: { $in: 'abc' } }, true],
  [{ tags__name: { $regex: 'Love' } }, true],
  [{ tags__name: { $regex: '(?i)^ada (?P<last>\\w+)$' } }, true],
  [{ tags__n: { $regex: '3' } }, false],
  [{ tags__a__b: { $size: 2 } }, true],
  [{ tags__a__b__1__c: { $eq: 2 } }, true],
  [{ tags__zz__y: { $lt: 1 } }, false],
  [{ tags__zz: { $neq: 1 } }, true],
  [{ chunks__0__text: { $eq: 'c0' } }, true],
  [{ weight: { $lt: 1 } }, true],
  [{ weight: { $exists: false } }, true],
  [{ text: { $exists: false } }, true],
  [{ tags: { $exists: true } }, true],
  [{ tags__x: { $exists: true } }, false],
  [{ tags__x: { $exists: false } }, true],
  [{ $not: [{ tags__n: { $eq: 3 } }, { text: { $eq: 'z' } }] }, true],
  [{ $not: { tags__n: { $eq: 3 } } }, false],
  [{ $and: { text: { $eq: '' }, tags__n: { $eq: 3 } } }, true],
  [{ $or: { text: { $eq: 'q' }, tags__n: { $eq: 3 } } }, true],
  [{ $or: [{ tags__n: { $eq: 1 } }, { tags__n: { $eq: 2 } }] }, false],
  [{ tags__n: { $not: { tags__n: { $eq: 3 } } } }, false],
  // Values without an order: docarray raises, here it does not hold.
  [{ text: { $lt: 3 } }, false],
  [{ tags__n: { $size: 1 } }, false],
  // Several keys hold together, whatever their order.
  [{ $or: [{ tags__n: { $eq: 4 } }], text: { $eq: '' } }, false],
])('%j is %s', (when, expected) => {
  expect(matches(when)).toBe(expected)
})

// What docarray 0.40 answers for the same BaseDoc and query.
test.each<[YamlValue, boolean]>([
  [{ tags__n: { $eq: 3 } }, true],
  [{ tags__zz: { $neq: 1 } }, false],
  [{ tags__zz: { $nin: [1] } }, false],
  [{ tags__zz: { $eq: null } }, false],
  [{ tags__zz: { $exists: false } }, true],
  [{ tags__x: { $exists: true } }, true],
  [{ tags__x__y: { $exists: true } }, true],
  [{ nothing: { $exists: true } }, true],
  [{ weight: { $lt: 1 } }, false],
  [{ weight: { $exists: false } }, true],
  [{ $not: { weight: { $eq: 1 } } }, true],
  [{ title: { $eq: '{text}' } }, true],
])('with docarray v2 %j is %s', (when, expected) => {
  const parsed = parseCondition(when)
  if (!parsed.ok) throw new Error(parsed.reason)
  const doc = { id: 'd', title: 'a', text: 'a', nothing: null, tags: DOC.tags }
  expect(matchesCondition(parsed.condition, doc as unknown as Document, 'v2')).toBe(expected)
})

test.each<[YamlValue, string]>([
  ['text', 'a condition is a map such as {tags__price: {$gt: 3}}, not "text"'],
  [{ text: 'a' }, '"text" needs an operator: {text: {$eq: "a"}}'],
  [{ text: {} }, '"text" needs an operator'],
  [{ text: { $equals: 1 } }, '"$equals" is no operator; there are $eq, $neq'],
  [{ $xor: [] }, '"$xor" is no operator that joins conditions; there are $and, $or and $not'],
  [{ text: { $exists: 1 } }, '$exists takes true or false, not 1'],
  [{ text: { $size: 'a' } }, '$size takes a number, not "a"'],
  [{ text: { $in: 3 } }, '$in takes a list, not 3'],
  [{ text: { $regex: 1 } }, '$regex takes a text, not 1'],
  [{ text: { $eq: '{a} {b}' } }, 'should name one other field'],
])('%j is refused: %s', (when, reason) => {
  expect(parseCondition(when)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
})
