import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { field, openYaml, pasteYaml, screen } from './screen.ts'

const FLOW = 'hello/flow.yml'

test('a deleted file is named, its text stays a draft, and Save writes it again [FI-58]', async ({
  app,
  page,
}) => {
  await app.open(FLOW)
  const before = app.file(FLOW)
  renameSync(join(app.workspace, FLOW), join(app.workspace, 'hello/other.yml'))
  const notice = page.getByRole('status').filter({ hasText: `${FLOW} was deleted or renamed on disk` })
  await expect(notice).toBeVisible()
  await expect(screen(page).saveState).toContainText('Unsaved changes')
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole('button', { name: `Flow: ${FLOW}` })).toBeVisible()
    await expect(app.node('foo')).toBeVisible()
  }).toPass()
  await expect(notice).toBeVisible()
  await page.keyboard.press('ControlOrMeta+s')
  await expect(screen(page).saveState).toContainText('Saved')
  await expect(notice).toBeHidden()
  expect(app.file(FLOW)).toBe(before)

  await app.node('foo').click()
  await field(page, 'replicas').fill('3')
  await page.keyboard.press('Enter')
  rmSync(join(app.workspace, FLOW))
  await expect(notice).toBeVisible()
  await notice.getByRole('button', { name: 'Save it again' }).click()
  await expect(notice).toBeHidden()
  expect(app.file(FLOW)).toContain('replicas: 3')
})

test('a link to a missing Flow says so, and Back and Forward go between Flows', async ({ app, page }) => {
  await page.goto(`${app.url}&flow=gone%2Fflow.yml`)
  await expect(page.getByRole('heading', { name: 'There is no Flow gone/flow.yml' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'There is no Flow gone/flow.yml' })).toBeVisible()

  await page.goto(`${app.url}&flow=${encodeURIComponent(FLOW)}`)
  const shown = (id: string) => page.getByRole('button', { name: `Flow: ${id}` })
  await expect(shown(FLOW)).toBeVisible()
  await app.node('foo').click()
  await field(page, 'replicas').fill('7')
  await app.switchTo('search/flow.yml')
  await app.switchTo('sharded/flow.yml')
  await page.goBack()
  await expect(shown('search/flow.yml')).toBeVisible()
  await page.goBack()
  await expect(shown(FLOW)).toBeVisible()
  await app.node('foo').click()
  await expect(field(page, 'replicas')).toHaveValue('7')
  await page.goForward()
  await expect(shown('search/flow.yml')).toBeVisible()
})

test('where no Flow is shown, nothing of the one before can be edited, saved or started under its name', async ({
  app,
  page,
}) => {
  await app.open(FLOW)
  await app.node('foo').click()
  await field(page, 'replicas').fill('7')
  const before = app.file(FLOW)
  await page.evaluate(() => (location.hash = '#flow=gone%2Fflow.yml'))
  await expect(page.getByRole('heading', { name: 'There is no Flow gone/flow.yml' })).toBeVisible()
  await expect(screen(page).inspector).toContainText('Nothing to show.')
  await expect(field(page, 'replicas')).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+s')
  await page.keyboard.press('ControlOrMeta+z')
  // The same server answers in order: what a save would have sent has been answered by then.
  await page.goBack()
  await expect(page.getByText('Restored draft from')).toBeVisible()
  expect(app.exists('gone/flow.yml')).toBe(false)
  expect(app.file(FLOW)).toBe(before)
  await app.node('foo').click()
  await expect(field(page, 'replicas')).toHaveValue('7')
})

test('a draft that cannot be shown locks nothing: the file opens, and the draft goes only when told to', async ({
  app,
  page,
}) => {
  await app.open(FLOW)
  const poison = [
    'jtype: Flow\nexecutors:\n  - name: a\n    uses_with: &loop\n      again: *loop\n',
    'jtype: Flow\nexecutors: &l [*l]\n',
    'jtype: Flow\nexecutors: [\u0000]\n',
    '[[[[[[[{{{{',
    `jtype: Flow\nx: ${'['.repeat(3000)}\n`,
    `jtype: Flow\n# ${'x'.repeat(1_100_000)}\n`,
  ]
  for (const text of poison) {
    await page.evaluate(
      ([flow, draft]) => {
        const value = {
          text: draft,
          layout: { version: 1, nodes: {} },
          baseRevision: '',
          savedAt: Date.now(),
        }
        localStorage.setItem(`flowdeck.draft/poison/${flow}`, JSON.stringify({ ...value, tab: 'poison' }))
      },
      [FLOW, text] as const,
    )
    await page.reload()
    const notice = page.getByRole('status').filter({ hasText: 'Restored draft from' })
    await expect(notice).toBeVisible()
    await expect(page.getByText(/failed:/)).toHaveCount(0)
    await notice.getByRole('button', { name: 'Discard' }).click()
    await expect(notice).toBeHidden()
    await expect(app.node('foo')).toBeVisible()
    await expect
      .poll(() => page.evaluate((flow) => localStorage.getItem(`flowdeck.draft/poison/${flow}`), FLOW))
      .toBe(null)
  }

  // A page that hung or crashed over a draft leaves a mark; the next one asks first.
  await pasteYaml(page, 'jtype: Flow\nexecutors:\n  - name: mine\n')
  await expect(app.node('mine')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Restored draft from')).toBeVisible()
  const leaveMark = () =>
    page.evaluate(async (flow) => {
      const token = sessionStorage.getItem('flowdeck.token') ?? ''
      const answer = await fetch(`/api/flows/${encodeURIComponent(flow)}`, {
        headers: { Authorization: `Bearer ${token}` },
      })
      const { draft } = (await answer.json()) as { draft: { savedAt: number } }
      // As a renderer that is killed does: no handler of the page runs afterwards.
      addEventListener('pagehide', () =>
        localStorage.setItem('flowdeck.opening', JSON.stringify({ id: flow, savedAt: draft.savedAt })),
      )
    }, FLOW)
  await leaveMark()
  await page.reload()
  await expect(page.getByRole('heading', { name: `The draft of ${FLOW} was not opened` })).toBeVisible()
  await page.getByRole('button', { name: 'Open the file on disk' }).click()
  await expect(app.node('foo')).toBeVisible()
  const aside = page.getByRole('status').filter({ hasText: 'This is the file.' })
  await aside.getByRole('button', { name: 'Open the draft' }).click()
  await expect(app.node('mine')).toBeVisible()
  // What a part of the page that fails offers: the same question.
  await page.evaluate(() => history.replaceState(null, '', `${location.hash}&open=ask`))
  await page.reload()
  await page.getByRole('button', { name: 'Discard draft' }).click()
  await page.getByRole('button', { name: 'Delete the draft' }).click()
  await expect(app.node('foo')).toBeVisible()
  await page.reload()
  await expect(app.node('foo')).toBeVisible()
  await expect(page.getByText('Restored draft from')).toHaveCount(0)
})

test('blocked storage is named once, and the page works: edits, save and reload', async ({ app, page }) => {
  await page.addInitScript(() => {
    const blocked = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, { get: blocked })
    Object.defineProperty(window, 'BroadcastChannel', { value: undefined })
  })
  await page.goto(`${app.url}&flow=${encodeURIComponent(FLOW)}`)
  await expect(page.getByText(/This browser keeps no data for this page/)).toHaveCount(1)
  const yaml = await openYaml(page)
  await yaml.click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.insertText('# typed\n')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(screen(page).saveState).toContainText('Saved')
  expect(app.file(FLOW)).toContain('# typed')
  await page.reload()
  await expect(page.getByRole('button', { name: `Flow: ${FLOW}` })).toBeVisible()
})
