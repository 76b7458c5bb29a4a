import { readFileSync, readdirSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { axeLook } from './axe.ts'
import { field, openYaml, pasteYaml, screen } from './screen.ts'

const FLOW = 'hello/flow.yml'
const SECRET = 'aws-canary-7391'
const OTHER = 'x-canary-4410'

test.use({ serverEnv: { AWS_SECRET_ACCESS_KEY: SECRET, X: OTHER } })

const READS = `jtype: Flow
executors:
  - name: foo
    uses: told.ts
    uses_with:
      key: '\${{ ENV.AWS_SECRET_ACCESS_KEY }}'
      other: $X
`
const TOLD = `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Told extends Executor {
  static override requests = { '/bar': 'bar', '/fail': 'fail' }
  private readonly key: string
  constructor(options: { key: string }) {
    super()
    this.key = options.key
    console.log('constructed with', options.key)
  }
  bar({ docs }: RequestContext): void { for (const doc of docs) doc.text = 'the key has ' + this.key.length + ' letters' }
  fail(): void { throw new Error('no entry with ' + this.key) }
}
`
const SETTERS: Readonly<Record<string, string>> = {
  LD_PRELOAD: './none.so',
  LD_LIBRARY_PATH: './lib',
  LD_AUDIT: './none.so',
  NODE_OPTIONS: '--max-old-space-size=512',
  NODE_PATH: './lib',
  PYTHONSTARTUP: 'startup.py',
  PYTHONPATH: './lib',
  PYTHONHOME: './python',
  PATH: '/opt/bin:/usr/bin:/bin',
  BASH_ENV: './env.sh',
  GIT_SSH_COMMAND: './ssh.sh',
  https_proxy: 'http://127.0.0.1:3128',
}
const SETS = `jtype: Flow
executors:
  - name: foo
    uses: told.ts
    uses_with: {key: none}
    env:
      HARMLESS: '1'
${Object.entries(SETTERS)
  .map(([name, value]) => `      ${name}: '${value}'\n`)
  .join('')}`

const dialogOf = (page: Page) => page.getByRole('dialog')
const consentOf = (page: Page) => dialogOf(page).getByRole('region', { name: 'Needs your consent' })
const startIn = (page: Page) => dialogOf(page).getByRole('button', { name: /start$/i })
/** What needs consent, a line each: `Reads X`. */
const listed = (list: Locator) =>
  list.getByRole('listitem').evaluateAll((items) => items.map((item) => item.querySelector('p')?.innerText))

async function write(app: App, text: string): Promise<void> {
  app.write('hello/told.ts', TOLD)
  app.write(FLOW, text)
  await app.open(FLOW)
}

async function askStart(page: Page): Promise<void> {
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  await expect(dialogOf(page)).toBeVisible()
}

async function stop(app: App): Promise<void> {
  await screen(app.page).run.getByRole('button', { name: 'Stop' }).click()
  await expect(screen(app.page).run.getByRole('status')).toHaveText('stopped')
}

/** Command lines of all processes of this machine that may be seen. */
function commandLines(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : []
    } catch {
      return []
    }
  })
}

