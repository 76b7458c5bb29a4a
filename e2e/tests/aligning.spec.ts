import { expect, test, type App } from './app.ts'
import { centre, drag, positionOf, viewport } from './canvas.ts'
import { screen } from './screen.ts'

const HELLO = 'hello/flow.yml'
const JOIN = 'fan-out-and-join/flow.yml'

test('[row 23] Shift+Alt+arrow selects all that leads here or follows, and dims the rest', async ({
  app,
  page,
}) => {
  await app.open(JOIN)
  const dim = async (name: string) =>
    Number(
      await app
        .node(name)
        .locator('.node')
        .evaluate((node) => getComputedStyle(node).opacity),
    ) < 0.5
  await app.node('length').click()
  await page.keyboard.press('Shift+Alt+ArrowRight')
  await expect(app.node('join')).toHaveClass(/selected/)
  await expect(app.node('clean')).not.toHaveClass(/selected/)
  await expect.poll(() => dim('clean')).toBe(true)
  await expect.poll(() => dim('audit')).toBe(true)
  expect(await dim('join')).toBe(false)
  await expect(app.edge('length', 'join')).not.toHaveClass(/dimmed/)
  await expect(app.edge('clean', 'audit')).toHaveClass(/dimmed/)
  await page.keyboard.press('Escape')
  await expect.poll(() => dim('clean')).toBe(false)
  await app.node('join').click()
  await page.keyboard.press('Shift+Alt+ArrowLeft')
  await expect(page.getByRole('contentinfo')).toContainText('4 selected')
  await expect.poll(() => dim('audit')).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => dim('audit')).toBe(false)
})

/** Four Executors far from any order. */
function scattered(app: App): void {
  app.write(HELLO, 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n  - name: d\n')
  app.write(
    'hello/flow.layout.json',
    JSON.stringify({
      nodes: {
        'gateway-entry': { x: 0, y: 0 },
        a: { x: 160, y: 320 },
        b: { x: 400, y: 64 },
        c: { x: 720, y: 400 },
        d: { x: 1040, y: 176 },
        'gateway-exit': { x: 1360, y: 0 },
      },
    }),
  )
}

for (const reducedMotion of ['no-preference', 'reduce'] as const)
  test(`[row 28] tidy lays out the selection as one step that ${reducedMotion === 'reduce' ? 'jumps' : 'glides'}, and leaves the others`, async ({
    app,
    page,
  }) => {
    await page.emulateMedia({ reducedMotion })
    scattered(app)
    await app.open(HELLO)
    const others = () => Promise.all(['c', 'd'].map((name) => positionOf(app.node(name))))
    const [before, b] = [await others(), await positionOf(app.node('b'))]
    await app.node('a').click()
    await app.node('b').click({ modifiers: ['Shift'] })
    /** Every place that b has from now on. */
    await page.locator('.react-flow__node[data-id="b"]').evaluate((element) => {
      const places = new Set<string>()
      Object.assign(window, { places })
      new MutationObserver(() => places.add(element.style.transform)).observe(element, {
        attributes: true,
        attributeFilter: ['style'],
      })
    })
    await page.keyboard.press('Shift+Alt+T')
    await expect
      .poll(async () => (await positionOf(app.node('b'))).y - (await positionOf(app.node('a'))).y)
      .toBe(0)
    const places = await page.evaluate(() => (window as unknown as { places: Set<string> }).places.size)
    if (reducedMotion === 'reduce') expect(places).toBe(1)
    else expect(places).toBeGreaterThan(1)
    expect(await others()).toEqual(before)
    const { undo } = screen(page)
    await undo.click()
    await expect(undo).toBeDisabled()
    await expect.poll(() => positionOf(app.node('b'))).toEqual(b)
  })

test('[row 28] with nothing selected tidy lays out all', async ({ app, page }) => {
  scattered(app)
  await app.open(HELLO)
  await page.locator('.canvas').press('Shift+Alt+T')
  await expect
    .poll(
      async () =>
        new Set(
          await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await positionOf(app.node(name))).y)),
        ).size,
    )
    .toBe(1)
})

test('[row 29] a drag is caught by the line of another node, which is shown; Ctrl lets it go', async ({
  app,
  page,
}) => {
  app.write(HELLO, 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n')
  app.write(
    'hello/flow.layout.json',
    JSON.stringify({
      nodes: {
        'gateway-entry': { x: 0, y: 320 },
        a: { x: 167, y: 0 },
        b: { x: 480, y: 320 },
        'gateway-exit': { x: 1000, y: 640 },
      },
    }),
  )
  await app.open(HELLO)
  const { zoom } = await viewport(page)
  const start = await centre(app.node('b'))
  // Four pixels of the screen beside the column of a.
  const target = { x: start.x + (167 - 480) * zoom + 4, y: start.y - 60 * zoom }
  const line = page.locator('.guide[data-axis="x"]')
  await drag(page, start, target, {
    before: async () => {
      await expect(line).toBeVisible()
      await expect.poll(async () => (await positionOf(app.node('b'))).x).toBe(167)
      await page.keyboard.down('Control')
      await page.mouse.move(target.x + 1, target.y)
      await expect(line).toBeHidden()
      await expect.poll(async () => Math.abs((await positionOf(app.node('b'))).x % 16)).toBe(0)
      await page.keyboard.up('Control')
      await page.mouse.move(target.x, target.y)
      await expect(line).toBeVisible()
    },
  })
  await expect(line).toBeHidden()
  await expect.poll(async () => (await positionOf(app.node('b'))).x).toBe(167)
  await screen(page).undo.click()
  await expect.poll(async () => (await positionOf(app.node('b'))).x).toBe(480)
})

test('the selection is aligned and distributed from its bar and by keys, one step each', async ({
  app,
  page,
}) => {
  scattered(app)
  await app.open(HELLO)
  await page.locator('.canvas').press('ControlOrMeta+a')
  const bar = page.getByRole('toolbar', { name: 'Selection' })
  await bar.getByRole('button', { name: 'Align and distribute' }).click()
  await page.getByRole('menuitem', { name: 'Align upper edges' }).click()
  const all = async (axis: 'x' | 'y') =>
    await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => (await positionOf(app.node(name)))[axis]))
  await expect.poll(() => all('y')).toEqual([64, 64, 64, 64])
  await page.keyboard.press('Shift+Alt+H')
  await expect.poll(() => all('x')).toEqual([160, 453, 747, 1040])
  const { undo } = screen(page)
  await undo.click()
  await expect.poll(() => all('x')).toEqual([160, 400, 720, 1040])
  await undo.click()
  await expect.poll(() => all('y')).toEqual([320, 64, 400, 176])
  await expect(undo).toBeDisabled()
})
