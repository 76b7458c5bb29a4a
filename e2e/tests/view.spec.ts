import type { Locator, Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { centre, drag, emptySpot, positionOf, viewport } from './canvas.ts'
import { openYaml, pasteYaml, screen } from './screen.ts'

const HELLO = 'hello/flow.yml'
const JOIN = 'fan-out-and-join/flow.yml'

/** A chain of Executors, laid out as one row. */
const chain = (count: number) =>
  `jtype: Flow\nexecutors:\n${Array.from({ length: count }, (_, i) => `  - name: e${i}\n`).join('')}`

/** Layout of `chain`: ten in a row. */
const at = (i: number) => ({ x: (i % 10) * 288 + 288, y: Math.floor(i / 10) * 160 })
const rows = (count: number) =>
  JSON.stringify({
    version: 1,
    nodes: {
      'gateway-entry': { x: 0, y: 0 },
      ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`e${i}`, at(i)])),
      'gateway-exit': { x: 11 * 288, y: at(count - 1).y },
    },
  })

/** Where a node of `rows` lies on the screen. */
async function blockPoint(page: Page, i: number): Promise<{ x: number; y: number }> {
  const canvas = await page.getByRole('application', { name: 'Flow canvas' }).boundingBox()
  if (!canvas) throw new Error('no canvas')
  const { x, y, zoom } = await viewport(page)
  const place = at(i)
  return { x: canvas.x + x + (place.x + 112) * zoom, y: canvas.y + y + (place.y + 48) * zoom }
}

async function clickBlock(page: Page, i: number): Promise<void> {
  const point = await blockPoint(page, i)
  await page.mouse.click(point.x, point.y)
}

const FAILS = `import { Executor } from '@flowdeck/runtime'
export class Fails extends Executor {
  constructor(...args: ConstructorParameters<typeof Executor>) {
    super(...args)
    throw new Error('no model here')
  }
}
`

/** The cursor of what lies over the canvas while it pans. */
const handOver = async (pane: Locator) =>
  await pane.evaluate((element) => getComputedStyle(element, '::after').cursor)

test('[row 1] Space and a drag pan, over a node too, and letting go restores the tool', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  const pane = page.locator('.react-flow__pane')
  const before = await viewport(page)
  const foo = await positionOf(app.node('foo'))
  const from = await centre(app.node('foo'))
  await app.node('foo').click()
  await page.keyboard.down('Space')
  await expect(pane).toHaveCSS('cursor', 'grab')
  await drag(page, from, { x: from.x + 60, y: from.y + 90 }, { hold: true })
  await expect.poll(() => handOver(pane)).toBe('grabbing')
  await page.mouse.up()
  await page.keyboard.up('Space')
  await expect
    .poll(async () => {
      const now = await viewport(page)
      return { x: Math.round(now.x - before.x), y: Math.round(now.y - before.y) }
    })
    .toEqual({ x: 60, y: 90 })
  expect(await positionOf(app.node('foo'))).toEqual(foo)
  await expect(pane).toHaveCSS('cursor', 'default')
  expect(await page.evaluate(() => [scrollX, scrollY])).toEqual([0, 0])
  // The tool is back: a drag on empty canvas selects.
  const node = await app.node('shout').boundingBox()
  if (!node) throw new Error('not visible')
  await drag(
    page,
    { x: node.x + 20, y: node.y - 40 },
    { x: node.x + node.width / 2, y: node.y + node.height / 2 },
  )
  await expect(app.node('shout')).toHaveClass(/selected/)
})

test(
  '[row 1] the middle button pans, over a node too; a press of Space alone selects the focused node',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(HELLO)
    const before = await viewport(page)
    const from = await centre(app.node('foo'))
    await page.mouse.move(from.x, from.y)
    await page.mouse.down({ button: 'middle' })
    await page.mouse.move(from.x - 50, from.y + 70, { steps: 6 })
    await expect.poll(() => handOver(page.locator('.react-flow__pane'))).toBe('grabbing')
    await page.mouse.up({ button: 'middle' })
    await expect
      .poll(async () => {
        const now = await viewport(page)
        return { x: Math.round(now.x - before.x), y: Math.round(now.y - before.y) }
      })
      .toEqual({ x: -50, y: 70 })
    await app.node('foo').focus()
    await page.keyboard.press('Space')
    await expect(app.node('foo')).toHaveClass(/selected/)
  },
)

