// Every budget of the editor, in a real browser with real input: p50, p95 (or a duration), the budget, PASS or over.
// Five rounds after a warm-up: percentiles of all their frames, medians of durations, and beside both the worst round.
// A row over its budget, or at more than 1.3 times the committed baseline, is exit code 1. `node bench/editor.mjs --only gestures`
// runs the groups whose name holds "gestures"; `--minutes 30` uses the editor of 2,000 Executors that long before its heap is measured again;
// `--save` writes the baseline, which is one of this machine.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { findBrowser } from '../scripts/lib/browser.mjs'
import {
  gestures,
  heapMb,
  logs,
  paste,
  states,
  tidy,
  travel,
  typing,
  use,
  waterfall,
} from './editor/measures.mjs'
import { TOLERANCE, againstBaseline, saveBaseline } from './editor/baseline.mjs'
import { openEditor } from './editor/page.mjs'
import { startSpeaker } from './editor/speaker.mjs'
import { ROOT, median, serve } from './lib.mjs'
import { readOptions } from './options.mjs'

const ROUNDS = 5
const GROUPS = [
  'first load',
  'gestures 200',
  'gestures 2000',
  'paste 100',
  'paste 1000',
  'tidy 200',
  'tidy 1000',
  'undo 1000',
  'typing 1000',
  'states 200',
  'logs 200',
  'waterfall 10000',
  'heap 2000',
]
const { only, minutes, save } = readOptions(
  `node bench/editor.mjs: every budget of the editor, in a real browser with real input.\n\nGroups: ${GROUPS.join(', ')}`,
  [
    ['only', 'NAME', '', 'the groups whose name holds it, e.g. gestures'],
    ['minutes', 'COUNT', 0, 'use the editor of 2,000 Executors that long before its heap is measured again'],
    ['save', '', false, 'writes the baseline, which is one of this machine'],
  ],
)
if (!GROUPS.some((name) => name.includes(only))) {
  console.error(`--only ${only} matches no group. There are: ${GROUPS.join(', ')}`)
  process.exit(2)
}
const rows = []

/**
 * One line of the table. `worst` is what the worst round had by itself; `cpu` is processor time of the main thread: of a frame,
 * or of all of a duration.
 */
function row(what, { p50 = null, value, worst = null, unit = 'ms', budget, cpu = null }) {
  rows.push({ what, p50, value, worst, unit, budget, cpu, ok: value <= budget })
  const line = rows.at(-1)
  console.error(`${what}: ${text(value)} ${unit} (budget ${budget}) ${line.ok ? 'PASS' : 'over'}`)
}
const text = (value) =>
  value === null ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '')

function percentile(values, part) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

/** All frames of several rounds as one row. */
function frameRow(what, budget, seen) {
  const frames = seen.flatMap(({ deltas }) => deltas)
  row(what, {
    p50: percentile(frames, 0.5),
    value: percentile(frames, 0.95),
    worst: Math.max(...seen.map(({ deltas }) => percentile(deltas, 0.95))),
    cpu: median(seen.map(({ cpuPerFrame }) => cpuPerFrame)),
    budget,
  })
}

/** The middle of durations and of the processor time in them. */
const middle = (seen) => ({
  ...ofAll(seen.map(({ value }) => value)),
  cpu: median(seen.map(({ cpu }) => cpu)),
})
const ofAll = (values) => ({ value: median(values), worst: Math.max(...values) })

async function rounds(act) {
  await act()
  const results = []
  for (let i = 0; i < ROUNDS; i++) results.push(await act())
  return results
}

const workspace = mkdtempSync(join(tmpdir(), 'flowdeck-bench-'))
mkdirSync(join(workspace, 'big'))
writeFileSync(join(workspace, 'big/flow.yml'), 'jtype: Flow\nexecutors: []\n')
const server = await serve(join(ROOT, 'apps/server/dist/main.js'), ['--port', '0', workspace])
const speaker = await startSpeaker(server.line)
const { chromium } = createRequire(join(ROOT, 'e2e/package.json'))('@playwright/test')
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ['--no-sandbox', '--disable-gpu'],
})
const open = async (count) => await openEditor({ browser, speaker, workspace, count })
/** Opens an editor for one group of measurements, unless it was not asked for. */
async function group(name, count, measure) {
  if (!GROUPS.includes(name)) throw new Error(`add "${name}" to GROUPS`)
  if (!name.includes(only)) return
  const editor = count === null ? null : await open(count)
  try {
    await measure(editor)
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  } finally {
    await editor?.close()
  }
}

await group('first load', null, () => {
  const dist = join(ROOT, 'apps/editor/dist')
  const page = readFileSync(join(dist, 'index.html'), 'utf8')
  const scripts = [...page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+\.js)"/g)]
  const size = scripts.reduce((sum, [, path]) => sum + gzipSync(readFileSync(join(dist, path))).length, 0)
  row('scripts of the first load, gzip', { value: size / 1024, unit: 'KB', budget: 350 })
})

