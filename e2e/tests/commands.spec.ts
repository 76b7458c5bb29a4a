import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { screen } from './screen.ts'

const FILE = 'hello/find.yml'
const FLOW = `jtype: Flow
executors:
  - name: encoder
    uses: foo.ts
  - name: indexer
    env: {MODEL: large}
  - name: ranker
    uses_requests: {/rank: order}
`
const palette = (page: Page) => page.getByRole('dialog', { name: 'Commands' })
const sheet = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' })

test.beforeEach(async ({ app }) => {
  app.write(FILE, FLOW)
  await app.open(FILE)
  await expect(app.node('encoder')).toBeVisible()
})

test('[row 50] the palette finds commands, @Executors and :lines, and shows first what was used last', async ({
  app,
  page,
}) => {
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('>yaml')
  await expect(palette(page).getByRole('option').first()).toContainText('YAML')
  await expect(palette(page).getByRole('option').first().locator('kbd')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('@rank')
  await expect(palette(page).getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(app.node('ranker')).toHaveClass(/selected/)
  await expect(app.node('ranker')).toBeFocused()

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type(':5')
  await page.keyboard.press('Enter')
  await expect(screen(page).yaml).toBeFocused()
  await expect(page.locator('.cm-activeLine')).toContainText('name: indexer')

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('Theme: dark')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+k')
  const recent = palette(page).getByRole('group', { name: 'Recent' }).getByRole('option')
  await expect(recent.first()).toContainText('Theme: dark')
  await expect(recent.nth(1)).toContainText('ranker')
})

test(
  '[row 50] the palette is there at once with a thousand Executors',
  { tag: '@once' },
  async ({ app, page }) => {
    const many = Array.from({ length: 1000 }, (_, at) => `  - name: e${at}\n`).join('')
    app.write('hello/many.yml', `jtype: Flow\nexecutors:\n${many}`)
    await app.switchTo('hello/many.yml')
    await page.keyboard.press('ControlOrMeta+k')
    await expect(palette(page).getByRole('combobox')).toBeFocused()
    // What makes it quick: of a thousand Executors no more are drawn than anybody reads.
    await page.keyboard.type('@')
    await expect(palette(page).getByRole('option')).toHaveCount(50)
    await page.keyboard.type('e999')
    await page.keyboard.press('Enter')
    await expect(screen(page).inspector.getByRole('heading', { name: 'e999' })).toBeVisible()
  },
)

test('[row 51] Ctrl+F finds by name, uses, endpoint and env, and n and N walk the hits', async ({
  app,
  page,
}) => {
  const box = page.getByRole('textbox', { name: 'Find an Executor' })
  await page.keyboard.press('ControlOrMeta+f')
  await expect(box).toBeFocused()
  for (const [query, name, where] of [
    ['foo.ts', 'encoder', 'uses'],
    ['large', 'indexer', 'env MODEL'],
    ['/rank', 'ranker', 'endpoint /rank'],
  ] as const) {
    await box.fill(query)
    await expect(app.node(name)).toHaveClass(/selected/)
    await expect(page.getByRole('search')).toContainText(where)
  }
  await box.fill('er')
  await expect(page.getByRole('search')).toContainText('1 of 3')
  await page.keyboard.press('Enter')
  await expect(app.node('indexer')).toHaveClass(/selected/)
  await app.node('indexer').click()
  await page.keyboard.press('n')
  await expect(app.node('ranker')).toHaveClass(/selected/)
  await page.keyboard.press('Shift+n')
  await expect(app.node('indexer')).toHaveClass(/selected/)
  await expect(page.getByRole('search')).toContainText('2 of 3')
  await box.fill('nobody')
  await expect(page.getByRole('search')).toContainText('nothing found')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('search')).toBeHidden()
  // Without the box, N adds again.
  await app.node('indexer').click()
  await page.keyboard.press('n')
  await expect(page.getByRole('dialog', { name: 'Add an Executor' })).toBeVisible()
})

test('[row 52] a shortcut is changed, warned about, kept, and given back; canvas keys too', async ({
  app,
  page,
}) => {
  await page.keyboard.press('?')
  await sheet(page).getByRole('searchbox', { name: 'Search shortcuts' }).fill('link from')
  const change = sheet(page).getByRole('button', {
    name: 'Change the shortcut of Link from the focused Executor',
  })
  await change.click()
  await page.keyboard.press('ControlOrMeta+w')
  // A browser that lets the page see Ctrl+W at all must hear why it is refused.
  await expect(sheet(page).getByRole('alert')).toContainText('browser keeps')
  await page.keyboard.press('n')
  await expect(sheet(page).getByRole('alert')).toContainText('Add an Executor')
  await sheet(page).getByRole('button', { name: 'Use it here' }).click()
  await expect(change).toContainText('N')
  await sheet(page).getByRole('button', { name: 'Close' }).click()

  await page.reload()
  await expect(app.node('encoder')).toBeVisible()
  await app.node('encoder').click()
  await page.keyboard.press('n')
  await expect(page.locator('#live-region')).toContainText('Linking from encoder')
  await page.keyboard.press('Escape')

  await page.keyboard.press('?')
  await sheet(page).getByRole('button', { name: 'Reset all' }).click()
  await sheet(page).getByRole('button', { name: 'Close' }).click()
  await app.node('encoder').click()
  await page.keyboard.press('n')
  await expect(page.getByRole('dialog', { name: 'Add an Executor' })).toBeVisible()
})

test('[row 52] the sheet is searched by name and by keys, and prints without its buttons', async ({
  page,
}) => {
  await page.keyboard.press('?')
  await expect(sheet(page).getByText('Undo', { exact: true })).toBeVisible()
  await sheet(page).getByRole('searchbox').fill('ctrl+shift+e')
  await expect(sheet(page).getByText('Export…', { exact: true })).toBeVisible()
  await expect(sheet(page).getByText('Undo', { exact: true })).toBeHidden()
  await sheet(page).getByRole('searchbox').fill('')
  await page.emulateMedia({ media: 'print' })
  await expect(sheet(page).getByText('Undo', { exact: true })).toBeVisible()
  await expect(sheet(page).getByRole('button', { name: 'Print' })).toBeHidden()
  await expect(page.getByRole('banner')).toBeHidden()
})
