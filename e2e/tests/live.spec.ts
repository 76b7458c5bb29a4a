import { expect, test, type App } from './app.ts'

const FLOW = `# Live: prints, waits and fails on demand
jtype: Flow
with:
  protocol: [http, grpc]
executors:
  - name: printer
    uses: printer.ts
  - name: ranker
    uses: ranker.ts
`
const PRINTER = `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Printer extends Executor {
  static override requests = { '/search': 'search', '/slow': 'slow' }
  search({ docs }: RequestContext): void {
    for (const doc of docs) console.log('\\u001b[32mlooking for\\u001b[0m', doc.text)
  }
  async slow({ signal }: RequestContext): Promise<void> {
    await new Promise((done) => signal.addEventListener('abort', done))
  }
}
`
const RANKER = `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Ranker extends Executor {
  static override requests = { '/search': 'rank' }
  rank({ docs }: RequestContext): void {
    console.error('ranking', docs.length)
    if (docs.some((doc) => doc.text === 'boom')) throw new TypeError('cannot rank boom')
  }
}
`

async function openLive(app: App, flow = FLOW): Promise<void> {
  app.write('hello/live.yml', flow)
  app.write('hello/printer.ts', PRINTER)
  app.write('hello/ranker.ts', RANKER)
  await app.open('hello/live.yml')
}

async function send(app: App, endpoint: string, text: string): Promise<void> {
  const { page } = app
  await page.getByRole('tab', { name: 'Playground' }).click()
  await page.getByRole('combobox', { name: 'Endpoint' }).fill(endpoint)
  const document = page.getByRole('textbox', { name: 'Text of document 1' })
  await document.fill(text)
  await document.press('Control+Enter')
}

test('an error is shown with its stack, and marked on the node whose Executor threw', async ({
  app,
  page,
}) => {
  await openLive(app)
  await app.start()
  await send(app, '/search', 'boom')
  const answer = page.getByRole('region', { name: 'Answer', exact: true })
  await expect(answer).toContainText('ranker failed')
  await expect(answer).toContainText('ranker.ts')
  await expect(app.node('ranker')).toContainText('TypeError: cannot rank boom')
  await expect(app.node('printer')).not.toContainText('TypeError')

  await send(app, '/search', 'fine')
  await expect(answer).toContainText('OK')
  await expect(app.node('ranker')).not.toContainText('TypeError')
  await page.getByRole('tab', { name: 'Trace' }).click()
  await expect(answer.getByRole('button', { name: /^(gateway|printer|ranker): / })).toHaveCount(3)
})

test('the log shows one Executor when asked, is searched, and has no colour codes', async ({ app, page }) => {
  await openLive(app)
  await app.start()
  await send(app, '/search', 'a needle')
  await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText('OK')
  await page.getByRole('tab', { name: 'Logs' }).click()
  const log = page.getByRole('log')
  await expect(log).toContainText('looking for a needle')
  await expect(log).toContainText('ranking 1')

  await app.node('ranker').click()
  await expect(log).toContainText('looking for')
  await page.getByRole('button', { name: 'Only ranker' }).click()
  await expect(log).not.toContainText('looking for')
  await expect(log).toContainText('ranking 1')
  await page.getByRole('button', { name: 'Show the lines of all Executors' }).click()
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('NEEDLE')
  await expect(log).not.toContainText('ranking')
  await expect(log.getByText('needle')).toBeVisible()
})

test('a request that takes too long is cancelled, and kept in the history', async ({ app, page }) => {
  await openLive(app)
  await app.start()
  await send(app, '/slow', 'x')
  await page.getByRole('button', { name: 'Cancel' }).click()
  const answer = page.getByRole('region', { name: 'Answer', exact: true })
  await expect(answer.getByRole('status')).toContainText('Cancelled')
  await page.reload()
  await page.getByRole('button', { name: /^History/ }).click()
  await expect(page.getByRole('dialog', { name: 'History' })).toContainText('/slow')
})

test('a server that dies is noticed; its successor is found through its address, with the true state', async ({
  app,
  page,
}) => {
  await openLive(app)
  await app.start()
  const state = page.getByRole('group', { name: 'Run' }).getByRole('status')
  await expect(state).toHaveText('ready')
  await app.stopServer('SIGKILL')
  await expect(page.getByRole('alert').filter({ hasText: 'may be outdated' })).toBeVisible()

  // Every start has its own token: the page says so instead of trying for ever.
  await app.startServer(Number(new URL(app.url).port))
  await expect(page.getByRole('alert').filter({ hasText: 'refused the access token' })).toBeVisible({
    timeout: 20_000,
  })
  await page.goto(app.url)
  await expect(page.getByRole('alert')).toBeHidden()
  // The run died with its server: the editor must not claim that it is alive.
  await expect(page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' })).toBeVisible()
  await app.start()
  await expect(app.node('ranker')).toContainText('ready')
})

test('[P4] a connection that is cut again and again is resumed, with what happened meanwhile [FI-61]', async ({
  app,
  page,
  context,
}) => {
  const greetings: string[] = []
  let cut = async (): Promise<void> => {}
  await page.routeWebSocket(/\/api\/ws$/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (String(message).includes('"hello"')) greetings.push(String(message))
      server.send(message)
    })
    cut = async () => {
      await server.close()
      await socket.close({ code: 3000, reason: 'cut' })
    }
  })
  await openLive(app)
  await app.start()
  const other = await context.newPage()
  await other.goto(app.url)
  await other.getByRole('button', { name: /^Flow: / }).click()
  await other.getByRole('menuitem', { name: 'hello/live.yml' }).click()
  await expect(other.getByRole('button', { name: 'Stop' })).toBeEnabled()

  for (let cuts = 1; cuts <= 3; cuts++) {
    await cut()
    await expect.poll(() => greetings.length).toBe(cuts + 1)
    await expect(page.getByRole('alert')).toBeHidden()
  }
  await cut()
  await other.getByRole('button', { name: 'Stop' }).click()
  await expect(other.getByRole('group', { name: 'Run' }).getByRole('status')).toHaveText('stopped')
  await expect(page.getByRole('group', { name: 'Run' }).getByRole('status')).toHaveText('stopped')
  expect(greetings).toHaveLength(5)
  for (const greeting of greetings.slice(1))
    expect(JSON.parse(greeting)).toMatchObject({ resume: { lastSeq: expect.any(Number) } })
})

test('a taken port stops the start before any process, and its fix makes the start possible', async ({
  app,
  page,
}) => {
  const { port } = new URL(app.url)
  await openLive(app, FLOW.replace('protocol: [http, grpc]', `protocol: http\n  port: ${port}`))
  await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(`port ${port}`)
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled()
  await dialog.getByRole('list', { name: 'Problems' }).getByRole('button').click()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: 'Run' })).toContainText('ready', { timeout: 20_000 })
})