test('[row 4] from 0.6 nodes are whole, from 0.35 names only, farther a map whose blocks can be selected', async ({
  app,
  page,
}) => {
  app.write(HELLO, chain(80))
  app.write('hello/flow.layout.json', rows(80))
  await app.open(HELLO)
  const canvas = page.locator('.canvas')
  await expect(canvas).toHaveAttribute('data-detail', 'map')
  await expect(page.locator('.overview')).toBeVisible()
  expect(await page.locator('.react-flow__node').count()).toBeLessThan(4)
  await clickBlock(page, 42)
  await expect(app.node('e42')).toHaveClass(/selected/)
  await page.keyboard.press('2')
  await expect(canvas).toHaveAttribute('data-detail', 'full')
  await expect(app.node('e42').locator('.node-foot')).toBeVisible()
  for (let steps = 0; (await viewport(page)).zoom >= 0.6; steps++) {
    expect(steps).toBeLessThan(8)
    const { zoom } = await viewport(page)
    await page.getByRole('button', { name: 'Zoom out' }).click()
    await expect.poll(async () => (await viewport(page)).zoom).toBeLessThan(zoom)
  }
  await expect(canvas).toHaveAttribute('data-detail', 'low')
  await expect(app.node('e42').locator('.node-foot')).toBeHidden()
  await expect(app.node('e42').locator('.node-name')).toBeVisible()
})

test('[row 22] on the map too a box selects what it touches', { tag: '@once' }, async ({ app, page }) => {
  app.write(HELLO, chain(80))
  app.write('hello/flow.layout.json', rows(80))
  await app.open(HELLO)
  await expect(page.locator('.canvas')).toHaveAttribute('data-detail', 'map')
  const [from, to] = [await blockPoint(page, 11), await blockPoint(page, 23)]
  await drag(page, { x: from.x - 20, y: from.y - 18 }, to)
  await expect(page.getByRole('contentinfo')).toContainText('6 selected')
})

/** Opens 80 Executors as a map, selects all of them, and gives the line at the bottom. */
async function selectAllOnMap(app: App): Promise<Locator> {
  app.write(HELLO, chain(80))
  app.write('hello/flow.layout.json', rows(80))
  await app.open(HELLO)
  const footer = app.page.getByRole('contentinfo')
  await app.page.keyboard.press('ControlOrMeta+a')
  await expect(footer).toContainText('80 selected')
  return footer
}

const snap = (value: number) => Math.round(value / 16) * 16

test(
  'many selected nodes of the map are dragged as one, let go by Escape, and chosen from by a click',
  {
    tag: '@once',
  },
  async ({ app, page }) => {
    const footer = await selectAllOnMap(app)
    // A thousand selected nodes would be a thousand elements: they stay a part of the drawing.
    await expect(page.locator('.react-flow__node')).toHaveCount(1)
    const from = await blockPoint(page, 42)
    await drag(page, from, { x: from.x + 40, y: from.y + 30 }, { hold: true })
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await expect(screen(page).undo).toBeDisabled()
    await expect(footer).toContainText('80 selected')

    const { zoom } = await viewport(page)
    await drag(page, from, { x: from.x + 40, y: from.y + 30 })
    await expect(screen(page).undo).toBeEnabled()
    const by = { x: snap(40 / zoom), y: snap(30 / zoom) }
    await page.keyboard.press('ControlOrMeta+s')
    const placed = () => {
      const { nodes } = JSON.parse(app.file('hello/flow.layout.json')) as { nodes: Record<string, unknown> }
      return [0, 42, 79].map((i) => nodes[`e${i}`])
    }
    const moved = [0, 42, 79].map((i) => ({ x: at(i).x + by.x, y: at(i).y + by.y }))
    await expect.poll(placed).toEqual(moved)
    await screen(page).undo.click()
    await expect(screen(page).undo).toBeDisabled()
    await clickBlock(page, 42)
    await expect(footer).toContainText('1 selected')
    await expect(app.node('e42')).toHaveClass(/selected/)
  },
)

