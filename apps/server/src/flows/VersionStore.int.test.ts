import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { revisionOf } from './FlowStore.ts'
import { VersionStore } from './VersionStore.ts'

const LAYOUT = { version: 1 as const, nodes: { a: { x: 16, y: 32 } } }
const state = (text: string) => ({ text, revision: revisionOf(text), layout: LAYOUT })

function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-versions-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, store: new VersionStore(folder, '/workspace') }
}

test('gives back every state byte for byte, newest first, with the lines that changed', async () => {
  const { store } = opened()
  const first = '\uFEFFa\r\nb\tü'
  await store.record('f.yml', state(first))
  await store.record('f.yml', state('a\nc\n'))
  const list = await store.list('f.yml')
  expect(list.map(({ name, lines }) => [name, lines])).toEqual([
    [null, { added: 3, removed: 2 }],
    [null, { added: 2, removed: 1 }],
  ])
  expect(await store.load('f.yml', list[1]?.id ?? '')).toMatchObject({ text: first, layout: LAYOUT })
  expect(await store.list('g.yml')).toEqual([])
})

test('the same state twice is one version', async () => {
  const { store } = opened()
  await Promise.all([store.record('f.yml', state('x')), store.record('f.yml', state('x'))])
  expect(await store.list('f.yml')).toHaveLength(1)
})

test('versions without a name go in time, named ones stay', async () => {
  const { store } = opened()
  await store.name('f.yml', state('kept'), 'before the change')
  for (let i = 0; i < 60; i++) await store.record('f.yml', state(`text ${i}\n`))
  const list = await store.list('f.yml')
  expect(list.filter(({ name }) => name === null)).toHaveLength(50)
  expect(list.at(-1)).toMatchObject({ name: 'before the change' })
  const { id } = list.at(-1) ?? { id: '' }
  await store.rename('f.yml', id, null)
  expect((await store.list('f.yml')).some((version) => version.id === id)).toBe(false)
})

test('no more than 8 MiB of texts without a name are kept', async () => {
  const { store } = opened()
  for (let i = 0; i < 12; i++) await store.record('f.yml', state(`${i} ${'x'.repeat(1024 * 1024 - 10)}`))
  expect((await store.list('f.yml')).length).toBe(9)
})

test('naming names what is on disk, and the hundredth and first name is refused in words', async () => {
  const { store } = opened()
  const { id } = await store.record('f.yml', state('x'))
  expect(await store.name('f.yml', state('x'), 'x')).toMatchObject({ id, name: 'x' })
  for (let i = 1; i < 100; i++) await store.name('f.yml', state(`x${i}`), `${i}`)
  await expect(store.name('f.yml', state('more'), 'more')).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('delete one'),
  })
})

test('a torn or foreign file of the folder is left out', async () => {
  const { folder, store } = opened()
  const { id } = await store.record('f.yml', state('x'))
  const [workspace] = readdirSync(join(folder, 'versions'))
  const [flow] = readdirSync(join(folder, 'versions', workspace ?? ''))
  const path = (name: string) => join(folder, 'versions', workspace ?? '', flow ?? '', name)
  writeFileSync(path('9999999999999-00000000.json'), '{"id":')
  writeFileSync(path('notes.txt'), 'hello')
  expect((await store.list('f.yml')).map((version) => version.id)).toEqual([id])
})

test.each(['../../x', 'nothing', '0000000000000-00000000'])('there is no version %s', async (version) => {
  await expect(opened().store.load('f.yml', version)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' })
})
