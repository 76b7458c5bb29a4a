import { expect, test } from 'vitest'
import { describeDocuments, describeParameters } from './describeChanges.ts'
import { parseJson } from './parseJson.ts'

function written(text: string) {
  const read = parseJson(text)
  if ('problem' in read) throw new Error(read.problem.message)
  return read.written
}
const said = (doc: string, docarray: 'v1' | 'v2' = 'v1') =>
  describeDocuments([written(doc)], docarray).changes.map(({ where, message }) => `${where}: ${message}`)

test.each([
  ['{"tags": {"n": 9007199254740993}}', 'tags.n: 9007199254740993 is sent as 9007199254740992.'],
  ['{"tags": {"n": [[1e400]]}}', 'tags.n[0][0]: 1e400 is sent as Infinity.'],
  ['{"tags": {"n": -1e400}}', 'tags.n: -1e400 is sent as -Infinity.'],
  ['{"tags": {"n": 1e-400}}', 'tags.n: 1e-400 is sent as 0.'],
  [
    '{"tags": {"n": 0.12345678901234567890}}',
    'tags.n: 0.12345678901234567890 is sent as 0.12345678901234568.',
  ],
  ['{"_metadata": {"n": 9007199254740993}}', '_metadata.n: 9007199254740993 is sent as 9007199254740992.'],
  ['{"weight": 16777217}', 'weight: 16777217 is sent as 16777216.'],
  ['{"offset": 1e39}', 'offset: 1e39 is sent as Infinity.'],
  ['{"location": [0.5, 0.123456789]}', 'location[1]: 0.123456789 is sent as 0.12345679.'],
  ['{"scores": {"a": {"value": 16777217}}}', 'scores.a.value: 16777217 is sent as 16777216.'],
  ['{"tensor": [1, 9007199254740993.5]}', 'tensor[1]: 9007199254740993.5 is sent as 9007199254740994.'],
  [
    '{"embedding": [[1, 9007199254740993], [0.5, 2]]}',
    'embedding[0][1]: 9007199254740993 is sent as 9007199254740992.',
  ],
  ['{"embedding": [1, null]}', 'embedding[1]: null is sent as NaN.'],
  [
    '{"embedding": [1, 18446744073709551615]}',
    'embedding[1]: 18446744073709551615 is sent as 18446744073709552000.',
  ],
  ['{"txet": "a"}', 'txet: It is not a field of a document, and is not sent.'],
  [
    '{"chunks": [{}, {"mimeType": "a"}]}',
    'chunks[1].mimeType: It is not a field of a document, and is not sent.',
  ],
  ['{"scores": {"a": {"valeu": 1}}}', 'scores.a.valeu: It is not a field of a score, and is not sent.'],
  [
    '{"tensor": {"shape": [0], "dtype": "<f4", "base64": "", "x": 1}}',
    'tensor.x: It is not a field of a tensor, and is not sent.',
  ],
  ['{"text": "a", "text": "b"}', 'text: It is there more than once; the last value is sent.'],
  ['{"tags": {"a": {"b": 1, "b": 2}}}', 'tags.a.b: It is there more than once; the last value is sent.'],
  [String.raw`{"text": "a\ud83d"}`, String.raw`text: \ud83d is sent as �.`],
  [String.raw`{"tags": {"\udc00": 1}}`, String.raw`tags.�: \udc00 is sent as �.`],
  [
    '{"text": "a", "tensor": [1e400]}',
    'tensor: It is not sent: a document holds either text, a blob or a tensor, and "text" is there.',
  ],
])('%s is told', (doc, message) => {
  expect(said(doc)).toEqual([message])
})

test.each([
  '{"id": "a", "text": "😀", "tags": {"a": 1.0, "b": -0, "c": 1e5, "d": 0.1, "e": 1.10, "f": 1e22, "g": null}}',
  '{"weight": 0.1, "offset": 3.4e38, "location": [1, 2.5]}',
  '{"embedding": [9007199254740993, -9223372036854775808]}',
  '{"embedding": [18446744073709551615, 9223372036854775808]}',
  '{"tensor": [["a"], [null]]}',
  '{"text": null, "tensor": [1.0, 2]}',
  '{"chunks": [{"text": "a"}], "matches": []}',
])('%s is sent as it is written', (doc) => {
  expect(said(doc)).toEqual([])
})

test('fields of a class of docarray v2 are not known, its numbers are', () => {
  expect(said('{"price": 9007199254740993, "title": "a"}', 'v2')).toEqual([
    'price: 9007199254740993 is sent as 9007199254740992.',
  ])
})

test('of several documents each is named', () => {
  const { changes } = describeDocuments([written('{}'), written('{"a": 1}')], 'v1')
  expect(changes.map(({ where }) => where)).toEqual(['Document 2, a'])
})

test.each([
  ['"aGk="', true],
  ['"aG k=\\n"', true],
  ['""', true],
  ['"aGk"', false],
  ['"aGk-"', false],
  ['"a=Gk"', false],
])('%s in a blob: base64 is %s', (blob, good) => {
  const doc = `{"blob": ${blob}, "chunks": [{"tensor": {"shape": [1], "dtype": "|u1", "base64": ${blob}}}]}`
  expect(describeDocuments([written(doc)], 'v1').badBase64).toEqual(
    good
      ? []
      : [
          { where: 'blob', offset: 9 },
          { where: 'chunks[0].tensor.base64', offset: doc.lastIndexOf(blob) },
        ],
  )
})

test('parameters are numbers of 64 bits', () => {
  expect(describeParameters(written('{"a": [9007199254740993], "b": 1.0}')).changes).toEqual([
    { where: 'a[0]', message: '9007199254740993 is sent as 9007199254740992.' },
  ])
})