test(
  '[row 25] Alt and a drag copies many selected nodes of the map',
  { tag: '@once' },
  async ({ app, page }) => {
    const footer = await selectAllOnMap(app)
    const from = await blockPoint(page, 42)
    await page.keyboard.down('Alt')
    await drag(page, from, { x: from.x + 40, y: from.y + 30 })
    await page.keyboard.up('Alt')
    await expect(footer).toContainText('160 Executors')
    await expect(footer).toContainText('80 selected')
    await page.keyboard.press('ControlOrMeta+s')
    await expect.poll(() => app.file(HELLO)).toContain('name: e80')
    const { nodes } = JSON.parse(app.file('hello/flow.layout.json')) as {
      nodes: Record<string, { x: number; y: number }>
    }
    expect(nodes['e42']).toEqual(at(42))
    const places = new Set(Object.values(nodes).map(({ x, y }) => `${x} ${y}`))
    expect(places.size, 'nothing lies on something else').toBe(162)
    const from0 = (i: number, first: number) => {
      const [here, start] = [nodes[`e${i}`], nodes[`e${first}`]]
      return here && start ? { x: here.x - start.x, y: here.y - start.y } : null
    }
    for (let i = 0; i < 80; i += 1) expect(from0(80 + i, 80), `the copy of e${i}`).toEqual(from0(i, 0))
    await screen(page).undo.click()
    await expect(footer).toContainText('80 Executors')
  },
)

test('[row 5] dragging a node, or a selection box, to the edge of the view moves the view', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  const canvas = await page.getByRole('application', { name: 'Flow canvas' }).boundingBox()
  if (!canvas) throw new Error('no canvas')
  const before = await viewport(page)
  await drag(
    page,
    await centre(app.node('shout')),
    { x: canvas.x + canvas.width - 6, y: canvas.y + canvas.height / 2 },
    { hold: true },
  )
  await expect.poll(async () => (await viewport(page)).x).toBeLessThan(before.x - 40)
  await page.mouse.up()
  await page.keyboard.press('1')
  await expect(app.node('foo')).toBeInViewport({ ratio: 0.99 })
  await page.keyboard.press('0')
  await expect.poll(async () => (await viewport(page)).zoom).toBe(1)
  const start = await viewport(page)
  const spot = await emptySpot(page)
  await drag(page, spot, { x: spot.x + 60, y: canvas.y + canvas.height - 4 }, { hold: true })
  await expect.poll(async () => (await viewport(page)).y).toBeLessThan(start.y - 40)
  await page.mouse.up()
})

test('[row 6] a click or a drag on the minimap moves the view; it goes away above 1,500 Executors', async ({
  app,
  page,
}) => {
  app.write(HELLO, chain(20))
  app.write('hello/flow.layout.json', rows(20))
  await app.open(HELLO)
  const map = page.getByRole('img', { name: 'Map of the Flow' })
  await page.locator('.canvas').press('0')
  await expect(map).toBeVisible()
  const box = await map.boundingBox()
  if (!box) throw new Error('no map')
  await expect.poll(async () => (await viewport(page)).zoom).toBe(1)
  const onMap = async (i: number) => await centre(page.locator('.flow-map-node').nth(i + 1))
  for (const i of [19, 0]) {
    const point = await onMap(i)
    await page.mouse.click(point.x, point.y)
    await expect(app.node(`e${i}`)).toBeInViewport()
  }
  const before = await viewport(page)
  await drag(
    page,
    { x: box.x + box.width * 0.3, y: box.y + box.height * 0.3 },
    { x: box.x + box.width * 0.7, y: box.y + box.height * 0.6 },
  )
  await expect.poll(async () => (await viewport(page)).x).toBeLessThan(before.x - 100)
  await page.mouse.wheel(0, -240)
  await expect.poll(async () => (await viewport(page)).zoom).toBeGreaterThan(1.2)

  await pasteYaml(page, chain(1501))
  await expect(page.getByRole('contentinfo')).toContainText('1501 Executors')
  await page.locator('.canvas').press('0')
  await expect(page.locator('.canvas')).toHaveAttribute('data-detail', 'full')
  await expect(map).toBeHidden()
})

