import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FlowFile, FlowVersion, VersionSummary } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { CORPUS } from '../../../packages/shared/test/fixtures/corpus.ts'
import { loadFlow, openServer, type Opened } from './openServer.ts'

const HELLO = '/api/flows/hello%2Fflow.yml'

test('every file of the corpus is opened and saved byte for byte', async () => {
  const opened = await openServer()
  for (const [index, { name, text }] of CORPUS.entries()) {
    const id = `corpus-${index}.yml`
    const path = join(opened.workspace, id)
    writeFileSync(path, text)
    const bytes = readFileSync(path)
    const flow = await loadFlow(opened, id)
    const save = async (now: string, revision: string) =>
      (await opened.api('PUT', `/api/flows/${id}`, { text: now, layout: flow.layout, revision }))
        .json as unknown as { revision: string }
    await save(flow.text, flow.revision)
    expect(readFileSync(path).equals(bytes), name).toBe(true)
    // An edit that is undone writes the file twice; what it was comes back.
    const edited = await save(`${flow.text}# edited`, flow.revision)
    await save(flow.text, edited.revision)
    expect(readFileSync(path).equals(bytes), name).toBe(true)
  }
})

const versionsOf = async ({ api }: Opened) =>
  ((await api('GET', `${HELLO}/versions`)).json as { versions: VersionSummary[] }).versions

test('a save keeps what was there before and what is there now; a version is read, named, renamed and deleted', async () => {
  const opened = await openServer()
  const { text, layout, revision } = await loadFlow(opened, 'hello/flow.yml')
  const now = `${text}# two\n`
  const saved = (await opened.api('PUT', HELLO, { text: now, layout, revision })).json as { revision: string }
  expect((await versionsOf(opened)).map((version) => version.revision)).toEqual([saved.revision, revision])

  const named = await opened.api('POST', `${HELLO}/versions`, { name: ' tuned ', revision: saved.revision })
  expect(named).toMatchObject({ status: 201, json: { name: 'tuned' } })
  const [newest] = await versionsOf(opened)
  const one = `${HELLO}/versions/${newest?.id ?? ''}`
  expect((await opened.api('GET', one)).json as FlowVersion).toMatchObject({ text: now, name: 'tuned' })
  expect((await opened.api('PUT', one, { name: 'better' })).json).toMatchObject({ name: 'better' })
  expect((await opened.api('DELETE', one)).status).toBe(204)
  expect((await opened.api('GET', one)).status).toBe(404)
})

test('a file that changed since is not named', async () => {
  const opened = await openServer()
  const { revision } = await loadFlow(opened, 'hello/flow.yml')
  writeFileSync(join(opened.workspace, 'hello/flow.yml'), 'jtype: Flow\n')
  const answer = await opened.api('POST', `${HELLO}/versions`, { name: 'mine', revision })
  expect(answer.status).toBe(409)
  expect(await versionsOf(opened)).toEqual([])
})

test.each([{ name: '' }, { name: 'x'.repeat(81) }, { name: 'a\nb' }, { name: 'a', extra: 1 }])(
  'the name %j is refused',
  async (body) => {
    const opened = await openServer()
    const { revision } = await loadFlow(opened, 'hello/flow.yml')
    expect((await opened.api('POST', `${HELLO}/versions`, { revision, ...body })).status).toBe(400)
  },
)

test('a deleted Flow leaves its last version', async () => {
  const opened = await openServer()
  const { revision } = await loadFlow(opened, 'hello/flow.yml')
  await opened.api('DELETE', HELLO)
  expect((await versionsOf(opened)).map((version) => version.revision)).toEqual([revision])
})

test('the draft of another tab is never written over, nor dropped by its save', async () => {
  const opened = await openServer()
  const { text, layout, revision } = await loadFlow(opened, 'hello/flow.yml')
  const put = (tab: string, line: string, over?: number) =>
    opened.api('PUT', `${HELLO}/draft`, {
      text: `${text}# ${line}\n`,
      layout,
      baseRevision: revision,
      tab,
      ...(over === undefined ? {} : { over }),
    })
  const draft = async () => ((await opened.api('GET', HELLO)).json as FlowFile).draft
  expect((await put('one', 'first')).status).toBe(204)
  const refused = await put('two', 'second')
  expect(refused).toMatchObject({
    status: 409,
    json: { error: { code: 'DRAFT_CONFLICT' }, draft: { tab: 'one', text: `${text}# first\n` } },
  })
  await opened.api('DELETE', `${HELLO}/draft?tab=two`)
  await opened.api('PUT', HELLO, { text: `${text}# saved\n`, layout, revision, tab: 'two' })
  expect(await draft()).toMatchObject({ tab: 'one' })
  expect((await put('two', 'second', 1)).status).toBe(409)
  expect((await put('two', 'second', (await draft())?.savedAt)).status).toBe(204)
  expect(await draft()).toMatchObject({ tab: 'two' })
  await opened.api('DELETE', `${HELLO}/draft?tab=two`)
  expect(await draft()).toBeNull()
})
