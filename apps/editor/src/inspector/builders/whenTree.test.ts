import { matchesCondition, parseCondition, type Document, type YamlValue } from '@flowdeck/shared'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeItem, fitValue, readWhen, writeWhen, type WhenGroup } from './whenTree.ts'

const written = (value: YamlValue) => {
  const read = readWhen(value)
  if (!read.ok) throw new Error(read.reason)
  return writeWhen(read.tree)
}

test.each<[YamlValue]>([
  [{ tags__price: { $gt: 3 } }],
  [{ tags__a: { $eq: 1 }, text: { $exists: true } }],
  [{ $or: [{ tags__a: { $eq: 1 } }, { tags__b: { $in: [1, 2] } }] }],
  [{ $not: { text: { $regex: '^a' } } }],
  [{ $and: [{ a: { $gt: 1 } }, { a: { $lt: 5 } }] }],
  [{ $or: [{ $and: [{ a: { $gt: 1 } }, { a: { $lt: 5 } }] }, { $not: { b: { $eq: '{c}' } } }] }],
])('%j is read and written as it stands', (value) => {
  expect(written(value)).toEqual(value)
})

test('several operators of a field are rows of their own', () => {
  expect(written({ a: { $gt: 1, $lt: 5 } })).toEqual({ $and: [{ a: { $gt: 1 } }, { a: { $lt: 5 } }] })
})

test('what cannot be read says why, and nothing is nothing', () => {
  expect(readWhen({ a: 5 })).toMatchObject({
    ok: false,
    reason: expect.stringContaining('needs an operator'),
  })
  expect(readWhen(undefined)).toEqual({ ok: true, tree: { type: 'group', join: '$and', items: [] } })
  expect(writeWhen({ type: 'group', join: '$or', items: [] })).toBeNull()
})

test('whatever is built means the same when it is read again', () => {
  const row = fc.record({
    type: fc.constant('row' as const),
    field: fc.constantFrom('tags__a', 'tags__b'),
    operator: fc.constantFrom('$eq' as const, '$gt' as const, '$lte' as const, '$neq' as const),
    value: fc.integer({ min: 0, max: 3 }),
  })
  const { group } = fc.letrec<{ group: WhenGroup; item: WhenGroup['items'][number] }>((tie) => ({
    group: fc.record({
      type: fc.constant('group' as const),
      join: fc.constantFrom('$and' as const, '$or' as const, '$not' as const),
      items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
    }),
    item: fc.oneof({ depthSize: 'small', withCrossShrink: true }, row, tie('group')),
  }))
  const means = (tree: WhenGroup, doc: Document): boolean => {
    const each = tree.items.map((item): boolean => {
      if (item.type === 'group') return means(item, doc)
      const parsed = parseCondition({ [item.field]: { [item.operator]: item.value } })
      return parsed.ok && matchesCondition(parsed.condition, doc)
    })
    return tree.join === '$or'
      ? each.some(Boolean)
      : tree.join === '$and'
        ? each.every(Boolean)
        : !each.every(Boolean)
  }
  const numbers = fc.integer({ min: 0, max: 3 })
  fc.assert(
    fc.property(group, numbers, numbers, (tree, a, b) => {
      const doc: Document = { id: 'x', tags: { a, b } }
      const value = writeWhen(tree)
      const parsed = parseCondition(value ?? {})
      if (!parsed.ok) throw new Error(parsed.reason)
      expect(matchesCondition(parsed.condition, doc)).toBe(means(tree, doc))
      const again = readWhen(value ?? undefined)
      if (!again.ok) throw new Error(again.reason)
      expect(means(again.tree, doc)).toBe(means(tree, doc))
    }),
  )
})

test('an item is changed or taken out where it stands', () => {
  const read = readWhen({ $or: [{ a: { $eq: 1 } }, { $not: { b: { $eq: 2 } } }] })
  if (!read.ok) throw new Error(read.reason)
  const row = { type: 'row', field: 'c', operator: '$eq', value: 3 } as const
  expect(writeWhen(changeItem(read.tree, [1, 0], row))).toEqual({
    $or: [{ a: { $eq: 1 } }, { $not: { c: { $eq: 3 } } }],
  })
  expect(writeWhen(changeItem(read.tree, [1], null))).toEqual({ $or: [{ a: { $eq: 1 } }] })
})

test('a value follows its operator', () => {
  expect([
    fitValue('$in', 3),
    fitValue('$eq', [3, 4]),
    fitValue('$exists', 'x'),
    fitValue('$size', 'x'),
    fitValue('$regex', 5),
  ]).toEqual([[3], 3, true, 1, '5'])
})
