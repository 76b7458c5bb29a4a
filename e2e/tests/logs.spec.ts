import { expect, test } from './app.ts'
import { screen, send } from './screen.ts'

const FLOW =
  'jtype: Flow\nwith:\n  protocol: http\nexecutors:\n  - name: talker\n    uses: talker.ts\n  - name: quiet\n    uses: quiet.ts\n'
const TALKER = `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Talker extends Executor {
  static override requests = { '/many': 'many', '/flood': 'flood', '/trace': 'trace', '/storm': 'storm' }
  async storm({ signal }: RequestContext): Promise<void> {
    // What the server has not read yet does not pile up here.
    const print = (text: string) => new Promise((done) => process.stdout.write(\`\${text}\\n\`, done))
    for (let tick = 0; !signal.aborted; tick++) {
      await print(Array(5000).fill(\`storm \${tick} of many lines\`).join('\\n'))
      if (tick % 5 === 0) await print('L'.repeat(10_000_000))
      await new Promise((done) => setTimeout(done, 100))
    }
    await print(\`the last \${'L'.repeat(10_000_000)}\`)
  }
  trace(): void {
    console.error('while answering:', new Error('boom', { cause: new Error('inner') }))
    console.error('after it')
  }
  many(): void {
    for (let line = 1; line <= 300; line++) console.log('talker line', line)
  }
  async flood({ signal }: RequestContext): Promise<void> {
    for (let tick = 0; !signal.aborted; tick++) {
      for (let line = 0; line < 200; line++) console.log('flood', tick, line)
      await new Promise((done) => setTimeout(done, 100))
    }
  }
}
`
const QUIET = `import { Executor } from '@flowdeck/runtime'
export class Quiet extends Executor {
  static override requests = { '/many': 'once' }
  once(): void {
    console.log('quiet line')
  }
}
`

test.beforeEach(async ({ app }) => {
  app.write('hello/talk.yml', FLOW)
  app.write('hello/talker.ts', TALKER)
  app.write('hello/quiet.ts', QUIET)
  await app.open('hello/talk.yml')
  await app.start()
})

test('[row 64] selecting a node hides no lines: its own alone are a click away, and a click brings all back', async ({
  app,
  page,
}) => {
  const { log, answer } = screen(page)
  await send(app, '/many', 'x')
  await expect(answer).toContainText('OK')
  await page.getByRole('tab', { name: 'Logs' }).click()
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('line')
  await app.node('quiet').click()
  await expect(log).toContainText('talker line 300')
  await page.getByRole('button', { name: 'Only quiet' }).click()
  await expect(log).toContainText('quiet line')
  await expect(log).not.toContainText('talker line')
  await app.node('talker').click()
  await expect(log).not.toContainText('talker line')
  await page.getByRole('button', { name: 'Show the lines of all Executors' }).click()
  await expect(log).toContainText('talker line 300')
  await page.getByRole('button', { name: 'Only talker' }).click()
  await expect(log).not.toContainText('quiet line')

  await page.getByRole('combobox', { name: 'Executor', exact: true }).selectOption('All Executors')
  await expect(log).toContainText('quiet line')
  await log
    .getByRole('button', { name: /^quiet/ })
    .last()
    .click()
  await expect(app.node('quiet')).toHaveClass(/selected/)
  await expect(app.node('talker')).not.toHaveClass(/selected/)
})

test('[row 64] following ends when scrolled up, counts what is new, and goes on', async ({
  app,
  page,
  request,
}) => {
  const { log, answer } = screen(page)
  await send(app, '/many', 'x')
  await expect(answer).toContainText('OK')
  await page.getByRole('tab', { name: 'Logs' }).click()
  await expect(log).toContainText('talker line 300')
  await log.hover()
  await page.mouse.wheel(0, -2000)
  await expect(page.getByRole('button', { name: 'Follow' })).toBeVisible()
  const top = () => log.evaluate((box) => [box.scrollTop, box.textContent?.slice(0, 200)])
  const before = await top()

  // Lines come while the person reads above (300 of one Executor, one of the other, and the Gateway's access lines): the view stays, the button counts them.
  const address = await page
    .getByRole('contentinfo')
    .getByText(/^http:\S+:\d+$/)
    .textContent()
  const posted = await request.post(`${address}/post`, {
    data: { data: [{ text: 'x' }], execEndpoint: '/many' },
  })
  expect(posted.ok()).toBe(true)
  await expect(page.getByRole('button', { name: /^30[2-9] new$/ })).toBeVisible()
  expect(await top()).toEqual(before)
  await page.getByRole('button', { name: /^30[2-9] new$/ }).click()
  await expect(log).toContainText('quiet line')
  await expect(page.getByRole('button', { name: /new$|Follow/ })).toBeHidden()
})