test('[row 6] failed Executors are red on the minimap', async ({ app, page, colorScheme }) => {
  app.write('hello/fails.ts', FAILS)
  const rest = Array.from({ length: 13 }, (_, i) => `  - {name: e${i}, external: true, port: 5${100 + i}}\n`)
  app.write(HELLO, `jtype: Flow\nexecutors:\n  - {name: bad, uses: fails.ts}\n${rest.join('')}`)
  await app.open(HELLO)
  await page.locator('.canvas').press('0')
  await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Start' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  const red = page.locator('.flow-map-node').filter({ visible: true })
  const fills = () => red.evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).fill))
  const failed = colorScheme === 'light' ? 'rgb(220, 38, 38)' : 'rgb(248, 113, 113)'
  await expect.poll(async () => (await fills()).filter((fill) => fill === failed).length).toBe(1)
})

test('[row 7] a reload shows the same Flow, the same view and the same panels', async ({ app, page }) => {
  await app.open(JOIN)
  await openYaml(page)
  await page.keyboard.press('ControlOrMeta+b')
  await page.getByRole('tab', { name: 'Playground' }).click()
  await page.locator('.canvas').press('0')
  await expect.poll(async () => (await viewport(page)).zoom).toBe(1)
  const pane = await emptySpot(page)
  await page.mouse.move(pane.x, pane.y)
  await page.mouse.wheel(37.5, 21.5)
  const divider = page.getByRole('separator', { name: 'Width of the YAML' })
  const grip = await centre(divider)
  await drag(page, grip, { x: grip.x - 90, y: grip.y })
  const yamlBox = await screen(page).yaml.boundingBox()
  const before = await viewport(page)
  await page.reload()
  await expect(page.getByRole('button', { name: `Flow: ${JOIN}` })).toBeVisible()
  await expect(screen(page).yaml).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Palette' })).toBeHidden()
  await expect(page.getByRole('tab', { name: 'Playground' })).toHaveAttribute('aria-selected', 'true')
  await expect.poll(async () => await viewport(page)).toEqual(before)
  await expect.poll(async () => (await screen(page).yaml.boundingBox())?.x).toBe(yamlBox?.x)
})

for (const size of [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
  { width: 390, height: 844 },
])
  test(`the page itself never scrolls, whatever gets the focus, at ${size.width} px`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize(size)
    await app.open('hello/flow.yml')
    // A phone begins with the outline.
    const first = size.width < 768 ? page.getByRole('row', { name: /^foo,/ }) : app.node('foo')
    await first.click()
    const scrolled = () =>
      page.evaluate(() => {
        for (const element of document.querySelectorAll('#root *')) element.scrollIntoView({ block: 'start' })
        const { scrollTop, scrollLeft, scrollWidth, scrollHeight, clientWidth, clientHeight } =
          document.documentElement
        const moved = [
          scrollTop,
          scrollLeft,
          document.body.scrollTop,
          document.querySelector('#root')?.scrollTop,
        ]
        return { moved, over: [scrollWidth - clientWidth, scrollHeight - clientHeight] }
      })
    expect(await scrolled()).toEqual({ moved: [0, 0, 0, 0], over: [0, 0] })
    await page.mouse.move(size.width / 2, size.height / 2)
    await page.mouse.wheel(0, 400)
    await page.keyboard.press('PageDown')
    expect(await scrolled()).toEqual({ moved: [0, 0, 0, 0], over: [0, 0] })
  })
