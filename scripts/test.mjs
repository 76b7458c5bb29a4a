// npm test: unit, integration and browser tests; the last line is `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from './lib/browser.mjs'
import { failedInVitest, inPlaywright } from './lib/failures.mjs'
import { ROOT, prepare } from './lib/prepare.mjs'
import { readArguments } from './lib/usage.mjs'

readArguments(`npm test

Runs unit, integration and browser tests, and those of containers where podman is there. The last line says how many passed.

Some of them:
  npx vitest run --project shared|runtime|server|editor|runtime-int|server-int|containers [FILE]
  cd e2e && npx playwright test --project=light|dark|containers [FILE]

Variables:
  FLOWDECK_CHROMIUM=PATH    the browser of the browser tests
  FLOWDECK_RETRIES=1        tries a browser test that fails once more
  FLOWDECK_TRACE=1          keeps traces of browser tests that fail`)
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

/** Runs a test tool and shows its output; a tool that dies without a JSON report counts as one failure. */
async function run(title, command, args, { cwd = ROOT, env = {}, report }) {
  process.stdout.write(`\n── ${title} ──\n`)
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  })
  const status = await new Promise((done) => {
    child.on('error', () => done(null))
    child.on('close', done)
  })
  try {
    return { status, json: JSON.parse(readFileSync(report, 'utf8')) }
  } catch {
    fail(`${title}: no report was written (exit code ${status})`)
    return { status, json: null }
  }
}

/** A run of vitest over some projects. */
async function runVitest(title, name, projects) {
  const report = join(out, `${name}.json`)
  const told = projects.map((project) => `--project=${project}`)
  const flags = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status, json } = await run(title, bin('vitest'), ['run', ...told, ...flags], {
    env: { FLOWDECK_BUILT: '1' },
    report,
  })
  if (!json) return
  total.passed += json.numPassedTests
  total.failed += json.numFailedTests
  total.skipped += json.numPendingTests + (json.numTodoTests ?? 0)
  // A file that cannot be loaded, or an error outside of a test, has no test that fails.
  failures.push(...failedInVitest(json, ROOT))
  if (status !== 0 && json.numFailedTests === 0)
    fail(`${title}: an error outside of a test (exit code ${status})`)
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
const units = ['shared', 'runtime', 'server', 'editor']
await runVitest('unit and integration', 'vitest', [...units, 'runtime-int', 'server-int'])
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
