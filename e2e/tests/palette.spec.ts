import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'

const HELLO = 'hello/flow.yml'
const palette = (page: Page) => page.getByRole('complementary', { name: 'Palette' })
const focused = (page: Page) => page.locator(':focus')

test('the palette is one Tab stop; arrows, Home, End and letters walk it, Enter adds', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await expect(palette(page).getByRole('button', { name: 'Add CountWords' })).toBeVisible()
  const search = palette(page).getByRole('searchbox', { name: 'Search Executors' })
  await search.focus()
  await page.keyboard.press('Tab')
  await expect(focused(page)).toHaveAccessibleName('Add CountWords')
  await page.keyboard.press('Tab')
  await expect(palette(page).locator(':focus')).toHaveCount(0)
  await page.keyboard.press('Shift+Tab')
  await expect(focused(page)).toHaveAccessibleName('Add CountWords')

  await page.keyboard.press('ArrowDown')
  await expect(focused(page)).toHaveAccessibleName(/^Add FooExecutor/)
  await page.keyboard.press('End')
  await expect(focused(page)).toHaveAccessibleName('Add container')
  await page.keyboard.press('Home')
  await page.keyboard.press('s')
  await expect(focused(page)).toHaveAccessibleName('Add Shout')
  // Tab comes back to where the list was left.
  await page.keyboard.press('Shift+Tab')
  await expect(search).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(focused(page)).toHaveAccessibleName('Add Shout')
  await page.keyboard.press('Enter')
  await expect(app.node('shout1')).toBeVisible()

  await search.fill('count')
  await search.press('ArrowDown')
  await expect(focused(page)).toHaveAccessibleName('Add CountWords')
})

test('the palette writes classes as they are written, with the folder beside equal names and more in a tooltip', async ({
  app,
  page,
}) => {
  const source = (about: string) => `/** ${about} */
export class CLIPEncoder { static requests = { '/encode': 'encode' }; encode() {} }\n`
  app.write('hello/clip.ts', source('Encodes here.'))
  app.write('search/clip.ts', source('Encodes there.'))
  await app.open(HELLO)
  const alike = palette(page).getByRole('button', { name: 'Add CLIPEncoder' })
  await expect(alike).toHaveText([/CLIPEncoder hello/, /CLIPEncoder search/])
  await alike.last().focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('c')
  await expect(page.getByRole('tooltip')).toBeVisible()
  await alike.last().hover()
  await expect(page.getByRole('tooltip')).toContainText('search/clip.ts')
  await alike.first().click()
  await expect(app.node('clip_encoder')).toBeVisible()
})

for (const { language, words } of [
  { language: 'English', words: { send: 'Send a request', run: 'Start the Flow' } },
  {
    language: 'Deutsch',
    words: {
      send: 'Eine Anfrage senden',
      senden: 'Eine Anfrage senden',
      run: 'Flow starten',
      starten: 'Flow starten',
      ausführen: 'Flow starten',
    },
  },
])
  test(
    `words that mean send and run find Send and Start: ${language}`,
    { tag: '@once' },
    async ({ app, page }) => {
      await app.open(HELLO)
      const input = page.getByRole('combobox')
      await page.keyboard.press('ControlOrMeta+k')
      await input.fill(`Language: ${language}`)
      await page.keyboard.press('Enter')
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'English' ? 'en' : 'de')
      await page.keyboard.press('ControlOrMeta+k')
      for (const [typed, found] of Object.entries(words)) {
        await input.fill(typed)
        await expect(page.getByRole('option').first()).toContainText(found)
      }
    },
  )
