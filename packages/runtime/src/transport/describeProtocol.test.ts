import type { JsonValue } from '@bufbuild/protobuf'
import { create, createFileRegistry, fromBinary, fromJson, toBinary, toJson } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import { describe, expect, test } from 'vitest'
import { describeProtocol } from './describeProtocol.ts'

/** Reads the answer as a tool does that knows nothing else. */
const registryOf = (files: Uint8Array[] | null) =>
  createFileRegistry(
    create(FileDescriptorSetSchema, {
      file: (files ?? []).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes)),
    }),
  )

describe.each<['v1' | 'v2', JsonValue]>([
  ['v1', { docs: [{ text: 'hello', tags: { a: 1 } }] }],
  ['v2', { docs: [{ data: { text: { text: 'hello' } } }] }],
])('with docarray %s', (docarray, docs) => {
  test('a service is described with all its messages, documents included', () => {
    const registry = registryOf(describeProtocol({ symbol: 'jina.JinaRPC' }, docarray))
    const request = registry.getService('jina.JinaRPC')?.method['call']?.input
    if (!request) throw new Error('JinaRPC is not described')
    const json = { header: { execEndpoint: '/bar' }, data: { docs } }
    const bytes = toBinary(request, fromJson(request, json, { registry }))
    expect(toJson(request, fromBinary(request, bytes), { registry })).toEqual(json)
  })
})

test('files are found by name; what there is not is null', () => {
  expect(describeProtocol({ file: 'docarray.proto' }, 'v1')).not.toBeNull()
  expect(describeProtocol({ symbol: 'jina.JinaRPC.Call' }, 'v1')).not.toBeNull()
  expect(describeProtocol({ symbol: 'jina.Nothing' }, 'v1')).toBeNull()
  expect(describeProtocol({ file: '../etc/passwd' }, 'v2')).toBeNull()
})
