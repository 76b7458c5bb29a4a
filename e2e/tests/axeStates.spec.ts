import { expect, test } from './app.ts'
import { axeLook } from './axe.ts'

const HELLO = 'hello/flow.yml'

for (const colorScheme of ['light', 'dark'] as const)
  test(`[row 57] axe finds nothing serious in outline, search, shortcuts and phone, ${colorScheme}`, async ({
    app,
    page,
  }) => {
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { look, found } = axeLook(page)
    const dialog = page.getByRole('dialog')
    app.write(
      HELLO,
      app.file(HELLO).replace('uses: shout.ts', 'uses: shout.ts\n    replicass: 2\n    replicas: 2'),
    )
    await app.open(HELLO)
    await expect(app.node('foo')).toBeVisible()
    await page.keyboard.press('ControlOrMeta+Shift+o')
    const grid = page.getByRole('treegrid')
    const cell = (name: string, column: string) =>
      grid.getByRole('row', { name: new RegExp(`^${name},`) }).locator(`[data-column="${column}"]`)
    await expect(grid).toBeVisible()
    await look('outline')
    await cell('foo', 'name').click()
    await page.keyboard.press('Shift+ArrowDown')
    await look('outline with a selection')
    await cell('foo', 'replicas').dblclick()
    await page.keyboard.type('many')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: 'whole number' })).toBeVisible()
    await look('a cell with an error')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Columns' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await look('the choice of columns')
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+f')
    await page.keyboard.type('foo')
    await look('finding')
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('@')
    await expect(dialog).toBeVisible()
    await look('Executors in the palette')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await page.keyboard.press('?')
    await expect(dialog).toBeVisible()
    await look('shortcuts')
    await dialog.getByRole('button', { name: 'Change the shortcut of Tidy the layout' }).click()
    await page.keyboard.press('ControlOrMeta+d')
    await expect(dialog.getByRole('alert')).toContainText('Duplicate')
    await look('a shortcut that conflicts')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.setViewportSize({ width: 390, height: 844 })
    const views = page.getByRole('navigation', { name: 'Views' })
    for (const name of ['Canvas', 'Fields', 'Playground', 'Logs', 'Problems', 'Outline']) {
      await views.getByRole('button', { name }).click()
      await expect(views.getByRole('button', { name })).toHaveAttribute('aria-current', 'page')
      await expect(page.getByText('Loading…')).toBeHidden()
      await look(`phone: ${name}`)
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    // Wide again, it is the canvas that a wide screen begins with.
    await page.keyboard.press('ControlOrMeta+Shift+o')
    await expect(grid).toBeVisible()
    await app.start()
    await expect(cell('foo', 'state')).toContainText('ready')
    await look('outline of a running Flow')
    expect(found).toEqual([])
  })
