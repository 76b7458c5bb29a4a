import { create } from '@bufbuild/protobuf'
import {
  DocListProtoSchema,
  ListOfAnyProtoSchema,
  DictOfAnyProtoSchema,
  DocProtoSchema,
  type ListOfAnyProto,
} from '../gen/docarray_v2_pb.ts'
import type { DocProto, NodeProto } from './docProto.ts'
import { withUnknown } from './unknownFields.ts'

/**
 * Merges the parts of a join into the first: union by `id`; a shared Document is updated by later parts: what they have goes before,
 * lists are put one after the other, sets united, dicts merged, documents within updated in the same way.
 * Jina 3.x: `reduce_all` of docarray v2; the last arrival wins. Only Documents of the first part that has any are known by their id: one
 * that two later parts bring is there twice.
 */
export function reduceDocs(parts: readonly (readonly DocProto[])[]): DocProto[] {
  const [first = [], ...rest] = parts
  let merged = [...first]
  let known = placesById(merged)
  for (const part of rest) {
    if (known.size === 0) known = placesById(merged)
    merged = reduceInto(merged, known, part)
  }
  return merged
}

function reduceInto(
  before: readonly DocProto[],
  known: ReadonlyMap<string, number>,
  part: readonly DocProto[],
): DocProto[] {
  const merged = [...before]
  for (const doc of part) {
    // Documents without an id are never merged.
    const at = known.get(idOf(doc) ?? '')
    if (at === undefined) merged.push(doc)
    else merged[at] = update(merged[at] as DocProto, doc)
  }
  return merged
}

function placesById(docs: readonly DocProto[]): Map<string, number> {
  return new Map(docs.flatMap((doc, i) => (idOf(doc) ? [[idOf(doc) as string, i] as const] : [])))
}

function idOf({ data }: DocProto): string | null {
  const id = Object.hasOwn(data, 'id') ? data['id'] : undefined
  return id?.content.case === 'text' ? id.content.value : null
}

function update(before: DocProto, after: DocProto): DocProto {
  const made = create(DocProtoSchema, { data: updateAll(before.data, after.data) })
  return withUnknown(made, before.$unknown, after.$unknown)
}

type Nodes = Record<string, NodeProto>

function updateAll(before: Nodes, after: Nodes): Nodes {
  const data: Nodes = { ...before }
  for (const [key, value] of Object.entries(after)) {
    const own = Object.hasOwn(before, key) ? before[key] : undefined
    if (key === 'id' && own) continue
    // `__proto__` is a key like any other.
    Object.defineProperty(data, key, {
      value: own ? updateNode(own, value) : value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
  return data
}

function updateNode(before: NodeProto, after: NodeProto): NodeProto {
  const content = updateContent(before.content, after.content)
  const made = content === before.content ? { ...before } : { ...after, content }
  return withUnknown(made, before.$unknown, after.$unknown)
}

type Content = NodeProto['content']

function updateContent(a: Content, b: Content): Content {
  if (b.case === undefined) return a
  if (a.case === 'list' && b.case === 'list')
    return { case: 'list', value: joined(a.value, b.value, b.value.data) }
  if (a.case === 'set' && b.case === 'set')
    return { case: 'set', value: joined(a.value, b.value, unknownTo(a.value.data, b.value.data)) }
  if (a.case === 'dict' && b.case === 'dict') {
    const value = create(DictOfAnyProtoSchema, { data: { ...a.value.data, ...b.value.data } })
    return { case: 'dict', value: withUnknown(value, a.value.$unknown, b.value.$unknown) }
  }
  if (a.case === 'doc' && b.case === 'doc') return { case: 'doc', value: update(a.value, b.value) }
  if (a.case === 'docArray' && b.case === 'docArray') {
    const value = create(DocListProtoSchema, { docs: reduceDocs([a.value.docs, b.value.docs]) })
    return { case: 'docArray', value: withUnknown(value, a.value.$unknown, b.value.$unknown) }
  }
  return b
}

const joined = (a: ListOfAnyProto, b: ListOfAnyProto, more: NodeProto[]) =>
  withUnknown(create(ListOfAnyProtoSchema, { data: [...a.data, ...more] }), a.$unknown, b.$unknown)

function unknownTo(known: readonly NodeProto[], items: readonly NodeProto[]): NodeProto[] {
  const seen = new Set(known.map(({ content }) => content.value))
  return items.filter(({ content }) => !seen.has(content.value))
}
