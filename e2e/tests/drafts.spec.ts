import type { BrowserContext, Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { field, openYaml, screen, setField } from './screen.ts'

const HELLO = 'hello/flow.yml'
const KILLS = 50
/** Edits may be lost that were made at most so long before the tab was killed. */
const MAX_LOSS_MS = 1000

// Fifty pages in one test: a trace of all of them is more work than the test.
test.use({ trace: 'off' })

/** Random numbers from 0 to 1 that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Ends the process behind the page: no handler of the page runs. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  void session.send('Page.crash').catch(() => undefined)
  await crashed
  await page.close()
}

async function openIn(context: BrowserContext, app: App): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${app.url}&flow=${encodeURIComponent(HELLO)}`)
  await expect(page.getByRole('button', { name: `Flow: ${HELLO}` })).toBeVisible()
  return page
}

test(`a tab killed at ${KILLS} random moments loses at most a second of edits, and no draft is broken`, async ({
  app,
  page,
  context,
}) => {
  test.setTimeout(600_000)
  const onDisk = app.file(HELLO)
  await page.close()
  const random = seeded(37)
  let worst = 0
  let written = 0
  let victim = await openIn(context, app)
  for (let round = 0; round < KILLS; round++) {
    const yaml = await openYaml(victim)
    await yaml.click()
    await victim.keyboard.press('ControlOrMeta+End')
    const edits: { token: string; at: number }[] = []
    const lifetime = random() * 700
    const begun = Date.now()
    while (edits.length === 0 || Date.now() - begun < lifetime) {
      const token = `# edit ${String(written++).padStart(5, '0')}\n`
      const at = Date.now()
      await victim.keyboard.insertText(token)
      edits.push({ token, at })
    }
    const killedAt = Date.now()
    await kill(context, victim)

    // The heir has the whole text up to some edit, made not long before the kill; it is the next victim.
    victim = await openIn(context, app)
    await expect(victim.getByRole('status').filter({ hasText: 'Restored draft from' })).toBeVisible()
    const text = await draftOf(victim)
    expect(text.startsWith(onDisk), `round ${round}: the draft is broken`).toBe(true)
    const kept = text.slice(onDisk.length).split(/(?<=\n)/)
    const lost = edits.find(({ token }) => !kept.includes(token))
    if (lost) worst = Math.max(worst, killedAt - lost.at)
    expect(lost ? killedAt - lost.at : 0, `round ${round}`).toBeLessThanOrEqual(MAX_LOSS_MS)
  }
  expect(app.file(HELLO)).toBe(onDisk)
  test.info().annotations.push({
    type: 'drafts',
    description: `${KILLS} kills, ${written} edits, worst loss ${worst} ms`,
  })
  process.stdout.write(`    ${KILLS} kills, ${written} edits, worst loss ${worst} ms\n`)
})

/** The text that a page has open, as it downloads it. */
async function draftOf(page: Page): Promise<string> {
  const downloading = page.waitForEvent('download')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('Download the YAML')
  await page.keyboard.press('Enter')
  const stream = await (await downloading).createReadStream()
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

test('[row 37] the bar of a restored draft says when; it compares, keeps and discards', async ({
  app,
  page,
  context,
}) => {
  await app.open(HELLO)
  await app.node('shout').click()
  await setField(page, 'replicas', '7')
  await kill(context, page)

  const again = await openIn(context, app)
  const bar = again.getByRole('status').filter({ hasText: 'Restored draft from' })
  await expect(bar).toContainText(/\d+:\d\d:\d\d/)
  await bar.getByRole('button', { name: 'Compare' }).click()
  const dialog = again.getByRole('dialog')
  await expect(dialog.getByRole('group', { name: 'Differences' })).toContainText('replicas: 7')
  await dialog.getByRole('tab', { name: 'Canvas' }).click()
  await expect(dialog.getByRole('group', { name: 'shout: changed (replicas)' })).toBeVisible()
  await again.keyboard.press('Escape')
  await bar.getByRole('button', { name: 'Keep' }).click()
  await expect(bar).toBeHidden()
  await expect(screen(again).saveState).toHaveText('Unsaved changes')
  await again.close()

  const third = await openIn(context, app)
  const bar3 = third.getByRole('status').filter({ hasText: 'Restored draft from' })
  await bar3.getByRole('button', { name: 'Discard' }).click()
  await expect(screen(third).saveState).toContainText('Saved')
  await third.close()
  const last = await openIn(context, app)
  await expect(screen(last).saveState).toContainText('Saved')
  await expect(last.getByRole('status').filter({ hasText: 'Restored draft from' })).toBeHidden()
})

/** Whether closing the tab now would make the browser ask. */
const wouldAsk = (page: Page) =>
  page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })))

test('[row 40] closing with unsaved edits asks only when no draft could be stored', async ({ app, page }) => {
  await app.open(HELLO)
  await app.node('shout').click()
  await setField(page, 'replicas', '3')
  await expect(screen(page).saveState).toHaveText('Unsaved changes')
  expect(await wouldAsk(page)).toBe(false)

  // A server that is away alone does not matter: the browser has the draft.
  await page.route('**/draft', (route) => route.abort())
  const refused = page.waitForEvent('requestfailed')
  await setField(page, 'replicas', '4')
  await refused
  expect(await wouldAsk(page)).toBe(false)

  // A full storage alone does not matter either: the server has it.
  await page.unroute('**/draft')
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  const drafted = page.waitForResponse((response) => response.url().includes('/draft') && response.ok())
  await setField(page, 'replicas', '5')
  await drafted
  await expect.poll(() => wouldAsk(page)).toBe(false)

  await page.route('**/draft', (route) => route.abort())
  const failed = page.waitForEvent('requestfailed')
  await setField(page, 'replicas', '6')
  await failed
  await expect.poll(() => wouldAsk(page)).toBe(true)
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
})

test(
  '[row 63] a server that vanishes and returns loses nothing: it gets the edits that were made meanwhile',
  { tag: '@once' },
  async ({ app, page, context }) => {
    await app.open(HELLO)
    const { port } = new URL(app.url)
    await app.stopServer('SIGKILL')
    await expect(page.getByRole('alert')).toContainText('your edits are kept in this browser')
    await app.node('shout').click()
    await setField(page, 'replicas', '8')
    await expect(app.node('shout')).toContainText('×8')
    const { hash } = new URL(app.url)
    await app.startServer(Number(port))
    // The address of the restarted server, opened in this tab, brings its new token; the edits stay.
    expect(new URL(app.url).hash).not.toBe(hash)
    const sent = page.waitForResponse((response) => response.url().includes('/draft') && response.ok())
    await page.evaluate((fresh) => {
      location.hash = fresh
    }, new URL(app.url).hash)
    await sent
    await expect(page.getByRole('alert')).toBeHidden()
    await expect(app.node('shout')).toContainText('×8')
    await kill(context, page)
    // Another browser: nothing but the server can have it.
    const other = await (await context.browser()!.newContext()).newPage()
    await other.goto(`${app.url}&flow=${encodeURIComponent(HELLO)}`)
    await other.getByRole('group', { name: /^shout, Executor/ }).click()
    await expect(field(other, 'replicas')).toHaveValue('8')
    await other.close()
  },
)