test('[row 60] preflight lists every variable that a Flow reads, and Start waits for one consent per file [SEC-24]', async ({
  app,
  page,
}) => {
  await write(app, READS)
  await askStart(page)
  const consent = consentOf(page)
  expect(await listed(consent)).toEqual(['Reads AWS_SECRET_ACCESS_KEY', 'Reads X'])
  await expect(dialogOf(page)).not.toContainText('canary')
  const box = consent.getByRole('checkbox')
  await expect(box).toBeFocused()
  await expect(box).toHaveAccessibleDescription(/AWS_SECRET_ACCESS_KEY.*line 6.*X.*line 7/)
  await expect(startIn(page)).toBeDisabled()
  await expect(startIn(page)).toHaveAccessibleDescription('Start needs your consent: tick the box above.')
  await expect(dialogOf(page).getByRole('status')).toHaveText('Start needs your consent: tick the box above.')
  const axe = axeLook(page)
  await axe.look('consent')
  expect(axe.found).toEqual([])

  // By keyboard alone: the box has the focus, Start comes after it.
  await page.keyboard.press('Space')
  await expect(startIn(page)).toBeEnabled()
  await expect(dialogOf(page).getByRole('status')).toHaveText('')
  await startIn(page).focus()
  await page.keyboard.press('Enter')
  await app.ready()
  await stop(app)

  // Once per file: the next start only says what was allowed.
  await askStart(page)
  await expect(consentOf(page)).toBeHidden()
  await expect(startIn(page)).toBeFocused()
  await dialogOf(page).getByText('AWS_SECRET_ACCESS_KEY, X: allowed for this Flow before.').click()
  expect(await listed(dialogOf(page).getByRole('group').first())).toEqual([
    'Reads AWS_SECRET_ACCESS_KEY',
    'Reads X',
  ])
  await page.keyboard.press('Escape')

  // Nor after the server was started anew; but a variable that is new is asked for, and only that.
  await app.stopServer()
  await app.startServer()
  await page.goto(`${app.url}&flow=${encodeURIComponent(FLOW)}`)
  await pasteYaml(page, READS.replace('other: $X', 'other: $X\n      home: ${HOME}'))
  await expect(screen(page).run.getByRole('button', { name: 'Start' })).toBeEnabled()
  await askStart(page)
  expect(await listed(consentOf(page))).toEqual(['Reads HOME'])
  await expect(dialogOf(page)).toContainText('AWS_SECRET_ACCESS_KEY, X: allowed for this Flow before.')
  await expect(startIn(page)).toBeDisabled()
})

test('[row 60] what a Flow sets is listed with its value and why it matters; another value is asked for again [SEC-24]', async ({
  app,
  page,
}) => {
  await write(app, SETS)
  await askStart(page)
  const consent = consentOf(page)
  expect(await listed(consent)).toEqual(
    Object.entries(SETTERS).map(([name, value]) => `Sets ${name}=${value}`),
  )
  await expect(consent).toContainText('It makes every process load other libraries.')
  await expect(startIn(page)).toBeDisabled()
  await consent.getByRole('checkbox').check()
  await startIn(page).click()
  await app.ready()
  await stop(app)

  await pasteYaml(page, SETS.replace("LD_PRELOAD: './none.so'", "LD_PRELOAD: '/tmp/other.so'"))
  await askStart(page)
  expect(await listed(consentOf(page))).toEqual(['Sets LD_PRELOAD=/tmp/other.so'])
  await expect(startIn(page)).toBeDisabled()
  // Who turns it down has started and saved nothing.
  await page.keyboard.press('Escape')
  expect(app.file(FLOW)).toBe(SETS)
  expect(app.pods()).toEqual([])
})

test(
  'a consent holds for its file alone, and a tick that was not confirmed for none [SEC-24]',
  { tag: '@once' },
  async ({ app, page }) => {
    await write(app, READS)
    await askStart(page)
    await consentOf(page).getByRole('checkbox').check()
    await page.keyboard.press('Escape')
    await askStart(page)
    await expect(consentOf(page).getByRole('checkbox')).not.toBeChecked()
    await consentOf(page).getByRole('checkbox').check()
    await startIn(page).click()
    await app.ready()
    app.write('hello/copy.yml', READS)
    await app.open('hello/copy.yml')
    await askStart(page)
    expect(await listed(consentOf(page))).toEqual(['Reads AWS_SECRET_ACCESS_KEY', 'Reads X'])
  },
)

test(
  'values of variables are on no command line and on no screen: logs, node, playground, request, inspector, YAML [SEC-24] [SEC-25]',
  {
    tag: '@once',
  },
  async ({ app, page }) => {
    await write(app, READS)
    await askStart(page)
    await dialogOf(page).getByText('Processes', { exact: true }).click()
    await expect(dialogOf(page)).toContainText('told.ts')
    await expect(dialogOf(page)).not.toContainText('canary')
    await consentOf(page).getByRole('checkbox').check()
    await startIn(page).click()
    await app.ready()
    expect(app.pods().length).toBeGreaterThan(1)
    expect(commandLines().filter((line) => line.includes('canary'))).toEqual([])

    await page.getByRole('combobox', { name: 'Endpoint' }).fill('/bar')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    // It did arrive.
    await expect(screen(page).answer).toContainText(`the key has ${SECRET.length} letters`)
    await page.getByRole('combobox', { name: 'Endpoint' }).fill('/fail')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(page.getByText('no entry with ${AWS_SECRET_ACCESS_KEY}').first()).toBeVisible()
    await expect(page.locator('body')).not.toContainText('canary')

    await page.getByRole('tab', { name: 'Logs' }).click()
    await expect(screen(page).log).toContainText('constructed with ${AWS_SECRET_ACCESS_KEY}')
    await app.node('foo').click()
    await expect(field(page, 'uses')).toHaveValue('told.ts')
    const values = await screen(page)
      .inspector.locator('input')
      .evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value))
    expect(values).toContain('$X')
    expect(values.filter((value) => value.includes('canary'))).toEqual([])
    const yaml = await openYaml(page)
    await yaml.getByText('$X').hover()
    await expect(page.getByText('the environment variable X, read when the Flow starts')).toBeVisible()
    await expect(page.locator('body')).not.toContainText('canary')
  },
)