test('a trace is one entry of the level of an error; keys unfold it, it can be copied, and a search finds what is folded', async ({
  app,
  page,
}) => {
  const { log, answer } = screen(page)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await send(app, '/trace', 'x')
  await expect(answer).toContainText('OK')
  await page.getByRole('tab', { name: 'Logs' }).click()
  await page.getByRole('combobox', { name: 'Level' }).selectOption('error only')
  const entry = log.locator('.live-log-row')
  await expect(entry).toHaveCount(1)
  await expect(entry).toContainText('while answering: Error: boom')
  await expect(entry).not.toContainText('    at ')

  const unfold = log.getByRole('button', { name: /^Unfold: \d+ lines, while answering: Error: boom/ })
  await log.focus()
  await page.keyboard.press('Tab')
  await expect(unfold).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(entry).toContainText('[cause]: Error: inner')
  await expect(log).not.toContainText('after it')
  await log.getByRole('button', { name: 'Copy this entry' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^while answering: Error: boom\n {4}at [^]*\n {2}\[cause\]: Error: inner\n[^]*\}$/,
  )
  await log.getByRole('button', { name: /^Fold: \d+ lines/ }).click()
  await expect(entry).not.toContainText('[cause]')

  await page.getByRole('button', { name: 'Unfold all entries' }).click()
  await expect(entry).toContainText('[cause]')
  await page.getByRole('button', { name: 'Unfold all entries' }).click()
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('inner')
  await expect(entry.locator('mark')).toHaveText('inner')
})

test(
  '[row 64] while 2,000 lines a second come in, typing goes on [FI-67]',
  { tag: '@once' },
  async ({ app, page }) => {
    await send(app, '/flood', 'x')
    await page.getByRole('tab', { name: 'Logs' }).click()
    await expect(screen(page).log).toContainText('flood')
    const search = page.getByRole('searchbox', { name: 'Search Executors' })
    await search.pressSequentially('abcdefghijklmnopqrstuvwxyz')
    await expect(search).toHaveValue('abcdefghijklmnopqrstuvwxyz')
    await expect(page.getByText('Nothing is called “abcdefghijklmnopqrstuvwxyz”')).toBeVisible()
    // All of that happened while the lines came: the request ends only now.
    await page.getByRole('tab', { name: 'Playground' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(screen(page).answer).toContainText('Cancelled')
  },
)

test(
  'while 50,000 lines a second and lines of 10 MB come in, the page works, and says how many lines it left out',
  { tag: '@once' },
  async ({ app, page }) => {
    await send(app, '/storm', 'x')
    await page.getByRole('tab', { name: 'Logs' }).click()
    const left = page.getByText(/^[\d,]+ lines left out$/)
    await expect(left).toBeVisible()
    const first = await left.textContent()
    await expect(left).not.toHaveText(first ?? '')
    const log = page.getByRole('searchbox', { name: 'Search the log' })
    await log.fill('of many')
    await expect(screen(page).log.locator('mark').first()).toHaveText('of many')
    const search = page.getByRole('searchbox', { name: 'Search Executors' })
    await search.pressSequentially('abcdefghijklmnopqrstuvwxyz')
    await expect(page.getByText('Nothing is called “abcdefghijklmnopqrstuvwxyz”')).toBeVisible()
    // All of that happened while the lines came: the request ends only now.
    await page.getByRole('tab', { name: 'Playground' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(screen(page).answer).toContainText('Cancelled')
    await page.getByRole('tab', { name: 'Logs' }).click()
    await page.getByRole('searchbox', { name: 'Search the log' }).fill('the last')
    await expect(screen(page).log).toContainText(
      /the last L+ 16,\d\d\d characters and 9,98\d,\d\d\d bytes that were left out/,
    )
  },
)
