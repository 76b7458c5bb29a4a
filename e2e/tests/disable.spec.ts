import { expect, test } from './app.ts'
import { saved, screen } from './screen.ts'

const JOIN = 'fan-out-and-join/flow.yml'

test('[row 31] D comments an Executor out and joins its neighbours; D again restores every byte', async ({
  app,
  page,
}) => {
  await app.open(JOIN)
  const before = app.file(JOIN)
  await app.node('clean').click()
  await page.keyboard.press('d')
  const disabled = page.getByRole('group', { name: /^clean, Executor .*, disabled$/ })
  await expect(disabled).toBeVisible()
  await expect(disabled).toContainText('disabled')
  await expect(app.edge('gateway-entry', 'length')).toBeAttached()
  await expect(app.edge('clean', 'length')).toHaveCount(0)
  const off = await saved(app, JOIN)
  expect(off).toContain('  # flowdeck:disabled clean\n')
  expect(off).toContain('  # - name: clean\n  #   uses: clean.ts\n')
  await page.reload()
  await expect(disabled).toBeVisible()
  await disabled.click()
  await page.keyboard.press('d')
  await expect(app.edge('clean', 'length')).toBeAttached()
  expect(await saved(app, JOIN)).toBe(before)
})

test('[row 31] a Flow runs without its disabled Executor', { tag: '@once' }, async ({ app, page }) => {
  await app.open(JOIN)
  await app.node('language').click()
  await page.keyboard.press('d')
  await expect(page.getByRole('group', { name: /^language, Executor .*, disabled$/ })).toBeVisible()
  await app.start()
  await expect(app.node('length')).toContainText('ready')
  await expect(page.getByRole('contentinfo')).toContainText('4 Executors')
})

test(
  '[row 31] undo names it; the inspector enables it and shows its lines',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(JOIN)
    await app.node('audit').click()
    await page.keyboard.press('d')
    await page.keyboard.press('ControlOrMeta+z')
    await expect(page.getByText('Undid: Disable audit').first()).toBeVisible()
    await page.keyboard.press('ControlOrMeta+y')
    const { inspector } = screen(page)
    await page.getByRole('group', { name: /^audit, Executor .*, disabled$/ }).click()
    await inspector.getByRole('button', { name: 'Show in the YAML' }).click()
    await expect(screen(page).yaml).toContainText('# flowdeck:disabled audit')
    await inspector.getByRole('button', { name: 'Enable' }).click()
    await expect(app.edge('clean', 'audit')).toBeAttached()
  },
)
