// npm test: unit, integration and browser tests; the last line is `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from './lib/browser.mjs'
import { failedInVitest, inPlaywright } from './lib/failures.mjs'
import { ROOT, prepare } from './lib/prepare.mjs'

prepare()
const out = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
const bin = (name) => join(ROOT, 'node_modules', '.bin', name)
const total = { passed: 0, failed: 0, skipped: 0 }
/** What failed, told once more at the end: a long log is often cut. */
const failures = []
const triedAgain = []

/**
 * Makes what the container tests need (an image, the programs of a Kubernetes control plane) while the others run, at the lowest priority.
 * What cannot be had is told by those tests.
 */
function prepareContainers() {
  const script = join(ROOT, 'scripts', 'containers', 'prepare.mjs')
  const child = spawn('nice', ['-n', '19', process.execPath, script, 'all'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return new Promise((done) => {
    child.on('error', done)
    child.on('close', done)
  })
}

/** Counts one failure that no test stands for. */
function fail(why) {
  total.failed++
  failures.push(why)
}

/** Runs a test tool and shows its output, at the end when it runs beside another; a tool that dies without a JSON report counts as one failure. */
async function run(title, command, args, { cwd = ROOT, env = {}, report, beside = false }) {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', beside ? 'pipe' : 'inherit', beside ? 'pipe' : 'inherit'],
    env: { ...process.env, ...env },
  })
  const output = []
  child.stdout?.on('data', (chunk) => output.push(chunk))
  child.stderr?.on('data', (chunk) => output.push(chunk))
  if (!beside) process.stdout.write(`\n── ${title} ──\n`)
  const status = await new Promise((done) => {
    child.on('error', () => done(null))
    child.on('close', done)
  })
  const show = () => beside && process.stdout.write(`\n── ${title} ──\n${Buffer.concat(output).toString()}`)
  try {
    return { status, json: JSON.parse(readFileSync(report, 'utf8')), show }
  } catch {
    fail(`${title}: no report was written (exit code ${status})`)
    return { status, json: null, show }
  }
}

/** A run of vitest over some projects; gives what shows the output of one that ran beside another. */
async function runVitest(title, name, projects, { beside = false } = {}) {
  const report = join(out, `${name}.json`)
  const told = projects.map((project) => `--project=${project}`)
  const flags = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status, json, show } = await run(title, bin('vitest'), ['run', ...told, ...flags], {
    env: { FLOWDECK_BUILT: '1' },
    report,
    beside,
  })
  if (!json) return show
  total.passed += json.numPassedTests
  total.failed += json.numFailedTests
  total.skipped += json.numPendingTests + (json.numTodoTests ?? 0)
  // A file that cannot be loaded, or an error outside of a test, has no test that fails.
  failures.push(...failedInVitest(json, ROOT))
  if (status !== 0 && json.numFailedTests === 0)
    fail(`${title}: an error outside of a test (exit code ${status})`)
  return show
}

/** A run of Playwright over some projects. */
async function runBrowser(title, name, projects) {
  if (chromium === null) return fail(`${title}: no Chromium was found`)
  const report = join(out, `${name}.json`)
  const told = projects.map((project) => `--project=${project}`)
  const { status, json } = await run(title, bin('playwright'), ['test', '--reporter=list,json', ...told], {
    cwd: join(ROOT, 'e2e'),
    env: { FLOWDECK_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    report,
  })
  if (!json) return
  const { expected, unexpected, flaky, skipped } = json.stats
  total.passed += expected + flaky
  total.failed += unexpected
  total.skipped += skipped
  failures.push(...inPlaywright(json, 'unexpected'))
  triedAgain.push(...inPlaywright(json, 'flaky'))
  if (status !== 0 && unexpected === 0) fail(`${title}: ${json.errors[0]?.message ?? `exit code ${status}`}`)
}

const chromium = findBrowser()
const containers = prepareContainers()
// The tests of the runtime wait for processes half of the time: those of the server run beside them.
const server = runVitest('integration of the server', 'server', ['server-int'], { beside: true })
await runVitest('unit and integration', 'vitest', ['shared', 'runtime', 'server', 'editor', 'runtime-int'])
const showServer = await server
showServer()
await runBrowser('browser', 'browser', ['light', 'dark'])
await containers
await runVitest('containers and Kubernetes', 'containers', ['containers'])
await runBrowser('browser and containers', 'browser-containers', ['containers'])
rmSync(out, { recursive: true, force: true })
if (triedAgain.length > 0)
  process.stdout.write(`\n── passed at the second try ──\n${triedAgain.join('\n')}\n`)
if (failures.length > 0) process.stdout.write(`\n── failed ──\n${failures.join('\n')}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed === 0 ? 0 : 1
