import { expect, test } from './app.ts'
import { field, openYaml, saved, screen, setField, dropFile } from './screen.ts'

const HELLO = 'hello/flow.yml'

test('[row 36] undo back to the saved state clears the unsaved mark, redo sets it', async ({ app, page }) => {
  await app.open(HELLO)
  const { saveState, undo, redo } = screen(page)
  await app.node('shout').click()
  await setField(page, 'replicas', '2')
  await expect(saveState).toHaveText('Unsaved changes')
  await saved(app, HELLO)
  await setField(page, 'replicas', '3')
  await expect(saveState).toHaveText('Unsaved changes')
  await undo.click()
  await expect(saveState).toContainText('Saved')
  await redo.click()
  await expect(saveState).toHaveText('Unsaved changes')
})

test('[row 37] a tab that is killed in the middle of an edit comes back with its draft', async ({
  app,
  page,
  context,
}) => {
  const before = app.file(HELLO)
  await app.open(HELLO)
  await app.node('shout').click()
  // No unload handler runs when a renderer dies: the draft is on its way within a second of the edit.
  const drafted = page.waitForResponse((response) => response.url().includes('/draft'))
  await setField(page, 'replicas', '7')
  await drafted
  const session = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  void session.send('Page.crash').catch(() => undefined)
  await crashed
  expect(app.file(HELLO)).toBe(before)

  const again = await context.newPage()
  await again.goto(`${app.url}&flow=${encodeURIComponent(HELLO)}`)
  const notice = again.getByRole('status').filter({ hasText: 'Restored draft from' })
  await expect(notice).toContainText(/\d+:\d\d:\d\d/)
  await notice.getByRole('button', { name: 'Compare' }).click()
  await expect(again.getByRole('dialog')).toContainText('replicas: 7')
  await again.keyboard.press('Escape')
  await notice.getByRole('button', { name: 'Discard' }).click()
  await expect(notice).toBeHidden()
  await expect(screen(again).saveState).toContainText('Saved')
  await again.close()
})

test(
  'a link to another Flow, followed in the same tab, opens it; what was edited here stays as its draft',
  { tag: '@once' },
  async ({ app, page }) => {
    app.write('hello/linked.yml', 'jtype: Flow\nexecutors:\n  - name: guest\n')
    await app.open(HELLO)
    await app.node('shout').click()
    await setField(page, 'replicas', '3')
    await page.evaluate(() => {
      location.hash = `#flow=${encodeURIComponent('hello/linked.yml')}`
    })
    await expect(app.node('guest')).toBeVisible()
    await page.goBack()
    await app.node('shout').click()
    await expect(field(page, 'replicas')).toHaveValue('3')
  },
)

test('[row 39] a dropped file is never put in place of the open Flow without being asked', async ({
  app,
  page,
}) => {
  const dropped = 'jtype: Flow\nexecutors:\n  - name: guest\n'
  await app.open(HELLO)
  const dialog = page.getByRole('dialog', { name: 'Import guest.yml' })

  await dropFile(page, 'guest.yml', dropped)
  await expect(dialog).toContainText('1 Executor')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(app.node('foo')).toBeVisible()
  await expect(app.node('guest')).toBeHidden()

  await dropFile(page, 'guest.yml', dropped)
  await dialog.getByRole('button', { name: 'Merge into this Flow' }).click()
  await expect(app.node('guest')).toBeVisible()
  await expect(app.node('foo')).toBeVisible()
  await screen(page).undo.click()
  await expect(app.node('guest')).toBeHidden()

  await dropFile(page, 'guest.yml', dropped)
  await dialog.getByRole('button', { name: 'Show differences' }).click()
  await expect(dialog).toContainText('uses: shout.ts')
  await dialog.getByRole('button', { name: 'Replace this Flow' }).click()
  await expect(app.node('foo')).toBeHidden()
  await expect(app.node('guest')).toBeVisible()
  await screen(page).undo.click()
  await expect(app.node('foo')).toBeVisible()

  await dropFile(page, 'guest.yml', dropped)
  await dialog.getByRole('button', { name: 'Open as new Flow' }).click()
  await expect(page.getByRole('button', { name: 'Flow: guest.yml' })).toBeVisible()
  await expect(app.node('guest')).toBeVisible()
  expect(app.file('guest.yml')).toBe(dropped)
})

test('[row 44] one field changed in the form changes one line of the YAML, byte for byte', async ({
  app,
  page,
}) => {
  const before = [
    '# kept: a comment on top',
    "jtype:   'Flow'",
    'with: &shared {protocol: [http,  grpc],   env: {A: "1"}}   # aligned',
    'executors:',
    '- name: "foo"    # quoted',
    '  uses: foo.ts',
    '  timeout_ready: 0x1F',
    '  replicas: 2       # how many',
    '- {name: shout, uses: shout.ts}',
    '',
    '# the end',
    '',
  ].join('\r\n')
  app.write('hello/odd.yml', before)
  await app.open('hello/odd.yml')
  await app.node('foo').click()
  await setField(page, 'replicas', '5')
  const after = await saved(app, 'hello/odd.yml')
  expect(after).toBe(before.replace('  replicas: 2       #', '  replicas: 5       #'))

  await app.node('shout').click()
  await setField(page, 'replicas', '3')
  const flow = await saved(app, 'hello/odd.yml')
  expect(flow.split('\r\n').filter((line, at) => line !== after.split('\r\n')[at])).toEqual([
    expect.stringMatching(/^- \{name: shout, uses: shout\.ts, replicas: 3\}$/),
  ])
})

