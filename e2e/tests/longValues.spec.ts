import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import {
  expectNoOverflow,
  LONG,
  LONG_FLOW,
  LONG_RUN,
  writeLongFlow,
  writeLongRun,
  writeLongSource,
} from './longValues.ts'
import { openYaml, screen } from './screen.ts'

const DESKTOPS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
]

/** Looks at what is shown in both sizes of a desk. */
async function look(page: Page, what: string): Promise<void> {
  for (const size of DESKTOPS) {
    await page.setViewportSize(size)
    await expectNoOverflow(page, `${what}, ${size.width} px`)
  }
}

const dialog = (page: Page) => page.getByRole('dialog')

test('values of 3,000 characters stay in their boxes: cards, form, problems, YAML, outline, commands, export, preflight', async ({
  app,
  page,
}) => {
  writeLongSource(app)
  writeLongFlow(app)
  await app.open(LONG_FLOW)
  await expect(screen(page).problems).toBeVisible()
  await look(page, 'a Flow with its problems')
  const names = await page.locator('.node-name').allTextContents()
  expect(names.length).toBeGreaterThan(3)
  await page.keyboard.press('ControlOrMeta+Shift+o')
  const rows = page.getByRole('treegrid').getByRole('row')
  await look(page, 'the outline')
  for (let at = 2; at < 9; at++) {
    await rows.nth(at).locator('[data-column="name"]').click()
    await expect(screen(page).inspector).toBeVisible()
    await expectNoOverflow(page, `the form of Executor ${at - 1}`)
  }
  await page.keyboard.press('Escape')
  await openYaml(page)
  await look(page, 'the YAML')
  await page.getByRole('button', { name: 'Hide the YAML' }).click()
  await page.keyboard.press('ControlOrMeta+k')
  for (const typed of ['', '@', 'x', 'שלום']) {
    await page.getByRole('combobox').fill(typed)
    await expectNoOverflow(page, `commands for "${typed}"`)
  }
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Flow: / }).click()
  await expectNoOverflow(page, 'the switcher')
  await page.keyboard.press('Escape')
  await screen(page)
    .problems.getByRole('button', { name: /^Rename to/ })
    .first()
    .click()
  await screen(page).undo.click()
  await expect(page.locator('.toast').filter({ hasText: 'Undid' })).toBeVisible()
  await expectNoOverflow(page, 'a toast')
  await page.keyboard.press('ControlOrMeta+Shift+e')
  await expect(dialog(page)).toBeVisible()
  for (const tab of ['Docker Compose', 'Kubernetes', 'SVG', 'curl']) {
    await page.getByRole('tab', { name: tab }).click()
    await expectNoOverflow(page, `the export as ${tab}`)
  }
  await page.keyboard.press('Escape')
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  await expect(dialog(page)).toContainText('cannot start yet')
  await look(page, 'preflight')
})

test('long values stay in their boxes while a Flow runs: palette, tooltip, playground, answer, logs, versions', async ({
  app,
  page,
}) => {
  writeLongSource(app)
  writeLongRun(app)
  await app.open(LONG_RUN)
  const palette = page.getByRole('complementary', { name: 'Palette' })
  await palette.getByRole('button', { name: 'Add Echo' }).hover()
  await expect(page.getByRole('tooltip')).toBeVisible()
  await look(page, 'the palette and a tooltip')
  await app.start()
  await page.getByRole('textbox', { name: 'Text of document 1' }).fill(LONG.word)
  await page.getByRole('combobox', { name: 'Endpoint' }).fill(`/${LONG.word}`)
  await expectNoOverflow(page, 'an endpoint that is too long')
  await page.getByRole('combobox', { name: 'Endpoint' }).fill(`/${LONG.word.slice(0, 500)}`)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(screen(page).answer).toContainText('xxxx')
  await look(page, 'an answer')
  for (const tab of ['Trace', 'Raw', 'Code']) {
    await page.getByRole('tab', { name: tab }).click()
    await expectNoOverflow(page, tab)
  }
  await page.getByRole('tab', { name: 'Logs' }).click()
  await expect(screen(page).log).toContainText('many words')
  await look(page, 'logs')
  await page.keyboard.press('ControlOrMeta+Shift+s')
  await dialog(page).getByRole('textbox').first().fill(LONG.word.slice(0, 100))
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeHidden()
  await page.keyboard.press('ControlOrMeta+Shift+h')
  await expect(dialog(page)).toBeVisible()
  await look(page, 'versions')
})

test('long values stay in their boxes on a phone', async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  writeLongSource(app)
  writeLongFlow(app)
  await app.open(LONG_FLOW)
  const views = page.getByRole('navigation', { name: 'Views' })
  await expect(page.getByRole('treegrid')).toBeVisible()
  await expectNoOverflow(page, 'the outline')
  for (const view of await views.getByRole('button').all()) {
    await view.click()
    await expectNoOverflow(page, (await view.textContent()) ?? '')
  }
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('@')
  await expectNoOverflow(page, 'commands')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Shift+e')
  for (const tab of ['Kubernetes', 'SVG']) {
    await page.getByRole('tab', { name: tab }).click()
    await expectNoOverflow(page, `the export as ${tab}`)
  }
  await page.keyboard.press('Escape')
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  await expect(dialog(page)).toContainText('cannot start yet')
  await expectNoOverflow(page, 'preflight')
})
