import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { screen, send } from './screen.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'flowdeck')
/** What every snippet must print: the answer of the playground. */
const ASKED = 'it\'s "here" <b>'
const ANSWERED = 'IT\'S "HERE" <B> FOO WAS HERE'

/** Runs lines as pasted into a shell, in a folder of this repository, as a person who works on it would. */
async function shell(lines: string, path = ''): Promise<string> {
  const parent = join(ROOT, 'e2e', 'test-results')
  mkdirSync(parent, { recursive: true })
  const cwd = mkdtempSync(join(parent, 'shell-'))
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', lines], {
      cwd,
      env: { ...process.env, PATH: `${path}${path ? ':' : ''}${process.env['PATH'] ?? ''}` },
    })
    return stdout
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** Sends a request in the playground, then copies it in a language. */
async function copied(app: App, page: Page, language: string): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  app.write(
    'hello/both.yml',
    'jtype: Flow\nwith:\n  protocol: [grpc, http]\nexecutors:\n  - {name: foo, uses: foo.ts}\n  - {name: shout, uses: shout.ts}\n',
  )
  await app.open('hello/both.yml')
  await app.start()
  await send(app, '/bar', ASKED)
  const { answer } = screen(page)
  await expect(answer).toContainText(ANSWERED)
  await page.getByRole('tab', { name: 'Code' }).click()
  await answer.getByRole('button', { name: language, exact: true }).click()
  const program = !['curl', 'grpcurl'].includes(language)
  await answer.getByRole('button', { name: program ? 'Copy for a shell' : `Copy as ${language}` }).click()
  await expect(answer.getByRole('button', { name: 'Copied' })).toBeVisible()
  return page.evaluate(() => navigator.clipboard.readText())
}

test('[row 68] curl, pasted into a shell, answers as the playground', async ({ app, page }) => {
  const lines = await copied(app, page, 'curl')
  const { data } = JSON.parse(await shell(lines)) as { data: { text: string }[] }
  expect(data.map(({ text }) => text)).toEqual([ANSWERED])
})

test(
  '[row 68] JavaScript, pasted into a shell, answers as the playground',
  { tag: '@once' },
  async ({ app, page }) => {
    const lines = await copied(app, page, 'JavaScript')
    const data = JSON.parse(await shell(lines)) as { text: string }[]
    expect(data.map(({ text }) => text)).toEqual([ANSWERED])
  },
)

test(
  '[row 68] TypeScript, pasted into a shell, answers as the playground',
  { tag: '@once' },
  async ({ app, page }) => {
    const lines = await copied(app, page, 'TypeScript')
    expect(await shell(lines)).toContain(ANSWERED)
  },
)

test(
  '[row 68] Python, pasted into a shell, answers as the playground',
  { tag: '@once' },
  async ({ app, page }) => {
    test.setTimeout(240_000)
    const list = readFileSync(join(ROOT, 'packages/runtime/python/jina-3.34-docarray-v1.txt'))
    const home = join(CACHE, `python-${createHash('sha256').update(list).digest('hex').slice(0, 12)}`)
    const made = await promisify(execFile)(process.execPath, [
      join(ROOT, 'packages/runtime/dist/cli/main.js'),
      'python',
      'setup',
      '--dir',
      home,
    ]).then(
      () => true,
      () => false,
    )
    // Without PyPI there is nothing to be tried; where it is promised, this must not be skipped.
    test.skip(!made && !process.env['FLOWDECK_REQUIRE_PYTHON'], 'no environment could be made')
    const lines = await copied(app, page, 'Python')
    expect(await shell(lines, join(home, '.flowdeck/python/jina-docarray-v1/bin'))).toContain(ANSWERED)
  },
)

test(
  '[row 68] grpcurl, pasted into a shell, answers as the playground',
  { tag: '@once' },
  async ({ app, page }) => {
    test.setTimeout(240_000)
    const bin = join(CACHE, 'go-bin')
    const version = () => shell('grpcurl -version 2>&1', bin)
    // From the Go module proxy, once; where there is no Go it cannot be tried.
    const made = await version()
      .catch(() =>
        shell(`GOBIN='${bin}' go install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3`).then(version),
      )
      .then(
        () => true,
        () => false,
      )
    test.skip(!made && !process.env['FLOWDECK_REQUIRE_CONTAINERS'], 'grpcurl could not be had')
    const lines = await copied(app, page, 'grpcurl')
    const { data } = JSON.parse(await shell(lines, bin)) as { data: { docs: { docs: { text: string }[] } } }
    expect(data.docs.docs.map(({ text }) => text)).toEqual([ANSWERED])
  },
)
