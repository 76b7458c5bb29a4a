import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { centre, emptySpot, positionOf } from './canvas.ts'
import { openYaml, saved, screen } from './screen.ts'

const HELLO = 'hello/flow.yml'
const JOIN = 'fan-out-and-join/flow.yml'

/** Pastes onto the canvas what another program would have put on the clipboard. */
async function pasteOnCanvas(page: Page, data: Record<string, string>): Promise<void> {
  await page.evaluate((items) => {
    const clipboardData = new DataTransfer()
    for (const [type, text] of Object.entries(items)) clipboardData.setData(type, text)
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, data)
}

/** Takes away what only https pages have: copying must not need it. */
async function asOverPlainHttp(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined })
  })
}

test('[row 26] Ctrl+C gives plain YAML to any program; Ctrl+V in a text field shows it', async ({
  app,
  page,
}) => {
  await asOverPlainHttp(page)
  await app.open(JOIN)
  await app.node('length').click()
  await app.node('language').click({ modifiers: ['Shift'] })
  await page.keyboard.press('ControlOrMeta+c')
  const yaml = await openYaml(page)
  await yaml.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+v')
  await expect(yaml).toContainText('- name: length')
  await expect(yaml).toContainText('uses: branches.ts:Language')
  await expect(yaml).not.toContainText('audit')
})

test('[row 26] pasted YAML lands at the pointer, as one step, without the wires that led outside', async ({
  app,
  page,
}) => {
  await asOverPlainHttp(page)
  await app.open(JOIN)
  const before = app.file(JOIN)
  await app.node('length').click()
  await page.keyboard.press('ControlOrMeta+c')
  const spot = await emptySpot(page)
  await page.mouse.move(spot.x, spot.y)
  await page.keyboard.press('ControlOrMeta+v')
  await expect(app.node('length1')).toBeVisible()
  await expect(app.edge('gateway-entry', 'length1')).toBeAttached()
  await expect
    .poll(async () => Math.abs(((await app.node('length1').boundingBox())?.x ?? 0) - spot.x))
    .toBeLessThan(24)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByText(/Undid: Paste/i).first()).toBeVisible()
  await expect(app.node('length1')).toBeHidden()
  await page.keyboard.press('ControlOrMeta+Shift+v')
  await expect(app.edge('clean', 'length1')).toBeAttached()
  await page.keyboard.press('ControlOrMeta+z')
  expect(await saved(app, JOIN)).toBe(before)
})

test(
  '[row 26] cut takes Executors away and paste brings them back, arranged as they were',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(JOIN)
    const first = await positionOf(app.node('length'))
    const second = await positionOf(app.node('language'))
    await app.node('length').click()
    await app.node('language').click({ modifiers: ['Shift'] })
    await page.keyboard.press('ControlOrMeta+x')
    await expect(app.node('length')).toBeHidden()
    await page.keyboard.press('ControlOrMeta+v')
    await expect(app.node('length')).toBeVisible()
    const [a, b] = [await positionOf(app.node('length')), await positionOf(app.node('language'))]
    expect({ x: b.x - a.x, y: b.y - a.y }).toEqual({ x: second.x - first.x, y: second.y - first.y })
  },
)

test(
  '[row 26] YAML from anywhere: a list, one Executor, a whole Flow',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(HELLO)
    await page.getByRole('application', { name: 'Flow canvas' }).click({ position: { x: 300, y: 30 } })
    await pasteOnCanvas(page, { 'text/plain': '- name: one\n  uses: foo.ts\n- name: two\n  needs: one\n' })
    await expect(app.edge('one', 'two')).toBeAttached()
    await pasteOnCanvas(page, { 'text/plain': 'name: three\nuses: foo.ts\n' })
    await expect(app.node('three')).toBeVisible()
    await pasteOnCanvas(page, { 'text/plain': 'jtype: Flow\nexecutors:\n  - name: one\n' })
    // A whole Flow may go into this one or in its place: that is asked.
    await page.getByRole('button', { name: 'Merge into this Flow' }).click()
    await expect(app.node('one1')).toBeVisible()
  },
)

test(
  '[row 26] what cannot be pasted is answered in words, and nothing changes',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(HELLO)
    await page.getByRole('application', { name: 'Flow canvas' }).click({ position: { x: 300, y: 30 } })
    const cases: [data: Record<string, string>, says: RegExp][] = [
      [{ 'text/html': '<b>bold</b>' }, /piece of a web page/],
      [{ 'text/plain': '<!doctype html><p>hi</p>' }, /holds HTML, not YAML/],
      [{ 'text/plain': 'PK\u0003\u0004\0\0' }, /binary data/],
      [{ 'image/png': 'x' }, /image\/png, not YAML/],
      [{ 'text/plain': 'a'.repeat(1024 * 1024 + 1) }, /1024 KiB of text|1024 KiB can be pasted/],
      [{ 'text/plain': 'just some words' }, /holds no Executor/],
      [{ 'text/plain': 'a: [' }, /not YAML/],
    ]
    for (const [data, says] of cases) {
      await pasteOnCanvas(page, data)
      await expect(page.getByText(says).first()).toBeVisible()
    }
    await expect(screen(page).undo).toBeDisabled()
  },
)

test(
  '[row 26] a copied group and note come along within the editor',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(HELLO)
    await app.node('foo').click()
    await page.keyboard.press('ControlOrMeta+g')
    await page.getByRole('textbox', { name: 'Name of the group' }).fill('Greeting')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('group', { name: 'Group Greeting, 1 Executor' })).toBeVisible()
    const at = await centre(app.node('foo'))
    await page.mouse.move(at.x, at.y + 150)
    await page.keyboard.press('ControlOrMeta+c')
    await page.keyboard.press('ControlOrMeta+v')
    await expect(app.node('foo1')).toBeVisible()
    await expect(page.getByRole('group', { name: 'Group Greeting, 1 Executor' })).toHaveCount(2)
  },
)
