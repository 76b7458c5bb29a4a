import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { centre, emptySpot } from './canvas.ts'
import { openYaml, screen } from './screen.ts'

const HELLO = 'hello/flow.yml'

const menu = (page: Page, label: string) => page.getByRole('menu', { name: label, exact: true })

test('[row 30] the right button opens a menu of what it is over, with the keys beside the items', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await app.node('foo').click({ button: 'right' })
  const node = menu(page, 'foo')
  await expect(node).toBeVisible()
  await expect(node.getByRole('menuitem', { name: 'Rename' })).toContainText('F2')
  await expect(node.getByRole('menuitem', { name: 'Duplicate' })).toContainText('Ctrl+D')
  await node.getByRole('menuitem', { name: 'Delete and reconnect' }).click()
  await expect(app.node('foo')).toBeHidden()
  await screen(page).undo.click()

  const spot = await emptySpot(page)
  await page.mouse.click(spot.x, spot.y, { button: 'right' })
  const canvas = menu(page, 'Canvas')
  await expect(canvas.getByRole('menuitem', { name: 'Tidy the layout' })).toContainText('T')
  await canvas.getByRole('menuitem', { name: 'Add an Executor here…' }).click()
  await expect(page.getByRole('dialog', { name: 'Add an Executor' }).getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')

  const [from, to] = [await centre(app.node('foo')), await centre(app.node('shout'))]
  await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2, { button: 'right' })
  await menu(page, 'Edge from foo to shout').getByRole('menuitem', { name: 'Delete the edge' }).click()
  await expect(app.edge('foo', 'shout')).not.toBeAttached()
  await screen(page).undo.click()

  await page.getByRole('group', { name: /^Gateway: entry/ }).click({ button: 'right' })
  await menu(page, 'the Gateway').getByRole('menuitem', { name: 'Gateway settings' }).click()
  await expect(screen(page).inspector.getByLabel('protocol', { exact: true }).first()).toBeVisible()
})

test('[row 30] the YAML, the drawer and a selection have their menus too', async ({ app, page }) => {
  await app.open(HELLO)
  const yaml = await openYaml(page)
  await yaml.getByText('shout.ts').click({ button: 'right' })
  await menu(page, 'YAML').getByRole('menuitem', { name: 'Go to shout on the canvas' }).click()
  await expect(app.node('shout')).toBeFocused()

  await page.getByRole('region', { name: 'Drawer' }).click({ button: 'right', position: { x: 500, y: 18 } })
  await menu(page, 'Drawer').getByRole('menuitem', { name: 'Show the logs' }).click()
  await expect(page.getByRole('tab', { name: 'Logs' })).toHaveAttribute('aria-selected', 'true')

  await app.node('foo').click()
  await app.node('shout').click({ modifiers: ['Shift'] })
  await app.node('shout').click({ button: 'right' })
  const chosen = menu(page, '2 selected Executors')
  await chosen.getByRole('menuitem', { name: 'Align and distribute' }).hover()
  await expect(page.getByRole('menuitem', { name: 'Align left edges' })).toContainText('L')
  await page.keyboard.press('Escape')
  await expect(chosen).toBeHidden()
  await expect(page.getByRole('contentinfo')).toContainText('2 selected')
})

test(
  '[row 30] Shift+F10 and the menu key open the same menu, and give the focus back',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(HELLO)
    await app.node('shout').focus()
    for (const key of ['Shift+F10', 'ContextMenu']) {
      await page.keyboard.press(key)
      const node = menu(page, 'shout')
      await expect(node.getByRole('menuitem').first()).toBeVisible()
      await expect(page.getByRole('menu')).toHaveCount(1)
      await page.keyboard.press('ArrowDown')
      await expect(node.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
      await page.keyboard.press('Escape')
      await expect(node).toBeHidden()
      await expect(app.node('shout')).toBeFocused()
    }
    const yaml = await openYaml(page)
    await yaml.click()
    await page.keyboard.press('Shift+F10')
    await expect(menu(page, 'YAML')).toBeVisible()
  },
)

test(
  '[row 30] copying from a menu puts YAML on the clipboard, pasting from one adds it',
  { tag: '@once' },
  async ({ app, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await app.open(HELLO)
    await app.node('shout').click({ button: 'right' })
    await menu(page, 'shout').getByRole('menuitem', { name: 'Copy as YAML' }).click()
    await expect(page.getByText('Copied as YAML.')).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('uses: shout.ts')
    const spot = await emptySpot(page)
    await page.mouse.click(spot.x, spot.y, { button: 'right' })
    await menu(page, 'Canvas').getByRole('menuitem', { name: 'Paste' }).click()
    await expect(app.node('shout1')).toBeVisible()
  },
)

test('[row 30] fields keep the menu of the browser', { tag: '@once' }, async ({ app, page }) => {
  await app.open(HELLO)
  await app.node('foo').click()
  await screen(page).inspector.getByLabel('name', { exact: true }).click({ button: 'right' })
  await expect(page.getByRole('menu')).toHaveCount(0)
})
