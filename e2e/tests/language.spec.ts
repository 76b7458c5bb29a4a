import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'

const FLOW = 'fan-out-and-join/flow.yml'

/** Runs the command of this title from the palette. */
async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill(title)
  await expect(page.getByRole('option').first()).toContainText(title)
  await page.keyboard.press('Enter')
}

/** The words of buttons that are English: what the German page may not have. */
const ENGLISH =
  /\b(the|and|of|to|add|save|show|hide|close|open|undo|redo|search|delete|zoom in|zoom out|fit|tidy|start|stop|more|theme|versions|commands|canvas|outline|problems|send|reset|what)\b/i

test('German from the palette: the whole screen, kept across a reload, and back to English', async ({
  app,
  page,
}) => {
  await app.open(FLOW)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await command(page, 'Language: Deutsch')

  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  const run = page.getByRole('group', { name: 'Ausführen' })
  await expect(run.getByRole('button', { name: 'Starten' })).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Inspektor' })).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Probleme' })).toBeVisible()
  await expect(page.getByRole('group', { name: /^language, Executor .*wartet auf/ })).toBeVisible()
  // Executors of the palette say what their authors wrote.
  const buttons = page.getByRole('button').and(page.locator(':not(.palette-item):not(.flow-switch)'))
  const names = await buttons.evaluateAll((all) =>
    all.map((button) => button.getAttribute('aria-label') ?? button.textContent ?? ''),
  )
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => ENGLISH.test(name))).toEqual([])

  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Tastenkürzel' })
  await expect(sheet.getByRole('heading', { name: 'Bearbeiten' })).toBeVisible()
  await expect(sheet).toContainText('Strg+Umschalt+Z')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  await page.reload()
  await expect(page.getByRole('button', { name: `Flow: ${FLOW}` })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await command(page, 'Sprache: English')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' })).toBeVisible()
})

test('the menu beside the theme changes the language, and an edit that is not saved outlives it', async ({
  app,
  page,
}) => {
  await app.open(FLOW)
  await app.node('language').click()
  await page.keyboard.press('ControlOrMeta+d')
  await expect(app.node('language1')).toBeVisible()
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
  await expect(page.getByRole('button', { name: 'Rückgängig' })).toBeVisible()
  await expect(page.getByRole('group', { name: /^language1, Executor/ })).toBeVisible()
  await expect(page.getByText(/^Entwurf von .* wiederhergestellt$/)).toBeVisible()
})

for (const [locale, lang] of [
  ['de-AT', 'de'],
  ['fr-FR', 'en'],
] as const)
  test.describe(`a browser in ${locale}`, () => {
    test.use({ locale })
    test(`is spoken to in ${lang}`, async ({ app, page }) => {
      await page.goto(app.url)
      await expect(page.locator('html')).toHaveAttribute('lang', lang)
      await expect(page.getByRole('button', { name: lang === 'de' ? 'Rückgängig' : 'Undo' })).toBeVisible()
    })
  })

test.describe('a Flow with problems, in German', () => {
  test.use({ locale: 'de-DE' })
  test(
    'the problem and what mends it are German, in the panel and at Start',
    { tag: '@once' },
    async ({ app, page }) => {
      app.write(
        FLOW,
        'jtype: Flow\nexecutors:\n  - name: encoder\n  - name: ranker\n    needs: [encoder, encodr]\n',
      )
      await app.open(FLOW)
      const problem =
        '„ranker“ wartet auf „encodr“, den es nicht gibt; Jina würde das annehmen und nie antworten. Ist „encoder“ gemeint?'
      await page.getByRole('button', { name: 'Starten', exact: true }).click()
      const start = page.getByRole('dialog', { name: 'Dieser Flow kann noch nicht starten' })
      await expect(start.getByRole('list', { name: 'Probleme' })).toContainText(problem)
      await expect(start.getByRole('button', { name: '„encoder“ verwenden' })).toBeVisible()
      await start.getByRole('button', { name: 'Abbrechen' }).click()

      await page.getByRole('tab', { name: 'Probleme' }).click()
      const listed = page.getByRole('list', { name: 'Probleme' })
      await expect(listed).toContainText(problem)
      await listed.getByRole('button', { name: '„encoder“ verwenden' }).click()
      await expect(page.getByText('Keine Probleme. Der Flow kann starten.')).toBeVisible()
    },
  )
})
