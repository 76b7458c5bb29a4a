import { expect, it } from 'vitest'
import { draftOf, followRenames, NEW_DRAFT, parseDraft, type Draft } from './draft.ts'
import { readDraft, toFormMode, toJsonMode } from './readDraft.ts'

const problems = (over: Partial<Draft>) => {
  const read = readDraft({ ...NEW_DRAFT, ...over }, 'http', '/')
  return 'problems' in read ? read.problems : {}
}

it('sends one document per text, and nothing that was left empty', () => {
  expect(readDraft({ ...NEW_DRAFT, texts: ['a', 'b'] }, 'grpc', '/')).toEqual({
    changes: { docs: [], parameters: [] },
    request: { protocol: 'grpc', endpoint: '/', docs: [{ text: 'a' }, { text: 'b' }], parameters: {} },
  })
})

it.each([
  [null, '/search'],
  ['/', '/'],
  [' /index ', '/index'],
])('sends the endpoint %j to %j', (endpoint, sent) => {
  expect(readDraft({ ...NEW_DRAFT, endpoint }, 'grpc', '/search')).toMatchObject({
    request: { endpoint: sent },
  })
})

it('sends what was filled in', () => {
  const draft = { ...NEW_DRAFT, parameters: '{"limit": 3}', targetExecutor: ' encoder ', requestSize: '2' }
  expect(readDraft(draft, 'http', '/')).toMatchObject({
    request: { parameters: { limit: 3 }, targetExecutor: 'encoder', requestSize: 2 },
  })
})

it('takes a single object as a list of one', () => {
  expect(readDraft({ ...NEW_DRAFT, mode: 'json', json: '{"uri": "x"}' }, 'http', '/')).toMatchObject({
    request: { docs: [{ uri: 'x' }] },
  })
})

it('sends the text of what JavaScript would change, and puts it back as it was written', () => {
  const draft: Draft = {
    ...NEW_DRAFT,
    mode: 'json',
    json: '{"embedding": [9007199254740993]}',
    parameters: '{"a": 1.0}',
  }
  const read = readDraft(draft, 'http', '/')
  if ('problems' in read) throw new Error('it can be sent')
  const exact = {
    docs: '[\n  {\n    "embedding": [\n      9007199254740993\n    ]\n  }\n]',
    parameters: '{\n  "a": 1.0\n}',
  }
  expect(read.request.exact).toEqual(exact)
  expect(read.changes).toEqual({ docs: [], parameters: [] })
  expect(draftOf(read.request)).toMatchObject({ json: exact.docs, parameters: exact.parameters })
})

it('says what is changed in rows of text, too', () => {
  const read = readDraft({ ...NEW_DRAFT, texts: ['a', 'half \ud83d'] }, 'http', '/')
  expect(read).toMatchObject({
    changes: { docs: [{ where: 'Document 2, text', message: '\\ud83d is sent as �.' }] },
    request: { exact: { docs: expect.stringContaining('half �') } },
  })
})

it('says where bytes are not base64, and does not send them', () => {
  expect(problems({ mode: 'json', json: '[{},\n {"blob": "aGk"}]' }).docs).toMatchObject({
    message: 'Document 2, blob: this is not base64.',
    at: { line: 2, column: 11 },
  })
})

it.each([
  [{ endpoint: 'search' }, 'endpoint'],
  [{ mode: 'json', json: '[{"text": }]' }, 'docs'],
  [{ mode: 'json', json: '[1]' }, 'docs'],
  [{ parameters: '[]' }, 'parameters'],
  [{ requestSize: '0' }, 'requestSize'],
  [{ requestSize: 'many' }, 'requestSize'],
] satisfies [Partial<Draft>, string][])('names the field that is wrong in %j', (over, field) => {
  expect(Object.keys(problems(over))).toEqual([field])
})

it('says where the parameters go wrong', () => {
  expect(problems({ parameters: '{\n "a": x }' }).parameters).toMatchObject({
    message: expect.stringContaining('Line 2, column 7'),
    at: { offset: 8 },
  })
})

it('goes to JSON and back without a change', () => {
  expect(toFormMode(toJsonMode({ ...NEW_DRAFT, texts: ['a', ''] }))?.texts).toEqual(['a', ''])
})

it('stays in JSON when the form would lose a field', () => {
  expect(toFormMode({ ...NEW_DRAFT, mode: 'json', json: '[{"text": "a", "tags": {"n": 1}}]' })).toBeNull()
})

it('puts an earlier request back', () => {
  const draft = {
    ...NEW_DRAFT,
    endpoint: '/search',
    protocol: 'http' as const,
    parameters: '{\n  "limit": 3\n}',
    requestSize: '5',
  }
  const read = readDraft(draft, 'http', '/')
  expect('request' in read && draftOf(read.request)).toEqual({ ...draft, json: expect.any(String) })
})

it.each([null, 3, {}, { ...NEW_DRAFT, texts: [1] }])('does not take %j for a draft', (stored) => {
  expect(parseDraft(stored)).toBeNull()
})

it('reads back what was kept', () => {
  expect(parseDraft(JSON.parse(JSON.stringify(NEW_DRAFT)))).toEqual(NEW_DRAFT)
})

it('a request follows when the Executors that it names are renamed', () => {
  const draft = { ...NEW_DRAFT, targetExecutor: 'a', parameters: '{"a__limit": 1, "ab__limit": 2}' }
  expect(followRenames(draft, { a: 'z' })).toEqual({
    ...draft,
    targetExecutor: 'z',
    parameters: '{"z__limit": 1, "ab__limit": 2}',
  })
  expect(followRenames(draft, { b: 'z' })).toBe(draft)
})
