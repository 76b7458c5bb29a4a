import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { Document, NdArray } from '@flowdeck/shared'
import {
  DocListProtoSchema,
  DocProtoSchema,
  NodeProtoSchema,
  type DocListProto,
  type DocProto,
  type NdArrayProto,
  type NodeProto,
} from '../gen/docarray_v2_pb.ts'
import { decoding } from './status.ts'
import { denseArray } from './ndarray.ts'
import { withUnknown } from './unknownFields.ts'

/** The message a Document was read from: types and contents that plain data cannot tell apart go back out as they came. */
const ORIGIN = Symbol('docarray v2 origin')
type Kept = { [ORIGIN]?: unknown }

/** Documents of a DocListProto (Jina 3.x with docarray >= 0.30). @throws RpcError INVALID_ARGUMENT */
export function readDocList(bytes: Uint8Array): Document[] {
  return decoding('the documents (docarray v2)', () => fromBinary(DocListProtoSchema, bytes)).docs.map(
    docFromProto,
  )
}

/** One Document from DocProto bytes. @throws RpcError INVALID_ARGUMENT */
export function readDoc(bytes: Uint8Array): Document {
  return docFromProto(decoding('the document (docarray v2)', () => fromBinary(DocProtoSchema, bytes)))
}

export function writeDocList(docs: readonly DocProto[]): Uint8Array {
  return toBinary(DocListProtoSchema, create(DocListProtoSchema, { docs: [...docs] }))
}

/** A Document as plain data: its fields by name; `null` is Python's None, bytes and arrays keep their form. */
export function docFromProto(proto: DocProto): Document {
  const doc = fieldsOf(proto.data) as unknown as Document
  if (typeof doc.id !== 'string') doc.id = ''
  return keep(doc, proto)
}

function fieldsOf(data: Record<string, NodeProto>): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [key, node] of Object.entries(data))
    Object.defineProperty(fields, key, {
      value: valueOf(node),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  return fields
}

/** What a node holds as plain data. */
export function valueOf(node: NodeProto): unknown {
  const { case: kind, value } = node.content
  switch (kind) {
    case undefined:
      return null
    case 'ndarray':
      return keep(arrayOf(value), value)
    case 'doc':
      return docFromProto(value)
    case 'docArray':
      return keep(value.docs.map(docFromProto), node)
    case 'list':
    case 'set':
    case 'tuple':
      return keep(value.data.map(valueOf), node)
    case 'dict':
      return keep(fieldsOf(value.data), node)
    default:
      return value
  }
}

function arrayOf({ dense }: NdArrayProto): NdArray {
  return denseArray(dense ?? { shape: [], dtype: '<f8', buffer: new Uint8Array() })
}

function keep<T extends object>(value: T, origin: unknown): T {
  Object.defineProperty(value, ORIGIN, { value: origin, configurable: true })
  return value
}

/** The message that a value was read from; undefined for one made here. */
export function originOf(value: object): DocProto | NodeProto | NdArrayProto | undefined {
  return (value as Kept)[ORIGIN] as DocProto | NodeProto | NdArrayProto | undefined
}

/** Gives a Document that stands for another, such as its checked copy, the origin of that one. */
export function keepOrigin<T extends object>(value: T, from: object): T {
  const origin = originOf(from)
  return origin === undefined ? value : keep(value, origin)
}

/** Gives copies of Documents, such as `{...doc}`, the origin of the Document with the same id. */
export function adoptOrigins(copies: readonly Document[], from: readonly Document[]): void {
  const orphans = copies.filter((copy) => originOf(copy) === undefined && Object.isExtensible(copy))
  if (orphans.length === 0) return
  const known = new Map(from.map((doc) => [doc.id, doc]))
  for (const copy of orphans) {
    const before = known.get(copy.id)
    if (before) keepOrigin(copy, before)
  }
}

/** A node in place of another one, whose type and unknown fields it has. */
export function node(content: NodeProto['content'], before?: Partial<NodeProto>): NodeProto {
  const type = before?.docarrayType
  const made = create(NodeProtoSchema, type?.case ? { content, docarrayType: type } : { content })
  return withUnknown(made, before?.$unknown)
}

export type { DocListProto, DocProto, NodeProto }
