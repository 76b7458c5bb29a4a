// Writes docs/reliability.md: every acceptance row with its promise and the tests that name it.
//   node scripts/reliability/generate.mjs            writes the page
//   node scripts/reliability/generate.mjs --check    exit code 1 when a row has neither a test nor a reason, or the page is stale
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readArguments } from '../lib/usage.mjs'
import { FAULTS, SECURITY, UNTESTED } from './rows.mjs'

const isCheck = readArguments(
  `node scripts/reliability/generate.mjs [--check]

Writes docs/reliability.md: every acceptance row with its promise and the tests that name it.

  --check    writes nothing; exit code 1 when a row has neither a test nor a reason, or the page is not what would be written`,
  ['--check'],
).includes('--check')

const ROOT = join(import.meta.dirname, '..', '..')
const PAGE = join(ROOT, 'docs', 'reliability.md')
const MARK = /\[((?:SEC|FI)-\d\d)\]/g
/** A string literal that ends with a mark: the title of a test. */
const TITLE = /(['"`])((?:\\.|(?!\1)[^\n\\])*\[(?:SEC|FI)-\d\d\])\1/g

/** Finds the tests that name rows: id → `{ title, file }`, in the order of the files. */
function findTests() {
  const patterns = ['*.test.ts', '*.test.tsx', '*.spec.ts']
  const listed = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns],
    { cwd: ROOT, encoding: 'utf8' },
  )
  const tests = new Map()
  for (const file of [...new Set(listed.split('\n'))].filter(Boolean).sort((a, b) => (a < b ? -1 : 1)))
    for (const [, , text] of readIfThere(join(ROOT, file)).matchAll(TITLE)) {
      const title = text.replace(MARK, '').replace(/\s+$/, '')
      for (const [, id] of text.matchAll(MARK)) tests.set(id, [...(tests.get(id) ?? []), { title, file }])
    }
  return tests
}

/** A deleted file is listed until the deletion is committed. */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const escapeCell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\\\\', '\\')

function printTable(heading, rows, tests) {
  const lines = rows.map(([id, what, promise]) => {
    const held = (tests.get(id) ?? []).map(
      ({ title, file }) => `${escapeCell(title)} ([${basename(file)}](../${file}))`,
    )
    const last = held.length > 0 ? held.join('<br>') : `_No test._ ${UNTESTED[id] ?? 'Missing.'}`
    return `| ${id} | ${escapeCell(what)} | ${escapeCell(promise)} | ${last} |`
  })
  return `| Row | ${heading} | Promise | Test |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`
}

const tests = findTests()
const page = `# Reliability

What Flowdeck promises when something goes wrong, and the test that holds each promise. This page is generated from
\`scripts/reliability/rows.mjs\` and the titles of the tests: \`npm run generate\` writes it, \`npm run check\` compares it.

## Hostile input

${printTable('Input', SECURITY, tests)}
## Faults

${printTable('Fault', FAULTS, tests)}`

const known = new Set([...SECURITY, ...FAULTS].map(([id]) => id))
const problems = [
  ...[...known]
    .filter((id) => !tests.has(id) && !Object.hasOwn(UNTESTED, id))
    .map((id) => `${id} has neither a test nor a reason`),
  ...Object.keys(UNTESTED)
    .filter((id) => tests.has(id))
    .map((id) => `${id} has a test; remove its reason`),
  ...[...tests.keys()]
    .filter((id) => !known.has(id))
    .map((id) => `${id} is in the title of a test, but not in rows.mjs`),
]
if (!isCheck) writeFileSync(PAGE, page)
else if (readIfThere(PAGE) !== page) problems.push('docs/reliability.md is stale: run "npm run generate"')
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length > 0 && isCheck ? 1 : 0
