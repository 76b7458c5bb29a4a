import { expect, test } from './app.ts'
import { centre, drag, emptySpot, handle, paletteOf, pick, positionOf, viewport } from './canvas.ts'
import { changedLines, openYaml, saved, screen, setField } from './screen.ts'

const HELLO = 'hello/flow.yml'

test('item 2 of the main job: drag a third Executor in, wire it, rename it, set replicas; undo and redo all of it', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await paletteOf(page, 'CountWords')
  const before = app.file(HELLO)
  const yaml = await openYaml(page)
  const spot = await emptySpot(page)
  await drag(page, await centre(page.getByRole('button', { name: 'Add CountWords' })), spot)
  await expect(app.node('count_words')).toBeVisible()
  await expect(yaml).toContainText('- name: count_words')
  await app.node('count_words').click()
  await setField(page, 'name', 'counter')
  await expect(app.node('counter')).toBeVisible()
  await page.getByRole('button', { name: 'Increase replicas' }).click()
  await expect(yaml).toContainText('replicas: 2')
  await drag(page, await centre(handle(page, 'Output', 'foo')), await centre(app.node('counter')))
  await expect(app.edge('foo', 'counter')).toBeAttached()
  const after = await saved(app, HELLO)
  const { added, removed } = changedLines(before, after)
  expect(removed).toEqual([])
  expect(added.map((line) => line.trim()).toSorted()).toEqual([
    '- name: counter',
    'needs: [shout, foo]',
    'replicas: 2',
    'uses: count.ts',
  ])
  const { undo, redo } = screen(page)
  for (let steps = 0; await undo.isEnabled(); steps++) {
    expect(steps).toBeLessThan(10)
    await undo.click()
  }
  expect(await saved(app, HELLO)).toBe(before)
  while (await redo.isEnabled()) await redo.click()
  expect(await saved(app, HELLO)).toBe(after)
})

test('typing in the YAML panel changes the canvas', async ({ app, page }) => {
  await app.open(HELLO)
  const yaml = await openYaml(page)
  await yaml.click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.insertText('  - name: typed\n    uses: count.ts\n')
  await expect(app.node('typed')).toBeVisible()
  await expect(app.edge('shout', 'typed')).toBeAttached()
})

test('[row 2] the wheel zooms at the pointer', async ({ app, page }) => {
  await app.open(HELLO)
  const point = await centre(app.node('foo'))
  const before = await viewport(page)
  await page.mouse.move(point.x, point.y)
  await page.mouse.wheel(0, -200)
  await expect.poll(async () => (await viewport(page)).zoom).toBeGreaterThan(before.zoom)
  await expect
    .poll(async () => {
      const now = await centre(app.node('foo'))
      return Math.hypot(now.x - point.x, now.y - point.y)
    })
    .toBeLessThanOrEqual(1)
})

test('[row 3] 1 fits all, 2 fits the selection, 0 is 100 %', async ({ app, page }) => {
  await app.open('fan-out-and-join/flow.yml')
  await app.node('clean').click()
  await page.keyboard.press('0')
  await expect.poll(async () => (await viewport(page)).zoom).toBe(1)
  await page.keyboard.press('2')
  await expect(app.node('clean')).toBeInViewport()
  await expect.poll(async () => (await viewport(page)).zoom).not.toBe(1)
  await page.keyboard.press('1')
  for (const name of ['clean', 'length', 'language', 'join', 'audit'])
    await expect(app.node(name)).toBeInViewport({ ratio: 0.99 })
})

for (const reducedMotion of ['no-preference', 'reduce'] as const)
  test(`[row 3] going to 100 % ${reducedMotion === 'reduce' ? 'jumps under reduced motion' : 'glides'}`, async ({
    app,
    page,
  }) => {
    await page.emulateMedia({ reducedMotion })
    await app.open('fan-out-and-join/flow.yml')
    await app.node('clean').click()
    await expect.poll(async () => (await viewport(page)).zoom).not.toBe(1)
    /** Every zoom that the canvas has from now on. */
    await page.locator('.react-flow__viewport').evaluate((element) => {
      const zooms = new Set<number>()
      Object.assign(window, { zooms })
      new MutationObserver(() => zooms.add(new DOMMatrix(getComputedStyle(element).transform).a)).observe(
        element,
        {
          attributes: true,
          attributeFilter: ['style'],
        },
      )
    })
    await page.keyboard.press('0')
    await expect.poll(async () => (await viewport(page)).zoom).toBe(1)
    const seen = await page.evaluate(() => [...(window as unknown as { zooms: Set<number> }).zooms])
    if (reducedMotion === 'reduce') expect(seen).toEqual([1])
    else expect(seen.length).toBeGreaterThan(1)
  })

