import { devices, type Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { field, screen } from './screen.ts'

const { userAgent: _, defaultBrowserType: __, ...phone } = devices['Pixel 5']
test.use({ ...phone, viewport: { width: 390, height: 844 } })

const go = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).tap()
const row = (page: Page, name: string) =>
  page.getByRole('treegrid').getByRole('row', { name: new RegExp(`^${name},`) })

/** Nothing of the page is wider than the screen. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('[row 58] on a phone the Flow is an outline: edited, started, asked and stopped by touch', async ({
  app,
  page,
}) => {
  await page.goto(app.url)
  await page.getByRole('button', { name: /^Flow: / }).tap()
  await page.getByRole('menuitem', { name: 'hello/flow.yml' }).tap()
  await expect(row(page, 'foo')).toBeVisible()
  expect(await overflow(page)).toBeLessThanOrEqual(0)

  await page.getByRole('button', { name: 'Fields of foo' }).tap()
  await field(page, 'replicas').fill('2')
  await field(page, 'replicas').press('Enter')
  await go(page, 'Outline')
  await expect(row(page, 'foo')).toHaveAccessibleName(/2 Pods/)

  await screen(page).run.getByRole('button', { name: 'Start' }).tap()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).tap()
  await app.ready()
  // A started Flow is shown with its playground.
  await go(page, 'Outline')
  await expect(row(page, 'foo').locator('[data-column="state"]')).toContainText('ready')

  await go(page, 'Playground')
  await page.getByRole('combobox', { name: 'Endpoint' }).fill('/bar')
  await page.getByRole('textbox', { name: 'Text of document 1' }).fill('thumb')
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(screen(page).answer).toContainText('THUMB FOO WAS HERE')
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await go(page, 'Logs')
  await expect(screen(page).log).toBeVisible()
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await screen(page).run.getByRole('button', { name: 'Stop' }).tap()
  await expect(screen(page).run.getByRole('button', { name: 'Start' })).toBeVisible()
})

test(
  '[row 58] the canvas of a phone is looked at: a tap selects, a drag pans, nothing moves',
  { tag: '@once' },
  async ({ app, page }) => {
    await page.goto(app.url)
    await page.getByRole('button', { name: /^Flow: / }).tap()
    await page.getByRole('menuitem', { name: 'hello/flow.yml' }).tap()
    await go(page, 'Canvas')
    await expect(app.node('foo')).toBeInViewport()
    await app.node('foo').tap()
    await expect(app.node('foo')).toHaveClass(/selected/)
    const transform = () =>
      page.locator('.react-flow__viewport').evaluate((element) => getComputedStyle(element).transform)
    const place = () => app.node('foo').evaluate((element) => getComputedStyle(element).transform)
    const [view, at] = [await transform(), await place()]
    const box = await app.node('foo').boundingBox()
    if (!box) throw new Error('no node')
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points })
    const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await touch('touchStart', [from])
    for (let step = 1; step <= 5; step++) await touch('touchMove', [{ x: from.x, y: from.y + step * 16 }])
    await touch('touchEnd', [])
    await expect.poll(transform).not.toBe(view)
    expect(await place()).toBe(at)

    const zoomed = async () => Number(/matrix\(([\d.]+)/.exec(await transform())?.[1] ?? 1)
    const before = await zoomed()
    await touch('touchStart', [
      { x: 150, y: 500 },
      { x: 240, y: 500 },
    ])
    for (let step = 1; step <= 5; step++)
      await touch('touchMove', [
        { x: 150 - step * 12, y: 500 },
        { x: 240 + step * 12, y: 500 },
      ])
    await touch('touchEnd', [])
    await expect.poll(zoomed).toBeGreaterThan(before)
  },
)

test(
  '[row 58] on a phone a tapped template is shown, with the button that takes it',
  { tag: '@once' },
  async ({ app, page }) => {
    await page.goto(app.url)
    await page.getByRole('button', { name: /^Flow: / }).tap()
    await page.getByRole('menuitem', { name: 'New Flow from a template…' }).tap()
    const gallery = page.getByRole('dialog', { name: 'Start from a template' })
    const take = gallery.getByRole('button', { name: 'Use this template' })
    await expect(take).not.toBeInViewport()
    await gallery.getByRole('button', { name: 'Encode, index, search' }).tap()
    await expect(gallery.getByRole('region', { name: 'Preview of Encode, index, search' })).toBeInViewport({
      ratio: 0.5,
    })
    await take.tap()
    await expect(gallery).toBeHidden()
    await expect(page.getByRole('treegrid').getByRole('row')).not.toHaveCount(3)
  },
)
