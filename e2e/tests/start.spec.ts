import { expect, test } from './app.ts'
import { screen } from './screen.ts'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
  { width: 390, height: 844 },
]
for (const viewport of SIZES)
  test(`the start screen has hello first, and three clicks lead from there to an answer, at ${viewport.width} pixels`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize(viewport)
    await page.goto(app.url)
    const flows = page.getByRole('list', { name: /^Flows in/ })
    await expect(flows.getByRole('listitem').first()).toContainText('hello/flow.yml')
    expect(await flows.getByRole('listitem').count()).toBeGreaterThan(5)
    for (const way of ['Blank Flow', 'Start from a template', 'Paste or drop YAML'])
      await expect(page.getByRole('button', { name: way })).toBeVisible()

    // One: the Flow. Two: Start. Three: yes. Send has the focus, and what it sends is there.
    await flows
      .getByRole('button', { name: /hello\/flow\.yml/ })
      .first()
      .click()
    await screen(page).run.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
    await app.ready()
    await expect(page.getByRole('textbox', { name: 'Endpoint' }).or(page.getByLabel('Endpoint'))).toHaveValue(
      '/bar',
    )
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(screen(page).answer).toContainText('HELLO WORLD')
  })

test('Run of the start screen asks before it starts, and leads to an answer in two clicks', async ({
  app,
  page,
}) => {
  await page.goto(app.url)
  await page.getByRole('button', { name: 'Run hello/flow.yml' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Start hello/flow.yml?')
  expect(app.pods()).toEqual([])
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(screen(page).answer).toContainText('HELLO WORLD', { timeout: 30_000 })
})

test('a Flow can be left for the start screen, which says what was opened last', async ({ app, page }) => {
  await app.open('search/flow.yml')
  await page.getByRole('button', { name: /^Flow: / }).click()
  await page.getByRole('menuitem', { name: 'Start screen' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'search/flow.yml' }).first()
  await expect(row).toContainText('opened last')
  await page.reload()
  await expect(row).toBeVisible()
})

test('who started a Flow and went on to type keeps the focus', async ({ app, page }) => {
  await app.open('hello/flow.yml')
  await app.node('foo').click()
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  const name = screen(page).inspector.getByRole('textbox', { name: 'name' }).first()
  await name.focus()
  await app.ready()
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeEnabled()
  await expect(name).toBeFocused()
})
