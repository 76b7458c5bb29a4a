import { join } from 'node:path'
import { expect, test } from './app.ts'

const IMAGES = join(import.meta.dirname, '..', '..', 'docs', 'images')

test('the picture of the export in light', async ({ app, page }) => {
  await app.open('fan-out-and-join/flow.yml')
  await page.keyboard.press('ControlOrMeta+Shift+e')
  await page.getByRole('tab', { name: 'Kubernetes' }).click()
  await expect(page.getByRole('textbox', { name: /^Preview of/ })).toContainText('kind: Deployment')
  await page.screenshot({ path: join(IMAGES, 'export-light.png') })
})

/** The README's pictures are what the product looks like at this commit. */
for (const scheme of ['light', 'dark'] as const)
  test(`the picture of the ${scheme} editor`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await app.open('fan-out-and-join/flow.yml')
    await app.start()
    await page.getByRole('tab', { name: 'Playground' }).click()
    await page.getByRole('combobox', { name: 'Endpoint' }).fill('/analyse')
    await page.getByRole('textbox', { name: 'Text of document 1' }).fill('the keeper was here')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(page.getByRole('region', { name: 'Answer', exact: true })).toContainText(
      'the keeper was here',
    )
    await app.node('language').click()
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('language')
    await page.screenshot({ path: join(IMAGES, `editor-${scheme}.png`) })
  })
