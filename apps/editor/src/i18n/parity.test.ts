import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SECTIONS, fieldsOf } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import de from './de.json'
import en from './en.json'
import { callsOf, checkFiles, sourceFiles } from './test/sources.ts'

const REPOSITORY = join(import.meta.dirname, '../../../..')
const german: Readonly<Record<string, string>> = de
const english: Readonly<Record<string, string>> = en

const sentences = checkFiles().flatMap((file) => callsOf(file, ['sentence']))
const calls = [
  ...sourceFiles().flatMap((file) => callsOf(file, file.endsWith('labelOf.ts') ? ['say'] : ['t'])),
  ...sentences,
]
const said = calls.flatMap(({ text, ...call }) => (text === null ? [] : [{ text, ...call }]))
const keyOf = ({ text, context }: { text: string; context: string | null }) =>
  context === null ? text : `${text}_${context}`

/** Texts that come from the key table, the server and the templates, and are translated where they are shown. */
const fromElsewhere = [
  ...SECTIONS,
  ...(['flow', 'gateway', 'executor'] as const).flatMap((scope) => fieldsOf(scope).map(({ help }) => help)),
  ...textsIn('apps/server/src/catalog/readCatalog.ts', /description: '([^']+)'/g),
  ...readdirSync(join(REPOSITORY, 'examples')).flatMap((folder) =>
    textsIn(`examples/${folder}/template.json`, /"(?:title|about)": "([^"]+)"/g),
  ),
]

function textsIn(path: string, pattern: RegExp): string[] {
  try {
    return [...readFileSync(join(REPOSITORY, path), 'utf8').matchAll(pattern)].map(([, text = '']) => text)
  } catch {
    return []
  }
}

/** The entries that a text needs: one, or one for each plural. */
const entriesOf = (key: string, plural: boolean) => (plural ? [`${key}_one`, `${key}_other`] : [key])
const needed = new Set([
  ...said.flatMap((call) => entriesOf(keyOf(call), call.values.includes('count'))),
  ...fromElsewhere,
])
const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name = '']) => name))].sort()

test('every text has a German entry', () => {
  expect([...needed].filter((key) => !german[key])).toEqual([])
})

test('no German entry is left over', () => {
  expect(Object.keys(german).filter((key) => !needed.has(key))).toEqual([])
})

test('the German entries are sorted', () => {
  expect(Object.keys(german)).toEqual(Object.keys(german).toSorted((a, b) => (a < b ? -1 : 1)))
})

test('German says the same values as English; one of something may go without its number', () => {
  const differing = Object.entries(german).filter(([key, text]) => {
    const wanted = placeholders(key)
    const own = placeholders(text)
    const one = key.endsWith('_one') ? wanted.filter((name) => name !== 'count') : wanted
    return String(own) !== String(wanted) && String(own) !== String(one)
  })
  expect(differing).toEqual([])
})

test('every text that counts has its English singular, and there is no other', () => {
  const counted = said.filter(({ values }) => values.includes('count')).map(({ text }) => `${text}_one`)
  expect(Object.keys(english).toSorted()).toEqual([...new Set(counted)].toSorted())
})

test('a sentence of the checks counts nothing: its English is what the command line prints', () => {
  expect(sentences.filter(({ values }) => values.includes('count'))).toEqual([])
})

test('the values of each call are those of its text', () => {
  const differing = said.filter(
    ({ text, values }) =>
      String(placeholders(text).filter((name) => name !== 'count')) !==
      String(values.filter((name) => name !== 'count').toSorted()),
  )
  expect(differing).toEqual([])
})

test('texts stand in the source: t() and sentence() are given nothing that is computed', () => {
  expect(calls.filter(({ text }) => text === null)).toEqual([])
})

test('what comes from elsewhere is translated in these places only', () => {
  const sources = sourceFiles().flatMap((file) => callsOf(file, ['translated']).map(({ source }) => source))
  expect([...new Set(sources)].toSorted()).toEqual([
    'entry.description',
    'field.help',
    'help',
    'made.about',
    'made.title',
    'section',
  ])
})
