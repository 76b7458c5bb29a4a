import type { RequestResponse } from '@flowdeck/shared'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AnswerStore } from './AnswerStore.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowdeck-answers-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const answer = (index: number, text: string): RequestResponse => ({
  index,
  ms: 1,
  status: null,
  parameters: null,
  routes: [],
  docs: [{ text }],
  passages: [{ executor: 'a', docsIn: [], docsOut: [] }],
})

test('keeps a whole answer, without what went between Executors, until it ends', async () => {
  const store = new AnswerStore(dir)
  expect(await store.keep('a', answer(0, 'hello'))).toBe(true)
  const path = await store.find('a', 0)
  const { passages: _, ...whole } = answer(0, 'hello')
  expect(JSON.parse(readFileSync(path as string, 'utf8'))).toEqual(whole)
  expect(await store.find('a', 1)).toBeNull()
  await store.close()
  expect(existsSync(path as string)).toBe(false)
})

test('the oldest go when there is no room, and what is larger than the room is not kept', async () => {
  const store = new AnswerStore(dir, 400)
  for (const id of ['a', 'b', 'c']) await store.keep(id, answer(0, 'x'.repeat(100)))
  expect(await store.find('a', 0)).toBeNull()
  expect(await store.find('c', 0)).not.toBeNull()
  expect(await store.keep('d', answer(0, 'x'.repeat(500)))).toBe(false)
})

test('what a killed server left is removed', async () => {
  const left = join(dir, 'answers', '999999999-dead')
  mkdirSync(left, { recursive: true })
  await new AnswerStore(dir).keep('a', answer(0, ''))
  expect(existsSync(left)).toBe(false)
  expect(readdirSync(join(dir, 'answers'))).toHaveLength(1)
})

test('a disk that takes nothing costs the copy, nothing else', async () => {
  writeFileSync(join(dir, 'answers'), 'a file is in the way')
  expect(await new AnswerStore(dir).keep('a', answer(0, ''))).toBe(false)
})
