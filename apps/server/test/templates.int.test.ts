import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Flow } from '@flowdeck/runtime'
import { parseFlow, type Template } from '@flowdeck/shared'
import { expect, onTestFinished, test } from 'vitest'
import { readTemplates } from '../src/catalog/templates.ts'
import { openServer } from './openServer.ts'

const DIR = join(import.meta.dirname, '../../../examples')
const all = await readTemplates(DIR)

/** What one request through each template must bring. */
const ANSWERS: Record<string, RegExp> = {
  hello: /HELLO WORLD FOO WAS HERE/,
  'encode-and-search': /"matches":.*sail/i,
  multimodal: /"matches":.*"Red winter boots"/,
  routing: /You asked: Where is my parcel\?.*You said: Thank you!/s,
  'custom-reduce': /"votes":"2 of 3"/,
  sharded: /"shard":0.*"shard":1|"shard":1.*"shard":0/s,
  external: /Hello, Hello, Ada/,
  floating: /Coming: two coffees/,
}

test('there are nine templates, and each is free of problems', () => {
  expect(all.map(({ id }) => id)).toEqual([
    'hello',
    'encode-and-search',
    'multimodal',
    'routing',
    'custom-reduce',
    'sharded',
    'streaming',
    'external',
    'floating',
  ])
  for (const { id, text } of all)
    expect(
      parseFlow(text).issues.filter(({ severity }) => severity !== 'info'),
      id,
    ).toEqual([])
})

async function start({ id }: Template) {
  const flow = await (await Flow.loadConfig(join(DIR, id, 'flow.yml'))).start()
  onTestFinished(() => flow.close({ graceMs: 500 }))
  return flow
}

test.each(all.filter(({ id }) => id !== 'streaming'))('$id answers its request', async (made) => {
  const { endpoint, docs, parameters } = made.request
  const flow = await start(made)
  const answer = await flow.post(endpoint, docs, { parameters: parameters as never })
  expect(JSON.stringify(answer)).toMatch(ANSWERS[made.id] as RegExp)
})

test('streaming answers word by word', async () => {
  const made = all.find(({ id }) => id === 'streaming') as Template
  const flow = await start(made)
  const words: string[] = []
  for await (const doc of flow.streamDoc(made.request.endpoint, made.request.docs[0] ?? {}))
    words.push(doc.text ?? '')
  expect(words.join(' ')).toContain('about the sea.')
})

test('using a template copies its files into a new folder', async () => {
  const { api, workspace } = await openServer()
  const used = await api('POST', '/api/templates/routing', { flow: 'replies/flow.yml' })
  expect(used).toMatchObject({ status: 201, json: { id: 'replies/flow.yml', draft: null } })
  expect(existsSync(join(workspace, 'replies/sort.ts'))).toBe(true)
  expect(existsSync(join(workspace, 'replies/template.json'))).toBe(false)
})

test('a template never writes over anything, and not outside the workspace', async () => {
  const { api } = await openServer()
  const use = async (id: string, flow: string) => (await api('POST', `/api/templates/${id}`, { flow })).status
  expect(await use('hello', 'hello/other.yml')).toBe(409)
  expect(await use('nothing', 'new/flow.yml')).toBe(404)
  expect(await use('hello', 'flow.yml')).toBe(400)
  expect(await use('hello', '../out/flow.yml')).toBeGreaterThanOrEqual(400)
})
