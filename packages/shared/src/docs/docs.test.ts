import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { errorsDoc } from './errorsDoc.ts'
import { flowYamlDoc } from './flowYamlDoc.ts'
import { fillProtocolDoc } from './protocolDoc.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const committed = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8')

test.each([
  ['flow-yaml.md', flowYamlDoc],
  ['errors.md', errorsDoc],
  ['protocol.md', () => fillProtocolDoc(committed('protocol.md'))],
])('docs/%s is what `npm run generate` writes', (name, make) => {
  expect(committed(name)).toBe(make())
})

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]

test.each(PAGES)('%s links only to files that exist', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8')
  const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target ?? '')
  const missing = targets
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
  expect(missing).toEqual([])
})

test('docs/README.md lists every page', () => {
  const index = committed('README.md')
  for (const name of readdirSync(join(ROOT, 'docs')))
    if (name.endsWith('.md') && name !== 'README.md') expect(index).toContain(`](${name})`)
})

test('README.md has at most 80 lines', () => {
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(80)
})
