import { expect, test } from './app.ts'
import { centre, drag, positionOf } from './canvas.ts'
import { openYaml, pasteYaml, saved, screen, setField } from './screen.ts'

const JOIN = 'fan-out-and-join/flow.yml'
const HELLO = 'hello/flow.yml'
const selectedCount = (count: number) => new RegExp(`(?<!\\d)${count} selected`)

test('[row 22] a box on empty canvas selects what it touches; Ctrl+A all, Escape none', async ({
  app,
  page,
}) => {
  await app.open(JOIN)
  const [top, bottom] = [await app.node('length').boundingBox(), await app.node('language').boundingBox()]
  if (!top || !bottom) throw new Error('not visible')
  const footer = page.getByRole('contentinfo')
  await drag(
    page,
    { x: top.x - 20, y: top.y - 30 },
    { x: top.x + top.width / 2, y: bottom.y + bottom.height / 2 },
  )
  await expect(footer).toContainText(selectedCount(3))
  await app.node('clean').click({ modifiers: ['Shift'] })
  await expect(footer).toContainText(selectedCount(4))
  await app.node('clean').click({ modifiers: ['ControlOrMeta'] })
  await expect(footer).toContainText(selectedCount(3))
  await page.keyboard.press('Escape')
  await expect(footer).not.toContainText('selected')
  await page.keyboard.press('ControlOrMeta+a')
  await expect(footer).toContainText(selectedCount(5))
})

test('[row 24] arrow keys move by the grid, Shift by five, saved and undoable like a drag', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await app.node('foo').click()
  const before = await positionOf(app.node('foo'))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => positionOf(app.node('foo'))).toEqual({ x: before.x + 80, y: before.y + 32 })
  await expect.poll(() => app.exists('hello/flow.layout.json')).toBe(true)
  const { undo } = screen(page)
  for (let steps = 0; await undo.isEnabled(); steps++) {
    expect(steps).toBeLessThan(4)
    await undo.click()
  }
  await expect.poll(() => positionOf(app.node('foo'))).toEqual(before)
})

test('[row 25] Ctrl+D copies with unique names; wires among the copies stay', async ({ app, page }) => {
  await app.open(HELLO)
  await app.node('foo').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('ControlOrMeta+d')
  await expect(app.node('foo1')).toBeVisible()
  await expect(app.node('shout1')).toBeVisible()
  await expect(app.edge('foo1', 'shout1')).toBeAttached()
  await expect(app.edge('shout', 'gateway-exit')).toBeAttached()
})

test('[row 25] dragging with Alt leaves a copy', { tag: '@once' }, async ({ app, page }) => {
  await app.open(HELLO)
  const from = await centre(app.node('foo'))
  await page.keyboard.down('Alt')
  await drag(page, from, { x: from.x + 30, y: from.y + 140 })
  await page.keyboard.up('Alt')
  await expect(app.node('foo1')).toBeVisible()
  await expect(app.node('foo')).toBeVisible()
})

test('[row 32] a drag of several nodes, a paste and an import are one step each', async ({ app, page }) => {
  await app.open(HELLO)
  const { undo } = screen(page)
  await app.node('foo').click()
  await page.keyboard.press('ControlOrMeta+a')
  const [foo, shout] = [await positionOf(app.node('foo')), await positionOf(app.node('shout'))]
  const start = await centre(app.node('foo'))
  await drag(page, start, { x: start.x + 40, y: start.y + 120 })
  await expect.poll(() => positionOf(app.node('shout'))).not.toEqual(shout)
  await undo.click()
  await expect.poll(() => positionOf(app.node('foo'))).toEqual(foo)
  await expect.poll(() => positionOf(app.node('shout'))).toEqual(shout)
  const yaml = await openYaml(page)
  const text = 'jtype: Flow\nexecutors:\n  - name: one\n  - name: two\n  - name: three\n'
  await pasteYaml(page, text)
  await expect(app.node('three')).toBeVisible()
  await undo.click()
  await expect(app.node('foo')).toBeVisible()
  await expect(yaml).toContainText('shout.ts')
})

test('[row 33] undo by keyboard says what it undid', async ({ app, page }) => {
  await app.open(HELLO)
  await app.node('shout').click()
  await setField(page, 'replicas', '3')
  await app.node('foo').click()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByText(/Undid: .*replicas/i).first()).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await expect(page.getByText(/Redid: .*replicas/i).first()).toBeVisible()
  expect(await saved(app, HELLO)).toContain('replicas: 3')
})

test('[row 34] undo covers fields, typing, wires, layout and import; not the selection', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  const before = app.file(HELLO)
  const { undo } = screen(page)
  await app.node('shout').click()
  await expect(undo).toBeDisabled()
  await setField(page, 'replicas', '2')
  await openYaml(page)
  await pasteYaml(page, `${before}  - name: more\n`)
  await expect(app.node('more')).toBeVisible()
  // It stands where the narrower canvas ends: half of it is not seen.
  await page.locator('.canvas').press('1')
  await expect(app.node('more')).toBeInViewport({ ratio: 0.99 })
  await app.node('more').click()
  await page.keyboard.press('Delete')
  await expect(app.node('more')).toBeHidden()
  await page.keyboard.press('Shift+Alt+T')
  for (let steps = 0; await undo.isEnabled(); steps++) {
    expect(steps).toBeLessThan(8)
    await undo.click()
  }
  await expect(app.node('more')).toBeHidden()
  expect(await saved(app, HELLO)).toBe(before)
})
