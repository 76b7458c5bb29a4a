import { fromBinary } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { EndpointsProtoSchema } from '../gen/jina_pb.ts'
import { endpointsReply } from './discovery.ts'

const SCHEMA = {
  input: { title: 'A' },
  output: { title: 'B' },
  parameters: null,
  generator: true,
  single: false,
}

test('the answer to discovery names the dry run, with docarray v2 also among the schemas', () => {
  const plain = fromBinary(EndpointsProtoSchema, endpointsReply(['/a'], new Map()))
  expect([plain.endpoints, plain.schemas]).toEqual([['/a', '_jina_dry_run_'], undefined])
  const { endpoints, schemas } = fromBinary(
    EndpointsProtoSchema,
    endpointsReply(['/a'], new Map([['/a', SCHEMA]])),
  )
  expect(endpoints).toEqual(['/a', '_jina_dry_run_'])
  expect(schemas).toMatchObject({
    '/a': { input: { title: 'A' }, output: { title: 'B' }, is_generator: true, is_singleton_doc: false },
    _jina_dry_run_: { input: { title: 'LegacyDocumentJina' }, is_generator: false, is_singleton_doc: false },
  })
})
