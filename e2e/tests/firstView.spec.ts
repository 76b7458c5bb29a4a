import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { openYaml, screen } from './screen.ts'

const TEN = `jtype: Flow\nexecutors:\n${Array.from({ length: 10 }, (_, at) => `  - name: e${at}\n    uses: foo.ts\n`).join('')}`

/** The smallest text of the nodes on screen, in pixels of the screen. */
const smallestText = (page: Page) =>
  page.locator('.node, .bar').evaluateAll((nodes) =>
    Math.min(
      ...nodes.flatMap((node) =>
        [node, ...node.querySelectorAll('*')].flatMap((element) => {
          const own = [...element.childNodes].some((child) => child.nodeType === 3 && child.nodeValue?.trim())
          const zoom = node.getBoundingClientRect().width / (node as HTMLElement).offsetWidth
          return own && element.getBoundingClientRect().width > 1
            ? [Number.parseFloat(getComputedStyle(element).fontSize) * zoom]
            : []
        }),
      ),
    ),
  )

test('a Flow of ten Executors can be read at first sight, and its form comes back when a node is selected', async ({
  app,
  page,
}) => {
  app.write('hello/ten.yml', TEN)
  await app.open('hello/ten.yml')
  await expect(app.node('e0')).toBeInViewport({ ratio: 0.99 })
  await expect(screen(page).inspector).toBeHidden()
  expect(await smallestText(page)).toBeGreaterThanOrEqual(11)
  await app.node('e0').click()
  await expect(screen(page).inspector).toBeVisible()
  await expect(app.node('e0')).toBeInViewport({ ratio: 0.99 })
  // What gave way is no setting: a small Flow has its panels.
  await app.switchTo('hello/flow.yml')
  await expect(page.getByRole('complementary', { name: 'Palette' })).toBeVisible()
})

test('the outline has the panels that gave way to the canvas', async ({ app, page }) => {
  app.write('hello/ten.yml', TEN)
  await app.open('hello/ten.yml')
  await expect(screen(page).inspector).toBeHidden()
  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  await expect(screen(page).inspector).toBeVisible()
  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  await expect(screen(page).inspector).toBeHidden()
})

const CASES = {
  'a chain': TEN,
  'a fan-out': `jtype: Flow\nexecutors:\n${Array.from({ length: 10 }, (_, at) => `  - name: e${at}\n    needs: gateway\n`).join('')}`,
}
for (const [shape, text] of Object.entries(CASES))
  test(`${shape} of ten Executors is readable at 1024 px with the YAML and the drawer open`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize({ width: 1024, height: 640 })
    app.write('hello/ten.yml', text)
    await app.open('hello/flow.yml')
    await openYaml(page)
    await page.getByRole('tab', { name: 'Logs' }).click()
    await app.switchTo('hello/ten.yml')
    await expect(page.locator('.node-name').first()).toBeInViewport()
    expect(await smallestText(page)).toBeGreaterThanOrEqual(11)
  })

test('the Flow is fitted again when the window changes, until the person moves the view', async ({
  app,
  page,
}) => {
  await app.open('hello/flow.yml')
  await expect(app.node('foo')).toBeInViewport({ ratio: 0.9 })
  await page.setViewportSize({ width: 1024, height: 640 })
  await expect(app.node('foo')).toBeInViewport({ ratio: 0.9 })
  await expect(app.node('shout')).toBeInViewport({ ratio: 0.9 })
  const transform = () =>
    page.locator('.react-flow__viewport').evaluate((element) => getComputedStyle(element).transform)
  const small = await transform()
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect.poll(transform).not.toBe(small)
  const fitted = await transform()
  await page.locator('.react-flow__pane').hover()
  await page.mouse.wheel(0, -300)
  await expect.poll(transform).not.toBe(fitted)
  const own = await transform()
  await page.setViewportSize({ width: 1300, height: 800 })
  await expect.poll(() => page.locator('.canvas').evaluate((element) => element.clientWidth < 760)).toBe(true)
  expect(await transform()).toBe(own)
})

test('the drawer is closed until there is something to say', async ({ app, page }) => {
  await app.open('hello/flow.yml')
  await expect(page.getByRole('button', { name: 'Show the drawer' })).toBeVisible()
  await app.start()
  await expect(page.getByRole('tabpanel', { name: 'Playground' })).toBeVisible()
})
