import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { centre, drag, handle, positionOf, viewport, pick } from './canvas.ts'
import { changedLines, saved, screen } from './screen.ts'

const HELLO = 'hello/flow.yml'
const JOIN = 'fan-out-and-join/flow.yml'

/** The middle of what an edge spans on the screen. */
const middle = async (page: Page, from: string, to: string) =>
  await centre(
    page
      .getByRole('img', { name: `Edge from ${from} to ${to}`, exact: true })
      .locator('path')
      .first(),
  )

test('[row 14] an edge shows its tools to a pointer that is near, at a small zoom too', async ({
  app,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await app.open(JOIN)
  for (let steps = 0; (await viewport(page)).zoom > 0.5; steps++) {
    expect(steps).toBeLessThan(8)
    const { zoom } = await viewport(page)
    await page.getByRole('button', { name: 'Zoom out' }).click()
    await expect.poll(async () => (await viewport(page)).zoom).toBeLessThan(zoom)
  }
  const tools = page.getByRole('toolbar', { name: 'Edge from clean to length' })
  await expect(tools).toBeHidden()
  // The edge is steep in its middle: six pixels beside it are within reach, twenty are not.
  const point = await middle(page, 'clean', 'length')
  await page.mouse.move(point.x - 20, point.y)
  await page.mouse.move(point.x - 6, point.y, { steps: 4 })
  await expect(tools).toBeVisible()
  const insert = tools.getByRole('button', { name: 'Insert an Executor between clean and length' })
  expect((await insert.boundingBox())?.width).toBeGreaterThan(20)
  await page.mouse.move(point.x - 20, point.y - 120)
  await expect(tools).toBeHidden()
})

test('[row 14] the tools of an edge insert and delete', async ({ app, page }) => {
  await app.open(JOIN)
  const edge = app.edge('clean', 'audit')
  const point = await middle(page, 'clean', 'audit')
  await page.mouse.move(point.x, point.y)
  await page.getByRole('button', { name: 'Insert an Executor between clean and audit' }).click()
  await pick(page, 'executor')
  await expect(app.edge('clean', 'executor')).toBeAttached()
  await screen(page).undo.click()
  await expect(edge).toBeAttached()
  const again = await middle(page, 'clean', 'audit')
  await page.mouse.move(again.x, again.y - 60)
  await page.mouse.move(again.x, again.y)
  await page.getByRole('button', { name: 'Delete the edge from clean to audit' }).click()
  await expect(edge).not.toBeAttached()
})

test('[row 16] a wire that ends within 24 pixels of a body is taken by that node; farther away it is not', async ({
  app,
  page,
}) => {
  app.write(HELLO, 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - {name: c, needs: a}\n')
  app.write(
    'hello/flow.layout.json',
    JSON.stringify({
      nodes: {
        'gateway-entry': { x: 0, y: 0 },
        a: { x: 160, y: 0 },
        b: { x: 480, y: 0 },
        c: { x: 480, y: 240 },
        'gateway-exit': { x: 800, y: 240 },
      },
    }),
  )
  await app.open(HELLO)
  const box = await app.node('c').boundingBox()
  if (!box) throw new Error('not visible')
  const under = (gap: number) => ({ x: box.x + box.width * 0.6, y: box.y + box.height + gap })
  const picker = page.getByRole('dialog', { name: 'Add an Executor' })
  await drag(page, await centre(handle(page, 'Output', 'b')), under(34))
  await expect(picker).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(picker).toBeHidden()
  await drag(page, await centre(handle(page, 'Output', 'b')), under(18), {
    before: async () => {
      // The wire ends at the handle, not at the pointer.
      const input = await centre(handle(page, 'Input', 'c'))
      await expect
        .poll(async () => {
          const wire = await page.locator('.react-flow__connection-path').boundingBox()
          return wire ? Math.abs(wire.y + wire.height - input.y) : 999
        })
        .toBeLessThan(4)
    },
  })
  await expect(app.edge('b', 'c')).toBeAttached()
})

test('[row 17] Ctrl and an arrow add a connected Executor on that side, Alt and an arrow walk the edges', async ({
  app,
  page,
}) => {
  app.write(HELLO, 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n')
  await app.open(HELLO)
  await app.node('a').click()
  const a = await positionOf(app.node('a'))
  await page.keyboard.press('Control+ArrowDown')
  await expect(app.edge('a', 'executor')).toBeAttached()
  await expect(app.node('executor')).toBeFocused()
  const first = await positionOf(app.node('executor'))
  expect(first.x).toBeGreaterThan(a.x)
  expect(first.y).toBeGreaterThan(a.y)
  await page.keyboard.press('Control+ArrowRight')
  await expect(app.edge('executor', 'executor1')).toBeAttached()
  const second = await positionOf(app.node('executor1'))
  expect(second.x).toBeGreaterThan(first.x)
  expect(second.y).toBe(first.y)
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(app.node('executor')).toBeFocused()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(app.node('a')).toBeFocused()
  await expect(app.node('a')).toHaveClass(/selected/)
  await page.keyboard.press('Control+ArrowLeft')
  await expect(app.edge('executor2', 'a')).toBeAttached()
  expect((await positionOf(app.node('executor2'))).x).toBeLessThan(a.x)
  await screen(page).undo.click()
  await expect(app.node('executor2')).toBeHidden()
  await expect(app.edge('a', 'executor')).toBeAttached()
})

test('[row 20] a stroke with Alt cuts every edge that it crosses, as one step', async ({ app, page }) => {
  await app.open(JOIN)
  const before = app.file(JOIN)
  const [length, audit] = [await middle(page, 'clean', 'length'), await middle(page, 'clean', 'audit')]
  const x = (length.x + audit.x) / 2
  const top = Math.min(length.y, audit.y) - 90
  const bottom = Math.max(length.y, audit.y) + 90
  await page.keyboard.down('Alt')
  await drag(
    page,
    { x, y: top },
    { x, y: bottom },
    {
      before: async () => {
        await expect(page.locator('.doomed')).not.toHaveCount(0)
        await page.keyboard.press('Escape')
        await expect(page.locator('.doomed')).toHaveCount(0)
      },
    },
  )
  await expect(app.edge('clean', 'length')).toBeAttached()
  await drag(page, { x, y: top }, { x, y: bottom })
  await page.keyboard.up('Alt')
  for (const name of ['length', 'language', 'audit']) await expect(app.edge('clean', name)).not.toBeAttached()
  const { undo } = screen(page)
  await undo.click()
  await expect(undo).toBeDisabled()
  expect(changedLines(before, await saved(app, JOIN))).toEqual({ added: [], removed: [] })
})