test('[row 8] double click or N opens the picker in its search; Enter adds, Escape leaves nothing', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  const spot = await emptySpot(page)
  const picker = page.getByRole('dialog', { name: 'Add an Executor' })
  await page.mouse.dblclick(spot.x, spot.y)
  await expect(picker.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(picker).toBeHidden()
  await expect(page.locator('.react-flow__node')).toHaveCount(4)
  await app.node('foo').click()
  await page.keyboard.press('n')
  await pick(page, 'count')
  await expect(app.node('count_words')).toBeVisible()
})

test('[row 9] the picker ranks what fits best first, each with its description', async ({ app, page }) => {
  await app.open(HELLO)
  await app.node('foo').click()
  await page.keyboard.press('n')
  const picker = page.getByRole('dialog', { name: 'Add an Executor' })
  await expect(picker.getByRole('combobox')).toBeFocused()
  await page.keyboard.insertText('len')
  const options = picker.getByRole('option')
  await expect(options.first()).toContainText('Length')
  await expect(options.first()).toContainText('Writes the number of characters')
})

test('[row 10] a drop from the palette lands under the pointer, on the grid, uniquely named and selected', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await paletteOf(page, 'CountWords')
  const spot = await emptySpot(page)
  await drag(page, await centre(page.getByRole('button', { name: 'Add foo' }).first()), spot)
  const node = app.node('foo1')
  await expect(node).toBeVisible()
  const at = await positionOf(node)
  expect([Math.abs(at.x % 16), Math.abs(at.y % 16)]).toEqual([0, 0])
  const box = (await node.boundingBox()) as NonNullable<Awaited<ReturnType<typeof node.boundingBox>>>
  expect(box.x - 20).toBeLessThan(spot.x)
  expect(box.x + box.width + 20).toBeGreaterThan(spot.x)
  await expect(screen(page).inspector.getByLabel('name', { exact: true })).toHaveValue('foo1')
  await expect(screen(page).inspector.getByLabel('name', { exact: true })).toBeFocused()
})

test('[row 11] a drop onto an edge splices the node into it, as one step', async ({ app, page }) => {
  await app.open(HELLO)
  await paletteOf(page, 'CountWords')
  const from = await centre(app.node('foo'))
  const to = await centre(app.node('shout'))
  await drag(page, await centre(page.getByRole('button', { name: 'Add CountWords' })), {
    x: (from.x + to.x) / 2,
    y: from.y,
  })
  await expect(app.edge('foo', 'count_words')).toBeAttached()
  await expect(app.edge('count_words', 'shout')).toBeAttached()
  await expect(app.edge('foo', 'shout')).not.toBeAttached()
  await screen(page).undo.click()
  await expect(app.edge('foo', 'shout')).toBeAttached()
  await expect(app.node('count_words')).toBeHidden()
})

test('[row 12] a wire dropped on empty canvas offers what may follow, already wired', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  const spot = await emptySpot(page)
  const picker = page.getByRole('dialog', { name: 'Add an Executor' })
  await drag(page, await centre(handle(page, 'Output', 'foo')), spot)
  await expect(picker).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('.react-flow__node')).toHaveCount(4)
  await drag(page, await centre(handle(page, 'Output', 'foo')), spot)
  await pick(page, 'count')
  await expect(app.edge('foo', 'count_words')).toBeAttached()
})

test('[row 13] the plus beside a node adds the next one, wired and beside it', async ({ app, page }) => {
  await app.open(HELLO)
  await app.node('shout').hover()
  await page.getByRole('button', { name: 'Add an Executor after shout' }).click()
  await pick(page, 'count')
  await expect(app.edge('shout', 'count_words')).toBeAttached()
  const [shout, added] = [await positionOf(app.node('shout')), await positionOf(app.node('count_words'))]
  expect(added.x).toBeGreaterThanOrEqual(shout.x + 224)
})
