import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { field, openYaml, saved, screen, send, setField } from './screen.ts'

const HELLO = 'hello/flow.yml'
/** Loads until there is a file named `go` in the folder of its Flow. */
const SLOW = `import { existsSync } from 'node:fs'
import { Executor, type RequestContext } from '@flowdeck/runtime'
while (!existsSync('go')) await new Promise((done) => setTimeout(done, 20))
export class Slow extends Executor {
  static override requests = { '/bar': 'pass' }
  pass(_: RequestContext): void {}
}
`

/** Notes each state that a node shows from now on. */
async function watchStates(page: Page): Promise<() => Promise<{ id: string; state: string }[]>> {
  await page.evaluate(() => {
    const seen: { id: string; state: string }[] = []
    const last = new Map<string, string>()
    const look = () => {
      for (const node of document.querySelectorAll('[data-id]')) {
        const state = node.querySelector('[data-state]')?.getAttribute('data-state')
        const id = node.getAttribute('data-id')
        if (!state || !id || last.get(id) === state) continue
        last.set(id, state)
        seen.push({ id, state })
      }
    }
    look()
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
    Object.assign(globalThis, { seenStates: seen })
  })
  return () => page.evaluate(() => (globalThis as never as { seenStates: [] }).seenStates)
}

test('[row 59] Start shows every node as queued at once, then its phase, the Gateway last', async ({
  app,
  page,
}) => {
  app.write('hello/slow.ts', SLOW)
  app.write(
    'hello/slow.yml',
    'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n  - name: slow\n    uses: slow.ts\n',
  )
  await app.open('hello/slow.yml')
  await expect(app.node('slow')).toBeVisible()
  await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  const processes = dialog.getByRole('list', { name: 'Processes to start' })
  await expect(processes).toBeHidden()
  await dialog.getByText('Processes', { exact: true }).click()
  await expect(processes.getByRole('listitem')).toHaveCount(3)
  await expect(processes).toContainText('foo.ts')
  const states = await watchStates(page)
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(app.node('slow')).toContainText(/loading/i)
  app.write('hello/go', '')
  await app.ready()
  const seen = await states()
  for (const id of ['foo', 'slow']) {
    const own = seen.filter((entry) => entry.id === id && entry.state !== 'draft')
    expect(own.map(({ state }) => state)).toEqual(['queued', 'starting', 'ready'])
  }
  const ready = seen.filter(({ state }) => state === 'ready').map(({ id }) => id)
  expect(ready.indexOf('slow')).toBeLessThan(ready.findIndex((id) => id.startsWith('gateway')))
})

test('[row 59] a constructor that throws shows its cause and its log on the node, cause first [FI-11]', async ({
  app,
  page,
}) => {
  app.write(
    'hello/broken.ts',
    `import { Executor } from '@flowdeck/runtime'
export class Broken extends Executor {
  constructor(...args: ConstructorParameters<typeof Executor>) {
    super(...args)
    console.log('opening the index')
    throw new RangeError('no index at /nowhere')
  }
}
`,
  )
  app.write('hello/broken.yml', 'jtype: Flow\nexecutors:\n  - name: broken\n    uses: broken.ts\n')
  await app.open('hello/broken.yml')
  await expect(app.node('broken')).toBeVisible()
  await expect(screen(page).run.getByRole('button', { name: 'Start' })).toBeEnabled()
  await page.keyboard.press('ControlOrMeta+Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(app.node('broken')).toContainText('no index at /nowhere', { timeout: 30_000 })
  await screen(page)
    .run.getByRole('button', { name: /^What went wrong: .*no index/ })
    .click()
  await expect(page.getByRole('dialog')).toContainText('opening the index')
  await page.keyboard.press('Escape')
  await app.node('broken').click()
  await page.getByRole('tab', { name: 'Logs' }).click()
  await expect(screen(page).log).toContainText('RangeError: no index at /nowhere')
  await expect.poll(() => app.pods(), { timeout: 20_000 }).toEqual([])
})

test('[row 60] a taken port is named with its owner before any process starts, and one click frees the way', async ({
  app,
  page,
}) => {
  const holder = spawn(process.execPath, [
    '-e',
    'require("node:net").createServer().listen(0, "127.0.0.1", function () { process.stdout.write(this.address().port + "\\n") })',
  ])
  try {
    const port = await new Promise<string>((resolve) =>
      createInterface({ input: holder.stdout }).once('line', resolve),
    )
    app.write(HELLO, app.file(HELLO).replace('[grpc, http, websocket]', `http\n  port: ${port}`))
    await app.open(HELLO)
    await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText(`port ${port}`)
    await expect(dialog).toContainText(String(holder.pid))
    await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled()
    expect(app.pods()).toEqual([])

    // The fix says what it does; the file changes only when the start is confirmed.
    await dialog
      .getByRole('list', { name: 'Problems' })
      .getByRole('button', { name: 'Use a free port' })
      .click()
    await expect(dialog.getByRole('button', { name: 'Save and start' })).toBeFocused()
    expect(app.file(HELLO)).toContain(`port: ${port}`)
    await page.keyboard.press('Enter')
    await app.ready()
    expect(app.file(HELLO)).not.toContain(`port: ${port}`)
  } finally {
    holder.kill()
  }
})

test('what is not saved is shown before a start, and a start that is given up writes nothing', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  const before = app.file(HELLO)
  await app.node('foo').click()
  await setField(page, 'replicas', '2')
  await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  const unsaved = dialog.getByText('Unsaved changes')
  await expect(dialog.getByRole('group', { name: 'Differences' })).toBeHidden()
  await unsaved.click()
  await expect(dialog.getByRole('group', { name: 'Differences' })).toContainText('replicas: 2')
  await expect(dialog).toContainText('foo ×2')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect(app.file(HELLO)).toBe(before)

  await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' }).click()
  await dialog.getByRole('button', { name: 'Save and start' }).click()
  await app.ready()
  expect(app.file(HELLO)).toContain('replicas: 2')
})

