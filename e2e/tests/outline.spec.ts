import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { pick as choose } from './canvas.ts'
import { changedLines, field, saved, screen } from './screen.ts'

const DIAMOND = `jtype: Flow
executors:
  - name: start
    uses: foo.ts # first
  - name: left
    uses: foo.ts
    needs: start
  - name: right
    uses: foo.ts
    needs: start
  - name: end
    uses: foo.ts
    needs: [left, right]
`
const FILE = 'hello/outline.yml'

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Outline of the Flow' })
const row = (page: Page, name: string) => grid(page).getByRole('row', { name: new RegExp(`^${name}(,|: )`) })
const cell = (page: Page, name: string, column: string) =>
  row(page, name).locator(`[data-column="${column}"]`)
/** Clicks the name of a row: the keyboard then stands on the row, not in a cell. */
const pick = (page: Page, name: string) => cell(page, name, 'name').click()
const names = (page: Page) =>
  grid(page)
    .locator('.outline-row')
    .evaluateAll((rows) => rows.map((element) => element.getAttribute('data-id')))

async function openOutline(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+Shift+o')
  await expect(grid(page)).toBeVisible()
}

test.beforeEach(async ({ app, page }) => {
  app.write(FILE, DIAMOND)
  await app.open(FILE)
  await expect(app.node('start')).toBeVisible()
  await openOutline(page)
})

test('the outline follows the topology, and its tree opens and closes by keyboard', async ({ page }) => {
  await expect(row(page, 'left')).toHaveAttribute('aria-level', '2')
  await expect(row(page, 'end')).toHaveAttribute('aria-level', '1')
  expect(await names(page)).toEqual(['gateway-entry', 'start', 'left', 'right', 'end', 'gateway-exit'])

  await pick(page, 'start')
  await expect(row(page, 'start')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(row(page, 'start')).toHaveAttribute('aria-expanded', 'false')
  await expect(row(page, 'left')).toBeHidden()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect(row(page, 'left')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(row(page, 'start')).toBeFocused()
  await page.keyboard.press('End')
  await expect(row(page, 'Response')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(row(page, 'Gateway')).toBeFocused()
  // One stop: Tab leaves the table.
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.closest('[role="treegrid"]') === null)).toBe(true)
})

test('a cell is edited in place, in all selected rows at once, and is one step to undo', async ({
  app,
  page,
}) => {
  await pick(page, 'left')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(row(page, 'right')).toHaveAttribute('aria-selected', 'true')
  for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight')
  await expect(cell(page, 'right', 'replicas')).toBeFocused()
  await page.keyboard.type('many')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'whole number' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await expect(cell(page, 'left', 'replicas')).toHaveText('3')
  await expect(cell(page, 'right', 'replicas')).toHaveText('3')
  await expect(cell(page, 'right', 'replicas')).toBeFocused()
  expect(changedLines(DIAMOND, await saved(app, FILE))).toEqual({
    added: ['    replicas: 3', '    replicas: 3'],
    removed: [],
  })

  await page.keyboard.press('Delete')
  await expect(cell(page, 'left', 'replicas')).toHaveText('1')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(cell(page, 'left', 'replicas')).toHaveText('3')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(screen(page).undo).toBeDisabled()
})

test('adding, linking, renaming, duplicating, moving and deleting are done from the outline', async ({
  app,
  page,
}) => {
  await pick(page, 'left')
  await page.keyboard.press('n')
  await choose(page, 'shout')
  await expect(field(page, 'name')).toBeFocused()
  await expect(cell(page, 'shout', 'needs')).toHaveText('left')

  await pick(page, 'shout')
  await page.keyboard.press('l')
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await expect(row(page, 'end')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(cell(page, 'end', 'needs')).toHaveText('left, right, shout')

  await pick(page, 'shout')
  await page.keyboard.press('F2')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('loud')
  await page.keyboard.press('Enter')
  await expect(cell(page, 'end', 'needs')).toHaveText('left, right, loud')
  await expect(cell(page, 'loud', 'name')).toBeFocused()

  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+d')
  await expect(row(page, 'loud1')).toBeVisible()
  await pick(page, 'loud1')
  await page.keyboard.press('Delete')
  await expect(row(page, 'loud1')).toBeHidden()

  await cell(page, 'end', 'needs').dblclick()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('loud, right')
  await page.keyboard.press('Enter')
  await expect(cell(page, 'left', 'leads')).toHaveText('loud')
  await pick(page, 'loud')
  await page.keyboard.press('ControlOrMeta+Delete')
  await expect(row(page, 'loud')).toBeHidden()
  await expect(cell(page, 'end', 'needs')).toHaveText('right, left')

  await pick(page, 'right')
  await page.keyboard.press('Alt+ArrowUp')
  const text = await saved(app, FILE)
  expect(text.indexOf('name: right')).toBeLessThan(text.indexOf('name: left'))
  expect(text).toContain('uses: foo.ts # first')

  await pick(page, 'left')
  await page.keyboard.press('Shift+Alt+ArrowRight')
  await expect(row(page, 'end')).toHaveAttribute('aria-selected', 'true')
  await expect(row(page, 'right')).toHaveAttribute('aria-selected', 'false')
})

test('further keys get a column, and the choice stays in the browser', async ({ page }) => {
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'timeout_ready' }).click()
  await page.keyboard.press('Escape')
  await expect(grid(page).getByRole('columnheader', { name: 'timeout_ready' })).toBeVisible()
  await page.reload()
  await expect(grid(page).getByRole('columnheader', { name: 'timeout_ready' })).toBeVisible()
  await cell(page, 'end', 'timeout_ready').click()
  await page.keyboard.type('5000')
  await page.keyboard.press('Enter')
  await expect(cell(page, 'end', 'timeout_ready')).toHaveText('5000')
})

test('a thousand rows are drawn as far as they are seen, and edited together', async ({ app, page }) => {
  const many = Array.from({ length: 1000 }, (_, at) => `  - name: e${at}\n`).join('')
  app.write('hello/many.yml', `jtype: Flow\nexecutors:\n${many}`)
  await app.switchTo('hello/many.yml')
  await expect(row(page, 'e0')).toBeVisible()
  expect(await grid(page).locator('.outline-row').count()).toBeLessThan(100)
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '1003')
  await pick(page, 'e0')
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await expect(row(page, 'e999')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await cell(page, 'e999', 'replicas').dblclick()
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await expect(cell(page, 'e998', 'replicas')).toHaveText('2')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(cell(page, 'e998', 'replicas')).toHaveText('1')
})
