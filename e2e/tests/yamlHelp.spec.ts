import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { openYaml } from './screen.ts'

const FLOW = 'hello/help.yml'
const TEXT = `jtype: Flow
with:
  env:
    TOKEN: x
executors:
  - name: encoder
    uses: foo.ts
  - name: indexer
    uses: shout.ts
`

/** Puts the cursor at the end of the text and types there. */
async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(text)
}

test('[row 48] the YAML completes keys by their place, values, names inside needs and variables; hover tells', async ({
  app,
  page,
}) => {
  app.write(FLOW, TEXT)
  await app.open(FLOW)
  const yaml = await openYaml(page)
  const list = page.getByRole('listbox', { name: 'Completions' })
  await yaml.click()

  await typeAtEnd(page, '    repl')
  await list.getByRole('option', { name: /^replicas/ }).click()
  await expect(yaml).toContainText('replicas: ')
  await page.keyboard.type('2\n')

  await typeAtEnd(page, 'floating: ')
  await page.keyboard.press('Control+Space')
  await expect(list.getByRole('option')).toHaveText(['true', 'false'])
  await list.getByRole('option').first().click()
  await page.keyboard.type('\n')

  await typeAtEnd(page, 'needs: [')
  await page.keyboard.press('Control+Space')
  await expect(list.getByRole('option').filter({ hasText: 'indexer' })).toHaveCount(0)
  await list.getByRole('option').filter({ hasText: 'encoder' }).click()
  await page.keyboard.press('End')
  await expect(app.edge('encoder', 'indexer')).toBeAttached()
  await page.keyboard.type('\nworkspace: $')
  await list.getByRole('option').filter({ hasText: 'ENV.TOKEN' }).click()
  await expect(yaml).toContainText('workspace: ${{ ENV.TOKEN }}')

  await yaml.getByText('replicas', { exact: true }).hover()
  await expect(page.locator('.cm-help')).toContainText(/^replicas \(number\): /)
})
