import { expect, test } from './app.ts'
import { saved, screen, setField } from './screen.ts'

const HELLO = 'hello/flow.yml'
test('edits that are made offline are kept, and saved when the browser is online again [FI-59]', async ({
  app,
  page,
  context,
}) => {
  await app.open(HELLO)
  await app.node('foo').click()
  const before = app.file(HELLO)
  await context.setOffline(true)
  await setField(page, 'replicas', '3')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(screen(page).saveState).not.toContainText('Saved')
  await expect(page.getByRole('alert')).toBeVisible()
  expect(app.file(HELLO)).toBe(before)
  await context.setOffline(false)
  await expect(page.getByRole('alert')).toBeHidden()
  expect(await saved(app, HELLO)).toContain('replicas: 3')
})