test('[row 45] a cleared field takes its key out of the YAML', async ({ app, page }) => {
  await app.open('replicas/flow.yml')
  const before = app.file('replicas/flow.yml')
  await app.node('worker').click()
  await setField(page, 'replicas', '')
  await expect(field(page, 'replicas')).toHaveValue('')
  await expect(field(page, 'replicas')).toHaveAttribute('placeholder', '1')
  expect(await saved(app, 'replicas/flow.yml')).toBe(before.replace('    replicas: 3\n', ''))
})

test('[row 49] a rename goes everywhere the name is used, in one undo step', async ({ app, page }) => {
  const path = 'fan-out-and-join/flow.yml'
  const before = app.file(path)
  await app.open(path)
  await app.node('clean').click()
  await page.keyboard.press('F2')
  await expect(field(page, 'name')).toBeFocused()
  await page.keyboard.type('tidy')
  await page.keyboard.press('Enter')
  await expect(app.node('tidy')).toBeVisible()
  await expect(app.edge('tidy', 'length')).toBeAttached()
  await expect(app.edge('tidy', 'language')).toBeAttached()
  await expect(app.edge('tidy', 'audit')).toBeAttached()
  expect(await saved(app, path)).toBe(
    before.replace('name: clean', 'name: tidy').replaceAll('needs: clean', 'needs: tidy'),
  )
  await screen(page).undo.click()
  await expect(app.node('clean')).toBeVisible()
  expect(await saved(app, path)).toBe(before)
})

test('[row 35] Ctrl+Z in a text field undoes the text there, not the canvas', async ({ app, page }) => {
  await app.open(HELLO)
  await app.node('shout').click()
  await setField(page, 'replicas', '2')
  await expect(app.node('shout')).toContainText('×2')
  const uses = field(page, 'uses')
  await uses.click()
  await page.keyboard.press('End')
  await page.keyboard.type(':Loud')
  await expect(uses).toHaveValue('shout.ts:Loud')
  // The browser divides what was typed into steps, by its pace.
  for (let value = await uses.inputValue(); value !== 'shout.ts'; value = await uses.inputValue()) {
    await page.keyboard.press('ControlOrMeta+z')
    await expect(uses).not.toHaveValue(value)
  }
  await expect(app.node('shout')).toContainText('×2')
})

test('two tabs on one Flow: the second save is refused, both texts are shown, nothing is lost', async ({
  app,
  page,
  context,
}) => {
  await app.open(HELLO)
  await app.node('shout').click()
  await setField(page, 'replicas', '2')

  const second = await context.newPage()
  await second.goto(`${app.url}&flow=${encodeURIComponent(HELLO)}`)
  await second.getByRole('group', { name: /^foo, Executor/ }).click()
  await setField(second, 'replicas', '4')
  await second.keyboard.press('ControlOrMeta+s')
  await expect(screen(second).saveState).toContainText('Saved')
  const winner = app.file(HELLO)
  expect(winner).toContain('replicas: 4')

  const badge = page.getByRole('status').filter({ hasText: 'Changed in another tab or program' })
  await expect(badge).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()
  await app.node('shout').click()
  await setField(page, 'replicas', '9')
  await page.keyboard.press('ControlOrMeta+s')
  const dialog = page.getByRole('dialog', { name: 'The file was changed elsewhere' })
  await expect(dialog).toContainText('replicas: 4')
  await expect(dialog).toContainText('replicas: 9')
  expect(app.file(HELLO)).toBe(winner)
  await dialog.getByRole('button', { name: 'Decide later' }).click()
  expect(app.file(HELLO)).toBe(winner)
  await page.keyboard.press('ControlOrMeta+s')
  await dialog.getByRole('button', { name: 'Take the version on disk' }).click()
  await expect(dialog).toBeHidden()
  await expect(screen(page).saveState).toContainText('Saved')
  // What was given up is one undo away.
  await screen(page).undo.click()
  await expect(await openYaml(page)).toContainText('replicas: 9')
  await second.close()
})

test(
  'a save that is asked for while another still runs is about the newer text',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(HELLO)
    await app.node('shout').click()
    await setField(page, 'replicas', '3')
    // A slow network: the first save is on disk before its answer is here.
    let release = (): void => undefined
    const slow = new Promise<void>((resolve) => (release = resolve))
    await page.route(`**/api/flows/${encodeURIComponent(HELLO)}`, async (route) => {
      if (route.request().method() !== 'PUT') return await route.continue()
      const response = await route.fetch()
      await slow
      await route.fulfill({ response })
    })
    await page.keyboard.press('ControlOrMeta+s')
    await expect.poll(() => app.file(HELLO)).toContain('replicas: 3')
    await setField(page, 'replicas', '4')
    await page.keyboard.press('ControlOrMeta+s')
    release()
    await expect(screen(page).saveState).toContainText('Saved')
    await expect.poll(() => app.file(HELLO)).toContain('replicas: 4')
  },
)
