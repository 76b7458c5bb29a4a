import { fromBinary } from '@bufbuild/protobuf'
import {
  DOCUMENT_KEYS,
  type DocarrayGeneration,
  type Document,
  type NamedScore,
  type NdArray,
} from '@flowdeck/shared'
import { DocProtoSchema, type DocProto, type NodeProto } from '../gen/docarray_v2_pb.ts'
import { floatText, writeJson, type JsonStyle } from '../json/writeJson.ts'
import { bytesToText } from './docJson.ts'
import { denseArray } from './ndarray.ts'
import { readDocument } from './documentProto.ts'
import { decoding } from './status.ts'
import { tensorText } from './tensorText.ts'

export interface DocumentStyle {
  /** Writes absent fields of docarray v1 as null (HTTP) instead of leaving them out (WebSocket). */
  nulls: boolean
  numbers: JsonStyle
}

/**
 * The JSON text of one Document, with the types of its numbers: `1.0` is a float, and integers have all their digits.
 * @throws RpcError INVALID_ARGUMENT for bytes that are no Document, FlowError BAD_REQUEST for a tensor that JSON cannot hold
 */
export function documentText(bytes: Buffer, generation: DocarrayGeneration, style: DocumentStyle): string {
  return generation === 'v2'
    ? docText(
        decoding('the document (docarray v2)', () => fromBinary(DocProtoSchema, bytes)),
        style.numbers,
      )
    : documentV1Text(readDocument(bytes), style)
}

/** Jina 3.x, docarray v1: snake_case keys, `blob` as base64, tensors as nested lists. */
export function documentV1Text(doc: Document, style: DocumentStyle): string {
  let out = ''
  for (const key of DOCUMENT_KEYS) {
    const value = doc[key]
    if (value === undefined && !style.nulls) continue
    // Jina 3.x: pydantic leaves out what begins with `_` and is not set.
    if (key === '_metadata' && Object.keys(value ?? {}).length === 0) continue
    out += `${out === '' ? '{' : ','}"${key}":${value === undefined ? 'null' : fieldText(key, value, style)}`
  }
  return `${out}}`
}

function fieldText(key: (typeof DOCUMENT_KEYS)[number], value: unknown, style: DocumentStyle): string {
  switch (key) {
    case 'blob':
      return `"${Buffer.from(value as Uint8Array).toString('base64')}"`
    case 'tensor':
    case 'embedding':
      return tensorText(value as NdArray, style.numbers)
    case 'chunks':
    case 'matches':
      return `[${(value as Document[]).map((child) => documentV1Text(child, style)).join(',')}]`
    case 'granularity':
    case 'adjacency':
      return String(value)
    case 'scores':
    case 'evaluations':
      return scoresText(value as Record<string, NamedScore>, style)
    default:
      return writeJson(value, style.numbers, 'floats')
  }
}

/** Jina 3.x: every key of a score is there over HTTP. */
function scoresText(scores: Record<string, NamedScore>, { nulls, numbers }: DocumentStyle): string {
  const full = Object.entries(scores).map(([name, score]) => {
    const all = nulls ? { op_name: null, description: null, ref_id: null, ...score } : score
    return `${JSON.stringify(name)}:${writeJson(all, numbers, 'floats')}`
  })
  return `{${full.join(',')}}`
}

/** Jina 3.x, docarray v2: the fields of its class; bytes as the text they are. */
function docText({ data }: DocProto, style: JsonStyle): string {
  const { id, ...fields } = data
  const own = Object.entries(fields).map(([key, node]) => `,${JSON.stringify(key)}:${nodeText(node, style)}`)
  const known = id?.content.case === 'text' && id.content.value !== '' ? id.content.value : null
  return `{"id":${JSON.stringify(known)}${own.join('')}}`
}

function nodeText({ content }: NodeProto, style: JsonStyle): string {
  switch (content.case) {
    case undefined:
      return 'null'
    case 'text':
      return JSON.stringify(content.value)
    case 'integer':
      return String(content.value)
    case 'float':
      return floatText(content.value, style)
    case 'boolean':
      return content.value ? 'true' : 'false'
    case 'blob':
      return JSON.stringify(bytesToText(content.value))
    case 'ndarray':
      return content.value.dense ? tensorText(denseArray(content.value.dense), style) : 'null'
    case 'doc':
      return docText(content.value, style)
    case 'docArray':
      return `[${content.value.docs.map((doc) => docText(doc, style)).join(',')}]`
    case 'list':
    case 'set':
    case 'tuple':
      return `[${content.value.data.map((item) => nodeText(item, style)).join(',')}]`
    case 'dict':
      return `{${Object.entries(content.value.data)
        .map(([key, item]) => `${JSON.stringify(key)}:${nodeText(item, style)}`)
        .join(',')}}`
  }
}
