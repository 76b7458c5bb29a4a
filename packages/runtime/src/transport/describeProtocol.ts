import type { DocarrayGeneration } from '@flowdeck/shared'
import { clone, toBinary } from '@bufbuild/protobuf'
import {
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  type DescriptorProto,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt'
import { file_docarray_v1 } from '../gen/docarray_v1_pb.ts'
import { file_docarray_v2 } from '../gen/docarray_v2_pb.ts'
import { file_jina } from '../gen/jina_pb.ts'
import { file_reflection } from '../gen/reflection_pb.ts'

const WELL_KNOWN = [file_google_protobuf_empty, file_google_protobuf_struct, file_google_protobuf_timestamp]
const described = new Map<DocarrayGeneration, FileDescriptorProto[]>()

/**
 * The files that describe a symbol (`jina.JinaRPC`) or have a name (`jina.proto`), after those it imports; null when there is none.
 * What tools such as grpcurl ask by reflection. Jina 3.x: documents of either generation are of the package `docarray`.
 */
export function describeProtocol(
  asked: { symbol: string } | { file: string },
  docarray: DocarrayGeneration,
): Uint8Array[] | null {
  const files = filesOf(docarray)
  const found = files.find((file) =>
    'file' in asked ? file.name === asked.file : symbolsOf(file).has(asked.symbol),
  )
  if (!found) return null
  const wanted = new Set<FileDescriptorProto>()
  const want = (file: FileDescriptorProto) => {
    for (const known of files) if (!wanted.has(known) && file.dependency.includes(known.name)) want(known)
    wanted.add(file)
  }
  want(found)
  return [...wanted].map((file) => toBinary(FileDescriptorProtoSchema, file))
}

function filesOf(docarray: DocarrayGeneration): FileDescriptorProto[] {
  const known = described.get(docarray)
  if (known) return known
  const documents = documentsFile(docarray)
  const files = [
    jinaFile(docarray, documents.name),
    documents,
    clone(FileDescriptorProtoSchema, file_reflection.proto),
    ...WELL_KNOWN.map(({ proto }) => clone(FileDescriptorProtoSchema, proto)),
  ].map((file) => ({ ...file, name: file.name.endsWith('.proto') ? file.name : `${file.name}.proto` }))
  described.set(docarray, files)
  return files
}

/** Our own descriptions keep the generations apart by package; on the wire both are `docarray`. */
function documentsFile(docarray: DocarrayGeneration): FileDescriptorProto {
  const file = clone(
    FileDescriptorProtoSchema,
    docarray === 'v2' ? file_docarray_v2.proto : file_docarray_v1.proto,
  )
  const own = `.${file.package}.`
  const rename = ({ field, nestedType }: DescriptorProto) => {
    for (const one of field)
      if (one.typeName.startsWith(own)) one.typeName = `.docarray.${one.typeName.slice(own.length)}`
    nestedType.forEach(rename)
  }
  file.messageType.forEach(rename)
  file.package = 'docarray'
  file.name = 'docarray.proto'
  return file
}

/** In Jina's own description the documents are messages; ours reads them as bytes, which look the same on the wire. */
function jinaFile(docarray: DocarrayGeneration, documents: string): FileDescriptorProto {
  const file = clone(FileDescriptorProtoSchema, file_jina.proto)
  const [list, one] =
    docarray === 'v2' ? ['DocListProto', 'DocProto'] : ['DocumentArrayProto', 'DocumentProto']
  const retype = (message: DescriptorProto | undefined, name: string, type: string) => {
    const field = message?.field.find((known) => known.name === name)
    if (!field) return
    field.type = FieldDescriptorProto_Type.MESSAGE
    field.typeName = `.docarray.${type}`
  }
  const message = (name: string) => file.messageType.find((known) => known.name === name)
  retype(message('DataRequestProto')?.nestedType[0], 'docs', list)
  retype(message('SingleDocumentRequestProto'), 'document', one)
  file.dependency.push(documents)
  return file
}

function symbolsOf(file: FileDescriptorProto): Set<string> {
  const symbols = new Set<string>()
  const add = (prefix: string, { name, nestedType, enumType }: DescriptorProto) => {
    const whole = `${prefix}.${name}`
    symbols.add(whole)
    for (const nested of nestedType) add(whole, nested)
    for (const known of enumType) symbols.add(`${whole}.${known.name}`)
  }
  for (const message of file.messageType) add(file.package, message)
  for (const known of file.enumType) symbols.add(`${file.package}.${known.name}`)
  for (const { name, method } of file.service) {
    symbols.add(`${file.package}.${name}`)
    for (const one of method) symbols.add(`${file.package}.${name}.${one.name}`)
  }
  return symbols
}
