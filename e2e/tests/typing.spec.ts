import { expect, test } from './app.ts'
import { field, screen } from './screen.ts'

const FLOW = 'hello/flow.yml'

test('saving from within a field writes what is typed: fields, lists, maps, notes, group names and cells', async ({
  app,
  page,
}) => {
  await app.open(FLOW)
  const save = async () => {
    await page.keyboard.press('ControlOrMeta+s')
    await expect(screen(page).saveState).toContainText('Saved')
  }
  await app.node('foo').click()
  await field(page, 'replicas').fill('3')
  await expect(screen(page).saveState).toContainText('Unsaved changes')
  await save()
  expect(app.file(FLOW)).toContain('replicas: 3')
  await expect(field(page, 'replicas')).toBeFocused()

  await field(page, 'name').fill('hello_you')
  await save()
  expect(app.file(FLOW)).toContain('name: hello_you')

  // A value that cannot be applied is not called saved, and stays in its field.
  await field(page, 'replicas').fill('three')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(page.getByText(/Saved, except for a field that cannot be applied/)).toBeVisible()
  await expect(field(page, 'replicas')).toHaveValue('three')
  await page.keyboard.press('Escape')

  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
  await page.keyboard.press('Shift+S')
  await page.getByRole('textbox', { name: 'Text of the note' }).fill('remember the milk')
  await page.keyboard.press('ControlOrMeta+s')
  await expect
    .poll(() => app.exists('hello/flow.layout.json') && app.file('hello/flow.layout.json'))
    .toContain('remember the milk')
  await page.keyboard.press('Escape')

  await app.node('hello_you').click()
  await page.keyboard.press('ControlOrMeta+g')
  await page.getByRole('textbox', { name: 'Name of the group' }).fill('my group')
  await page.keyboard.press('ControlOrMeta+s')
  await expect.poll(() => app.file('hello/flow.layout.json')).toContain('my group')
})

test('reloading and leaving keep what is typed in a field', async ({ app, page }) => {
  await app.open(FLOW)
  await app.node('foo').click()
  await field(page, 'replicas').fill('4')
  await page.reload()
  await expect(page.getByText('Restored draft from')).toBeVisible()
  await app.node('foo').click()
  await expect(field(page, 'replicas')).toHaveValue('4')

  await field(page, 'replicas').fill('5')
  await page.evaluate(() => (location.hash = '#flow=search%2Fflow.yml'))
  await expect(page.getByRole('button', { name: 'Flow: search/flow.yml' })).toBeVisible()
  await app.switchTo(FLOW)
  await app.node('foo').click()
  await expect(field(page, 'replicas')).toHaveValue('5')
})

test('an Enter that ends a composition commits nothing', async ({ app, page }) => {
  await app.open(FLOW)
  await app.node('foo').click()
  const name = field(page, 'name')
  const yamlBefore = app.file(FLOW)
  await name.focus()
  const devtools = await page.context().newCDPSession(page)
  await name.press('ControlOrMeta+a')
  await devtools.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'keyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await expect(name).toHaveValue('にほ')
  await expect(app.node('foo')).toBeVisible()
  await devtools.send('Input.insertText', { text: '日本' })
  await name.press('Enter')
  await expect(app.node('日本')).toBeVisible()
  expect(app.file(FLOW)).toBe(yamlBefore)
})
