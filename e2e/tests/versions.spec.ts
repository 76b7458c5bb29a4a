import { expect, test, type App } from './app.ts'
import { openYaml, saved, screen, setField } from './screen.ts'

const FLOW = 'fan-out-and-join/flow.yml'

/** Three states on disk: the example, one that is named, and one in which an Executor came, one went and one changed. */
async function threeStates(app: App): Promise<string> {
  const { page } = app
  const first = app.file(FLOW)
  await app.open(FLOW)
  await app.node('clean').click()
  await setField(page, 'replicas', '2')
  await page.keyboard.press('ControlOrMeta+Shift+s')
  const dialog = page.getByRole('dialog', { name: 'Save version' })
  await dialog.getByLabel('Name').fill('before the change')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Saved as “before the change”.')).toBeVisible()
  await app.node('audit').click()
  await page.keyboard.press('Delete')
  await expect(app.node('audit')).toBeHidden()
  await app.node('clean').click()
  await page.keyboard.press('ControlOrMeta+d')
  await expect(app.node('clean1')).toBeVisible()
  await app.node('language').click()
  await setField(page, 'replicas', '4')
  await saved(app, FLOW)
  return first
}

test('a save that is under way while the versions are opened joins them when it is done', async ({
  app,
  page,
}) => {
  await app.open(FLOW)
  await app.node('clean').click()
  await setField(page, 'replicas', '2')
  // The list is answered before the save is: it lacks the version that is being made.
  const listed = page.waitForResponse((response) => response.url().endsWith('/versions'))
  await page.route('**/api/**', async (route) => {
    if (route.request().method() === 'PUT') await listed
    await route.continue()
  })
  await page.keyboard.press('ControlOrMeta+s')
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  const list = page.getByRole('dialog').getByRole('listbox', { name: 'Versions' })
  await expect(list.getByRole('option')).toHaveCount(2)
})

test('versions: a save keeps one, a name keeps it for good; the picture shows what came, went and changed', async ({
  app,
  page,
}) => {
  await threeStates(app)
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Versions of ${FLOW}` })
  const list = dialog.getByRole('listbox', { name: 'Versions' })
  await expect(list.getByRole('option')).toHaveCount(3)
  await list.getByRole('option', { name: 'before the change' }).click()

  await expect(dialog.getByText('1 Executor added, 1 Executor removed')).toBeVisible()
  const changes = dialog.getByRole('list', { name: 'What differs' })
  await expect(changes.getByRole('listitem').filter({ hasText: 'clean1' })).toContainText('added')
  await expect(changes.getByRole('listitem').filter({ hasText: 'audit' })).toContainText('removed')
  await expect(changes.getByRole('listitem').filter({ hasText: 'language' })).toContainText(
    /replicas: not set → 4/,
  )
  const picture = dialog.getByRole('application', { name: 'Both Flows on one canvas' })
  await expect(picture.getByRole('group', { name: /^clean1: added/ })).toBeVisible()
  await expect(picture.getByRole('group', { name: /^audit: removed/ })).toBeVisible()
  await expect(picture.getByRole('group', { name: /^language: changed \(replicas\)/ })).toBeVisible()
  await expect(picture.getByRole('group', { name: /^length: same/ })).toBeVisible()
  await expect(picture.getByRole('img', { name: 'Edge from clean to audit: removed' })).toBeAttached()

  await dialog.getByRole('tab', { name: 'Text' }).click()
  await expect(dialog.getByRole('group', { name: 'Differences' })).toContainText('replicas: 4')

  // Any two of them: the named one beside the first.
  await dialog.getByLabel('compared with').selectOption({ index: 2 })
  await expect(dialog.getByRole('list', { name: 'What differs' })).toContainText(/replicas: not set → 2/)
})

test('versions: restoring is an edit, by keyboard alone; undo takes it back', async ({ app, page }) => {
  const first = await threeStates(app)
  const last = app.file(FLOW)
  await page.keyboard.press('ControlOrMeta+Shift+h')
  const dialog = page.getByRole('dialog', { name: `Versions of ${FLOW}` })
  const option = dialog.getByRole('listbox', { name: 'Versions' }).getByRole('option')
  await option.first().focus()
  await page.keyboard.press('End')
  await expect(option.last()).toBeFocused()
  await expect(option.last()).toHaveAttribute('aria-selected', 'true')
  await expect(dialog.getByRole('button', { name: 'Restore' })).toBeEnabled()
  await dialog.getByRole('button', { name: 'Restore' }).press('Enter')
  await expect(dialog).toBeHidden()
  await expect(app.node('audit')).toBeVisible()
  await expect(app.node('clean1')).toBeHidden()
  // Nothing is on disk before it is saved.
  expect(app.file(FLOW)).toBe(last)
  await screen(page).undo.click()
  await expect(app.node('clean1')).toBeVisible()
  await screen(page).redo.click()
  await expect(app.node('audit')).toBeVisible()
  expect(await saved(app, FLOW)).toBe(first)
})

test('versions: renamed and deleted in the list; a list that cannot be read says so and is read again', async ({
  app,
  page,
}) => {
  await threeStates(app)
  await page.route('**/versions', (route) => route.abort())
  await page.keyboard.press('ControlOrMeta+Shift+h')
  const dialog = page.getByRole('dialog', { name: `Versions of ${FLOW}` })
  await expect(dialog.getByRole('alert')).toContainText('The versions cannot be read')
  await page.unroute('**/versions')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  const option = dialog.getByRole('listbox', { name: 'Versions' }).getByRole('option')
  await expect(option).toHaveCount(3)
  await option.last().click()
  await dialog.getByRole('button', { name: 'Name…' }).click()
  await dialog.getByLabel('Name of the version').fill('as it came')
  await page.keyboard.press('Enter')
  await expect(option.last()).toContainText('as it came')
  await dialog.getByRole('button', { name: 'Delete…' }).click()
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(option).toHaveCount(2)
  await expect(option.filter({ hasText: 'as it came' })).toHaveCount(0)
})

test('versions: a Flow that was never saved says what this is for', async ({ app, page }) => {
  await app.open(FLOW)
  await page.keyboard.press('ControlOrMeta+Shift+h')
  await expect(page.getByRole('dialog')).toContainText('No versions yet')
  await page.keyboard.press('Escape')
  await openYaml(page)
})
