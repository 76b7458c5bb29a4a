import {
  isMapValue,
  parseCondition,
  type ConditionOperator,
  type YamlMap,
  type YamlValue,
} from '@flowdeck/shared'
import { messageOf } from '../../i18n/issueWords.ts'
import { t } from '../../i18n/t.ts'

/** One comparison of a `when` filter. */
export interface WhenRow {
  type: 'row'
  field: string
  operator: ConditionOperator
  value: YamlValue
}

/** Comparisons and groups that must all hold, of which one must hold, or of which not all may hold. */
export interface WhenGroup {
  type: 'group'
  join: '$and' | '$or' | '$not'
  items: WhenItem[]
}

export type WhenItem = WhenRow | WhenGroup

/** What the builder shows; a filter that it cannot show says why. */
export type WhenTree = { ok: true; tree: WhenGroup } | { ok: false; reason: string }

/** A `when` filter as rows and groups, in the order they are written. */
export function readWhen(value: YamlValue | undefined): WhenTree {
  if (value === undefined || value === null)
    return { ok: true, tree: { type: 'group', join: '$and', items: [] } }
  const parsed = parseCondition(value)
  if (!parsed.ok) return { ok: false, reason: messageOf({ message: parsed.reason, said: parsed.said }) }
  const items = itemsOf(value)
  const [only] = items
  const tree: WhenGroup =
    items.length === 1 && only?.type === 'group' ? only : { type: 'group', join: '$and', items }
  return { ok: true, tree }
}

function itemsOf(value: YamlValue): WhenItem[] {
  if (Array.isArray(value)) return value.map(oneOf)
  return isMapValue(value) ? Object.entries(value).flatMap(([key, inner]) => entry(key, inner)) : []
}

/** A query as one item: several keys of a map must all hold. */
function oneOf(value: YamlValue): WhenItem {
  const items = itemsOf(value)
  const [only] = items
  return items.length === 1 && only ? only : { type: 'group', join: '$and', items }
}

function entry(key: string, value: YamlValue): WhenItem[] {
  if (key === '$not') {
    const inner = oneOf(value)
    return [
      {
        type: 'group',
        join: '$not',
        items: inner.type === 'group' && inner.join === '$and' ? inner.items : [inner],
      },
    ]
  }
  if (key === '$and' || key === '$or') return [{ type: 'group', join: key, items: itemsOf(value) }]
  return isMapValue(value)
    ? Object.entries(value).flatMap(([operator, operand]): WhenItem[] =>
        operator === '$and' || operator === '$or' || operator === '$not'
          ? entry(operator, operand)
          : [{ type: 'row', field: key, operator: operator as ConditionOperator, value: operand }],
      )
    : []
}

/** The shortest spelling of a tree; null when there is nothing in it. */
export function writeWhen(tree: WhenGroup): YamlMap | null {
  const items = tree.items.flatMap((item) => {
    const written = item.type === 'row' ? { [item.field]: { [item.operator]: item.value } } : writeWhen(item)
    return written === null ? [] : [written]
  })
  const [only] = items
  if (!only) return null
  if (tree.join === '$not') return { $not: items.length === 1 ? only : merged(items) }
  if (tree.join === '$or') return { $or: items }
  return items.length === 1 ? only : merged(items)
}

/** Several queries that must all hold: one map where no key is used twice, else `$and`. */
function merged(items: YamlMap[]): YamlMap {
  const keys = items.flatMap((item) => Object.keys(item))
  // Jina 3.x: an `$or` beside other keys takes them in.
  const plain = keys.every((key, i) => keys.indexOf(key) === i && !key.startsWith('$'))
  return plain ? (Object.assign({}, ...items) as YamlMap) : { $and: items }
}

/** What each operator means, in the order in which they are offered. */
export const OPERATOR_WORDS: Record<ConditionOperator, string> = {
  $eq: t('is'),
  $neq: t('is not'),
  $gt: t('is more than'),
  $gte: t('is at least'),
  $lt: t('is less than'),
  $lte: t('is at most'),
  $in: t('is one of'),
  $nin: t('is none of'),
  $regex: t('matches'),
  $size: t('has this many'),
  $exists: t('is there'),
}

/** A value that the operator can take, as near to the one before as may be. */
export function fitValue(operator: ConditionOperator, value: YamlValue): YamlValue {
  switch (operator) {
    case '$exists':
      return typeof value === 'boolean' ? value : true
    case '$size':
      return typeof value === 'number' ? value : 1
    case '$in':
    case '$nin':
      return Array.isArray(value) ? value : value === null || value === '' ? [] : [value]
    case '$regex':
      return typeof value === 'string' ? value : String(value ?? '')
    default:
      return Array.isArray(value) ? (value[0] ?? '') : value
  }
}

/** The same tree with one item changed, or without it when `item` is null. `path` leads from group to group. */
export function changeItem(tree: WhenGroup, path: readonly number[], item: WhenItem | null): WhenGroup {
  const [index = 0, ...rest] = path
  const items = tree.items.flatMap((now, i): WhenItem[] => {
    if (i !== index) return [now]
    if (rest.length > 0) return now.type === 'group' ? [changeItem(now, rest, item)] : [now]
    return item === null ? [] : [item]
  })
  return { ...tree, items }
}