test('[row 60] the inspector masks what looks like a secret, in any map and however deep, until it is asked for [SEC-25]', async ({
  app,
  page,
}) => {
  await write(
    app,
    `jtype: Flow
gateway:
  protocol: http
  uvicorn_kwargs: {ssl_keyfile_password: key-canary-1}
  api_token: key-canary-4
executors:
  - name: foo
    uses: told.ts
    uses_with: {key: $X, apiKey: key-canary-2, db: {host: h, login: {password: x1}}, max_tokens: '512 at most'}
    env: {AWS_SECRET_ACCESS_KEY: key-canary-3}
`,
  )
  await app.node('foo').click()
  const value = (name: string) => screen(page).inspector.getByRole('textbox', { name, exact: true })
  const masked = (name: string) =>
    screen(page).inspector.locator(`input[type=password][aria-label="${name}"]`)
  await expect(masked('uses_with apiKey')).toHaveValue('key-canary-2')
  await expect(masked('uses_with db')).toBeVisible()
  await expect(value('uses_with key')).toHaveValue('$X')
  await expect(value('uses_with max_tokens')).toHaveValue('512 at most')
  await expect(masked('env AWS_SECRET_ACCESS_KEY')).toBeAttached()
  await page.getByRole('button', { name: 'Show apiKey' }).click()
  await expect(value('uses_with apiKey')).toHaveValue('key-canary-2')
  await page.getByRole('button', { name: 'Hide apiKey' }).click()
  await expect(masked('uses_with apiKey')).toBeVisible()
  await page.getByRole('button', { name: 'Remove apiKey from uses_with' }).click()
  await expect(masked('uses_with apiKey')).toHaveCount(0)

  await page
    .getByRole('group', { name: /^Gateway/ })
    .first()
    .click()
  await expect(masked('uvicorn_kwargs ssl_keyfile_password')).toBeAttached()
  // A key that nobody knows is shown as text.
  await expect(screen(page).inspector).toContainText('api_token')
  await expect(screen(page).inspector).not.toContainText('canary')
})

test('[row 60] preflight of sixty Executors with thirty problems is a summary: the first, and the rest folded', async ({
  app,
  page,
}) => {
  const items = Array.from(
    { length: 60 },
    (_, i) => `  - {name: e${i}, uses: ${i % 2 ? `gone${i}.ts` : 'told.ts'}}\n`,
  )
  await write(app, `jtype: Flow\nexecutors:\n${items.join('')}`)
  await askStart(page)
  const dialog = dialogOf(page)
  await expect(dialog).toContainText('30 problems to fix first. No process was started.')
  const problems = dialog.getByRole('list', { name: 'Problems', exact: true })
  await expect(problems.getByRole('listitem')).toHaveCount(4)
  const further = dialog.getByRole('list', { name: 'Further problems' })
  await expect(further).toBeHidden()
  // What would run is in sight below them, in a line.
  await expect(dialog.getByText('Processes', { exact: true })).toBeInViewport()
  await expect(dialog.getByText(/^e0, e2, e4, e6, 26 more, Gateway on grpc/)).toBeInViewport()
  await dialog.getByText('26 further problems').click()
  await expect(further.getByRole('listitem')).toHaveCount(26)
  await expect(startIn(page)).toBeDisabled()
  await expect(startIn(page)).toHaveText('Start')
  await expect(startIn(page)).toHaveAccessibleDescription('The problems above have to be fixed first.')
})
