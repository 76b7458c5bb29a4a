import type { BrowserContext, Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { field, saved, screen, setField } from './screen.ts'

const HELLO = 'hello/flow.yml'
const shout = /^shout, Executor/
const badgeOf = (page: Page) => page.getByRole('status').filter({ hasText: /^Changed in another tab/ })

async function secondTab(context: BrowserContext, app: App): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${app.url}&flow=${encodeURIComponent(HELLO)}`)
  await expect(page.getByRole('group', { name: shout })).toBeVisible()
  return page
}

async function setReplicas(page: Page, value: string): Promise<void> {
  await page.getByRole('group', { name: shout }).click()
  await setField(page, 'replicas', value)
}

test('[row 38] an edit in another tab is a quiet badge; both texts are kept until somebody chooses', async ({
  app,
  page,
  context,
}) => {
  await app.open(HELLO)
  const second = await secondTab(context, app)
  await setReplicas(page, '2')
  await expect(badgeOf(second)).toBeVisible()
  await expect(second.getByRole('dialog')).toBeHidden()
  // The second edit does not win silently: each tab keeps its own, and each is told.
  await setReplicas(second, '5')
  await expect(badgeOf(page)).toBeVisible()
  await expect(page.getByRole('group', { name: shout })).toContainText('×2')

  await badgeOf(second).getByRole('button', { name: 'Review' }).click()
  const dialog = second.getByRole('dialog', { name: 'This Flow has edits in another tab' })
  await expect(dialog.getByRole('group', { name: 'Differences' })).toContainText('replicas: 2')
  await expect(dialog.getByRole('group', { name: 'Differences' })).toContainText('replicas: 5')
  await dialog.getByRole('button', { name: 'Take the other tab’s text' }).click()
  await expect(badgeOf(second)).toBeHidden()
  await expect(second.getByRole('group', { name: shout })).toContainText('×2')
  await screen(second).undo.click()
  await expect(second.getByRole('group', { name: shout })).toContainText('×5')
})

test(
  '[row 38] a tab that was only looked at takes over what another tab saves',
  { tag: '@once' },
  async ({ app, page, context }) => {
    await app.open(HELLO)
    const second = await secondTab(context, app)
    await setReplicas(page, '3')
    await expect(badgeOf(second)).toBeVisible()
    await saved(app, HELLO)
    await expect(badgeOf(second)).toBeHidden()
    await expect(second.getByRole('group', { name: shout })).toContainText('×3')
    await expect(screen(second).saveState).toContainText('Saved')
  },
)

test(
  '[row 38] drafts of two tabs: neither is written over, also without a word between the tabs',
  { tag: '@once' },
  async ({ app, page, browser }) => {
    await app.open(HELLO)
    // Another browser: only the server knows both.
    const other = await browser.newContext()
    const second = await secondTab(other, app)
    const drafted = page.waitForResponse((response) => response.url().includes('/draft') && response.ok())
    await setReplicas(page, '2')
    await drafted
    await setReplicas(second, '5')
    await expect(badgeOf(second)).toBeVisible()
    const thirdBrowser = await browser.newContext()
    const third = await secondTab(thirdBrowser, app)
    await third.getByRole('group', { name: shout }).click()
    await expect(field(third, 'replicas')).toHaveValue('2')
    await thirdBrowser.close()

    await badgeOf(second).getByRole('button', { name: 'Review' }).click()
    const kept = second.waitForResponse((response) => response.url().includes('/draft') && response.ok())
    await second.getByRole('button', { name: 'Keep the text here' }).click()
    await kept
    await expect(badgeOf(second)).toBeHidden()
    await other.close()
  },
)