test('[row 62] Stop shows every node as stopping at once and leaves no process', async ({ app, page }) => {
  await app.open(HELLO)
  await app.start()
  expect(app.pods().length).toBeGreaterThanOrEqual(2)
  const states = await watchStates(page)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(screen(page).run.getByRole('button', { name: 'Start' })).toBeVisible()
  const seen = await states()
  for (const id of ['foo', 'shout']) {
    const own = seen.filter((entry) => entry.id === id)
    expect(own.map(({ state }) => state)).toEqual([
      'ready',
      'stopping',
      expect.stringMatching(/draft|stopped/),
    ])
  }
  expect(app.pods()).toEqual([])
})

test(
  '[row 62] an Executor that does not end is offered a forced stop after ten seconds',
  { tag: '@once' },
  async ({ app, page }) => {
    app.write(
      'hello/stubborn.ts',
      `import { Executor } from '@flowdeck/runtime'
process.on('SIGTERM', () => {})
export class Stubborn extends Executor {
  override async close(): Promise<void> {
    await new Promise(() => setInterval(() => {}, 1000))
  }
}
`,
    )
    app.write('hello/stubborn.yml', 'jtype: Flow\nexecutors:\n  - name: stubborn\n    uses: stubborn.ts\n')
    await page.clock.install()
    await app.open('hello/stubborn.yml')
    await app.start()
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect(page.getByRole('button', { name: 'Stopping…' })).toBeDisabled()
    await page.clock.fastForward(10_000)
    await page.getByRole('button', { name: 'Force stop' }).click()
    await expect(screen(page).run.getByRole('button', { name: 'Start' })).toBeVisible({ timeout: 5000 })
    expect(app.pods()).toEqual([])
  },
)

test('[row 63] a lost connection is said within 3 s; edits go on; it comes back without a reload', async ({
  app,
  page,
}) => {
  let reachable = true
  let cut = async (): Promise<void> => {}
  await page.routeWebSocket(/\/api\/ws$/, (socket) => {
    if (!reachable) {
      void socket.close({ code: 3000, reason: 'cut' })
      return
    }
    const server = socket.connectToServer()
    cut = async () => {
      await server.close()
      await socket.close({ code: 3000, reason: 'cut' })
    }
  })
  await app.open(HELLO)
  await app.start()
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
  reachable = false
  await cut()
  const banner = page.getByRole('alert').filter({ hasText: 'edits are kept' })
  await expect(banner).toBeVisible()
  await expect(app.node('foo')).toContainText('unknown')
  await app.node('shout').click()
  await setField(page, 'replicas', '2')
  await expect(app.node('shout')).toContainText('×2')

  reachable = true
  await expect(banner).toBeHidden({ timeout: 20_000 })
  await expect(app.node('foo')).toContainText('ready')
  await expect(app.node('foo')).not.toContainText('unknown')
  expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
  expect(await saved(app, HELLO)).toContain('replicas: 2')
})

test('the server is killed while a tab is open: the page says so, keeps the edits, and goes on with its successor', async ({
  app,
  page,
}) => {
  const before = app.file(HELLO)
  await app.open(HELLO)
  await app.start()
  const pods = app.pods()
  await app.stopServer('SIGKILL')
  await expect(page.getByRole('alert').filter({ hasText: 'edits are kept' })).toBeVisible()
  await app.node('shout').click()
  await setField(page, 'replicas', '6')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: /not (be )?saved|reach/i })
      .first(),
  ).toBeVisible()
  expect(app.file(HELLO)).toBe(before)

  await app.startServer(Number(new URL(app.url).port))
  await expect.poll(() => pods.filter((pid) => app.pods().includes(pid)), { timeout: 20_000 }).toEqual([])
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
  await page.goto(app.url)
  await expect(page.getByRole('alert')).toBeHidden()
  expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
  await expect(await openYaml(page)).toContainText('replicas: 6')
  expect(await saved(app, HELLO)).toContain('replicas: 6')
  await app.node('shout').click()
  await expect(field(page, 'replicas')).toHaveValue('6')
  await app.start()
  await send(app, '/bar', 'back')
  await expect(screen(page).answer).toContainText('BACK FOO WAS HERE')
})