for (const [count, budget] of [
  [200, 25],
  [2000, 33],
])
  await group(`gestures ${count}`, count, async (editor) => {
    const seen = await rounds(() => gestures(editor))
    for (const what of Object.keys(seen[0].results))
      frameRow(
        `${what}, ${count} Executors`,
        budget,
        seen.map(({ results }) => results[what]),
      )
    const commits = seen.flatMap(({ renders }) => renders)
    row(`nodes rendered in one commit of a drag, ${count} Executors`, {
      p50: percentile(
        commits.map((ids) => ids.filter((id) => !id.includes('→')).length),
        0.5,
      ),
      value: percentile(
        commits.map((ids) => ids.filter((id) => !id.includes('→')).length),
        0.95,
      ),
      unit: 'nodes',
      budget: 1,
    })
  })

for (const [count, budget] of [
  [100, 400],
  [1000, 2000],
])
  await group(`paste ${count}`, null, async () => {
    const seen = await rounds(() => paste({ open, count }))
    row(`paste → interactive, ${count} Executors`, { ...middle(seen), budget })
  })

for (const [count, budget] of [
  [200, 400],
  [1000, 1500],
])
  await group(`tidy ${count}`, count, async (editor) => {
    const seen = await rounds(() => tidy(editor))
    row(`tidy, ${count} Executors`, {
      ...ofAll(seen.map(({ ms }) => ms)),
      cpu: median(seen.map(({ cpu }) => cpu)),
      budget,
    })
    row(`longest task while tidying ${count}`, {
      ...ofAll(seen.map(({ longest }) => longest)),
      budget: 50,
    })
  })

await group('undo 1000', 1000, async (editor) => {
  await tidyOnce(editor)
  const seen = await rounds(() => travel(editor))
  row('undo, 1,000 Executors', { ...middle(seen.map(({ undo }) => undo)), budget: 80 })
  row('redo, 1,000 Executors', { ...middle(seen.map(({ redo }) => redo)), budget: 80 })
})

await group('typing 1000', 1000, async (editor) => {
  const seen = await rounds(() => typing(editor))
  row('YAML key → canvas, 1,000 Executors', {
    ...ofAll(seen.map(({ shown }) => shown)),
    cpu: median(seen.map(({ cpu }) => cpu)),
    budget: 350,
  })
  row('YAML key → its letter, 1,000 Executors', { ...ofAll(seen.map(({ echo }) => echo)), budget: 50 })
})

await group('states 200', 200, async (editor) =>
  frameRow('100 state messages/s, 200 Executors', 33, await rounds(() => states(editor, 200))),
)

await group('logs 200', 200, async (editor) => {
  const { seen, grownMb } = await logs(editor, 200, rounds)
  frameRow('2,000 log lines/s', 33, seen)
  row('heap of 50,000 log lines', { value: grownMb, unit: 'MB', budget: 60 })
})

await group('waterfall 10000', 200, async (editor) => {
  const { ms, scrolled } = await waterfall(editor, 10_000)
  row('waterfall of 10,000 spans', { value: ms, budget: 1000 })
  frameRow('scrolling 10,000 spans', 33, [scrolled])
})

await group('heap 2000', 2000, async (editor) => {
  row('heap, 2,000 Executors', { value: await heapMb(editor), unit: 'MB', budget: 200 })
  const { first, last, done } = await use(editor, 100, minutes)
  row(`heap after ${done} rounds of use${minutes > 0 ? `, ${minutes} minutes` : ''}`, {
    value: last,
    unit: 'MB',
    budget: 200,
  })
  row('growth of the heap in use', { value: Math.max(0, (last / first - 1) * 100), unit: '%', budget: 10 })
})

/** A step to undo: one node is moved with a key. */
async function tidyOnce({ page }) {
  await page.locator('.canvas').press('Control+a')
  await page.keyboard.press('ArrowDown')
}

await browser.close()
speaker.stop()
server.stop()
rmSync(workspace, { recursive: true, force: true })

if (save) saveBaseline(rows)
const times = againstBaseline(rows)
const slower = rows.filter(({ what }) => (times.get(what) ?? 0) > TOLERANCE)

const [load] = loadavg()
console.log(
  `Chromium without a GPU, ${cpus().length} cores, load ${load.toFixed(1)}; ${ROUNDS} rounds after a warm-up: all frames, medians of durations.\n`,
)
console.log(
  '| What | p50 | p95 or value | budget | | worst round | main thread, of a frame or of all | of the baseline |',
)
console.log('| --- | --: | --: | --: | --- | --: | --: | --: |')
for (const { what, p50, value, worst, unit, budget, cpu, ok } of rows)
  console.log(
    `| ${[
      what,
      text(p50),
      `${text(value)} ${unit}`,
      `${budget} ${unit}`,
      ok ? 'PASS' : 'over',
      text(worst),
      cpu === null ? '' : `${text(cpu)} ms`,
      times.has(what) ? `${times.get(what).toFixed(2)} ×` : '',
    ].join(' | ')} |`,
  )
for (const { what } of slower)
  console.error(`${what}: ${times.get(what).toFixed(2)} times its baseline (${TOLERANCE} are allowed)`)
if (slower.length > 0 || rows.some(({ ok }) => !ok)) process.exitCode = 1
