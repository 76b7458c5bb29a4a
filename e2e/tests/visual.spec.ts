import type { Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { openYaml, pasteYaml, screen, send } from './screen.ts'

const FLOW = 'fan-out-and-join/flow.yml'

/** What differs from run to run: durations, sizes, times of day, process ids. */
const changing = (page: Page) => [
  page.locator('[data-changing]'),
  page.locator('time'),
  page.locator('.log-time, .log-pid'),
]

const looksAs = (page: Page, name: string) =>
  expect(page).toHaveScreenshot(name, { mask: changing(page), maskColor: '#888' })

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
] as const

/** Goes through the states of the screen in the order that a person meets them; `look` is called in each. */
async function goThrough(app: App, look: (state: string) => Promise<void>): Promise<void> {
  const { page } = app
  const dialog = page.getByRole('dialog')
  const closeDialog = async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  app.write('blank.yml', 'jtype: Flow\nexecutors: []\n')
  await app.open('blank.yml')
  await expect(page.getByRole('region', { name: 'How to begin' })).toBeVisible()
  await look('empty')
  await app.switchTo(FLOW)
  await expect(app.node('clean')).toBeVisible()
  await look('flow')
  await app.node('language').click()
  await expect(screen(page).inspector).toContainText('language')
  await look('selected')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(dialog.getByRole('option').first()).toBeVisible()
  await look('commands')
  await closeDialog()
  await page.keyboard.press('?')
  await expect(dialog).toBeVisible()
  await look('shortcuts')
  await closeDialog()
  await page.keyboard.press('ControlOrMeta+Shift+e')
  await page.getByRole('tab', { name: 'Kubernetes' }).click()
  await expect(page.getByRole('textbox', { name: /^Preview of/ })).toContainText('kind: Deployment')
  await look('export')
  await closeDialog()
  await page.getByRole('button', { name: /^Flow: / }).click()
  await page.getByRole('menuitem', { name: 'New Flow from a template…' }).click()
  await expect(dialog.getByRole('region', { name: /^Preview of/ })).toContainText('jtype: Flow')
  await look('templates')
  await closeDialog()
  await page.keyboard.press('ControlOrMeta+Shift+o')
  await expect(page.getByRole('treegrid')).toBeVisible()
  await look('outline')
  await page.keyboard.press('ControlOrMeta+Shift+o')
  await openYaml(page)
  await pasteYaml(page, app.file(FLOW).replace('uses: clean.ts', 'uses: clean.ts\n    needs: nobody'))
  await page.getByRole('tab', { name: /^Problems/ }).click()
  await expect(screen(page).problems).toContainText('nobody')
  await look('problems')
  await pasteYaml(page, 'executors: [')
  await expect(page.getByRole('status').filter({ hasText: 'The YAML has' })).toBeVisible()
  await look('broken')
  await pasteYaml(page, app.file(FLOW))
  await page.getByRole('button', { name: 'Hide the YAML' }).click()
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled()
  await look('preflight')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await app.ready()
  await send(app, '/analyse', 'the keeper was here')
  await expect(screen(page).answer).toContainText('the keeper was here')
  await look('answer')
  await app.stopServer('SIGKILL')
  await expect(page.getByRole('alert').filter({ hasText: 'edits are kept' })).toBeVisible()
  await look('gone')
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of SIZES)
    test(`the screens look as they did, ${colorScheme} ${viewport.width}`, async ({ app, page }) => {
      test.setTimeout(120_000)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(viewport)
      await goThrough(app, (state) => looksAs(page, `${state}-${viewport.width}-${colorScheme}.png`))
    })
