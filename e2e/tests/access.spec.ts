import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { axeLook } from './axe.ts'
import { pick } from './canvas.ts'
import { dropFile, field, openYaml, pasteYaml, screen, send } from './screen.ts'

const HELLO = 'hello/flow.yml'

/** The region of the screen that has the focus, by the name that assistive technology reads. */
const focusedRegion = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[id^="region-"]')?.id.replace('region-', '') ?? '')

const focusedNode = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id') ?? '')

async function goToRegion(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 7 && (await focusedRegion(page)) !== name; step++) await page.keyboard.press('F6')
  expect(await focusedRegion(page)).toBe(name)
}

/** Presses a key until a control has the focus. */
async function tabTo(
  page: Page,
  control: { evaluate: (look: (element: Element) => boolean) => Promise<boolean> },
) {
  for (let step = 0; step < 60; step++) {
    if (await control.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never came to the control')
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: /command/i })).toBeHidden()
}

test('[row 53] a Flow is built, checked, started, asked and stopped with the keyboard alone', async ({
  app,
  page,
}) => {
  await app.open('hello/flow.yml')
  await expect(page.getByRole('group', { name: 'Run' })).toBeVisible()
  await command(page, 'New Flow')
  await expect(page.getByRole('dialog', { name: 'New Flow' })).toBeVisible()
  await page.keyboard.type('hello/diamond.yml')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Flow: hello/diamond.yml' })).toBeVisible()

  /** N, a word in the picker, Enter; then the name. It is wired behind what is selected. */
  const add = async (name: string) => {
    await goToRegion(page, 'canvas')
    await page.keyboard.press('n')
    await pick(page, 'foo')
    await expect(field(page, 'name')).toBeFocused()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await expect(app.node(name)).toBeVisible()
    await goToRegion(page, 'canvas')
    await expect.poll(() => focusedNode(page)).toBe(name)
  }
  const walk = async (keys: string, to: string) => {
    for (const key of keys.split(' ')) await page.keyboard.press(key)
    await expect.poll(() => focusedNode(page)).toBe(to)
  }
  await add('start')
  await add('left')
  await walk('Alt+ArrowLeft', 'start')
  await add('right')
  await add('end')
  await walk('Alt+ArrowLeft', 'right')
  await walk('Alt+ArrowUp', 'left')
  await page.keyboard.press('l')
  await walk('ArrowRight', 'end')
  await page.keyboard.press('Enter')
  await expect(app.edge('left', 'end')).toBeAttached()
  await page.keyboard.press('1')
  for (const [from, to] of [
    ['gateway-entry', 'start'],
    ['start', 'left'],
    ['start', 'right'],
    ['left', 'end'],
    ['right', 'end'],
    ['end', 'gateway-exit'],
  ] as const)
    await expect(app.edge(from, to)).toBeAttached()

  await page.keyboard.press('Space')
  await expect(app.node('end')).toHaveClass(/selected/)
  await page.keyboard.press('Enter')
  await expect(field(page, 'name')).toBeFocused()
  await tabTo(page, field(page, 'replicas'))
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await expect(app.node('end')).toContainText('×2')

  await command(page, 'Show the problems')
  await expect(page.getByText('No problems. The Flow can start.')).toBeVisible()
  await goToRegion(page, 'canvas')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Start' })).toBeFocused()
  await page.keyboard.press('Enter')
  await app.ready()

  await command(page, 'Show the playground')
  await goToRegion(page, 'drawer')
  await tabTo(page, page.getByRole('combobox', { name: 'Endpoint' }))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('/bar')
  await tabTo(page, page.getByRole('textbox', { name: 'Text of document 1' }))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('keys')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(screen(page).answer).toContainText('keys foo was here')
  await page.keyboard.press('ControlOrMeta+.')
  await expect(screen(page).run.getByRole('button', { name: 'Start' })).toBeVisible()
})

test('[row 54] F6 and Tab go through the regions, the canvas is one stop, and the focus is always seen', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await expect(app.node('foo')).toBeVisible()
  await goToRegion(page, 'top')
  const cycle: string[] = []
  for (let step = 0; step < 5; step++) {
    await page.keyboard.press('F6')
    cycle.push(await focusedRegion(page))
  }
  expect(cycle).toEqual(['palette', 'canvas', 'inspector', 'drawer', 'top'])

  const stops: string[] = []
  const unseen: string[] = []
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press('Tab')
    const region = await focusedRegion(page)
    if (await page.evaluate(() => document.activeElement === document.body)) break
    // The bars between the panels are stops too, of no region.
    if (region !== '') stops.push(region)
    const seen = await page.evaluate(() => {
      const element = document.activeElement
      const parts = element ? [element, ...element.children, element.parentElement ?? element] : []
      const shows = (style: CSSStyleDeclaration) =>
        (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none'
      return parts.some((part) => shows(getComputedStyle(part)))
    })
    if (!seen)
      unseen.push(`${region}: ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))}`)
  }
  expect(unseen).toEqual([])
  const order = stops.filter((region, at) => region !== stops[at - 1])
  expect(order).toEqual(['top', 'palette', 'canvas', 'inspector', 'drawer'])

  await goToRegion(page, 'canvas')
  const inCanvas = await focusedNode(page)
  expect(inCanvas).not.toBe('')
  // One stop for all nodes: the arrows go inside, Tab leaves them.
  await page.keyboard.press('Tab')
  expect(await focusedNode(page)).toBe('')

  await app.node('shout').click()
  await page.keyboard.press('Delete')
  await expect(app.node('shout')).toBeHidden()
  await expect.poll(() => focusedNode(page)).toBe('foo')
})

test('[row 55] a link is drawn by keyboard, announced, and Escape cancels it', async ({ app, page }) => {
  app.write(
    'hello/pair.yml',
    'jtype: Flow\nexecutors:\n  - name: encoder\n  - name: indexer\n    needs: gateway\n',
  )
  await app.open('hello/pair.yml')
  await app.node('encoder').click()
  const announced = (words: string) => page.getByRole('status').filter({ hasText: words })
  await page.keyboard.press('l')
  await expect(announced('Linking from encoder')).toBeAttached()
  await page.keyboard.press('Escape')
  await expect(announced('Linking cancelled')).toBeAttached()
  await expect(app.edge('encoder', 'indexer')).toBeHidden()

  await page.keyboard.press('l')
  const [own, other] = [await app.node('encoder').boundingBox(), await app.node('indexer').boundingBox()]
  await page.keyboard.press((other?.y ?? 0) > (own?.y ?? 0) ? 'ArrowDown' : 'ArrowUp')
  await expect.poll(() => focusedNode(page)).toBe('indexer')
  await page.keyboard.press('Enter')
  await expect(announced('Linked encoder to indexer.')).toBeAttached()
  await expect(app.edge('encoder', 'indexer')).toBeAttached()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`[row 57] nothing serious is found by axe in any state of the screen, ${colorScheme}`, async ({
    app,
    page,
  }) => {
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { look, found } = axeLook(page)
    await app.open(HELLO)
    await expect(app.node('foo')).toBeVisible()
    await look('a Flow that does not run')
    await app.node('foo').click()
    await openYaml(page)
    await look('an Executor is selected, beside its YAML')
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('dialog')).toBeVisible()
    await look('commands')
    await page.keyboard.press('Escape')
    await dropFile(page, 'guest.yml', 'jtype: Flow\nexecutors:\n  - name: guest\n')
    await expect(page.getByRole('dialog', { name: 'Import guest.yml' })).toBeVisible()
    await page.getByRole('button', { name: 'Show differences' }).click()
    await look('a file was dropped')
    await page.keyboard.press('Escape')
    await pasteYaml(page, app.file(HELLO).replace('uses: shout.ts', 'uses: shout.ts\n    needs: nobody'))
    await page.getByRole('tab', { name: /^Problems/ }).click()
    await expect(screen(page).problems).toContainText('nobody')
    await look('problems')
    await pasteYaml(page, 'executors: [')
    await expect(page.getByRole('status').filter({ hasText: 'The YAML has' })).toBeVisible()
    await look('broken YAML')
    await pasteYaml(page, app.file(HELLO))
    await page.getByRole('button', { name: 'Hide the YAML' }).click()

    await page.getByRole('tab', { name: 'Playground' }).click()
    await look('the playground before a start')
    await screen(page).run.getByRole('button', { name: 'Start' }).click()
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Start' })).toBeEnabled()
    await look('preflight')
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
    await app.ready()
    await send(app, '/bar', 'axe')
    await expect(screen(page).answer).toContainText('AXE FOO WAS HERE')
    await look('an answer')
    for (const tab of ['Trace', 'Raw', 'Code']) {
      await page.getByRole('tab', { name: tab }).click()
      await look(tab)
    }
    await page.getByRole('tab', { name: 'Logs' }).click()
    await look('logs')
    await app.stopServer()
    await expect(page.getByRole('alert').filter({ hasText: 'edits are kept' })).toBeVisible()
    await look('the server is gone')
    expect(found).toEqual([])
  })

for (const colorScheme of ['light', 'dark'] as const)
  test(`[row 57] what is drawn stands out from what it lies on, ${colorScheme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme })
    await app.open(HELLO)
    await expect(app.node('foo')).toBeVisible()
    const faint = await page.evaluate(() => {
      const colours = [...document.styleSheets]
        .flatMap((sheet) => [...sheet.cssRules])
        .flatMap((rule) =>
          rule instanceof CSSStyleRule && rule.selectorText.includes(':root') ? [...rule.style] : [],
        )
        .filter((name) => /^--(control|edge|focus$|accent$|danger$|warn$|info$|state-|kind-)/.test(name))
      const probe = document.body.appendChild(document.createElement('i'))
      const luminance = (name: string) => {
        probe.style.color = `var(${name})`
        const [r = 0, g = 0, b = 0] = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map((value) => {
          const part = Number(value) / 255
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const pairs = [...new Set(colours)].flatMap((name) =>
        ['--canvas', '--surface', '--surface-2', '--bg'].map((ground) => {
          const [dark = 0, light = 0] = [luminance(name), luminance(ground)].toSorted((a, b) => a - b)
          return { pair: `${name} on ${ground}`, ratio: (light + 0.05) / (dark + 0.05) }
        }),
      )
      return { looked: pairs.length, faint: pairs.filter(({ ratio }) => !(ratio >= 3)) }
    })
    expect(faint.looked).toBeGreaterThan(80)
    expect(faint.faint).toEqual([])
  })

test('[row 57] the state of a node has a shape and words of its own, beside its colour', async ({
  app,
  page,
}) => {
  app.write(
    'hello/states.ts',
    `export class Broken { static requests = { '/x': 'x' }; constructor() { throw new Error('no model') } x() {} }`,
  )
  app.write(
    'hello/states.yml',
    'jtype: Flow\nexecutors:\n  - name: good\n    uses: foo.ts\n  - name: bad\n    uses: states.ts\n    needs: [gateway]\n  - name: away\n    external: true\n    port: 1\n',
  )
  await app.open('hello/states.yml')
  const shapes = new Map<string, string>()
  const note = async (name: string, state: string, words: string | RegExp) => {
    await expect(app.node(name).locator('.node')).toHaveAttribute('data-state', state)
    await expect(app.node(name)).toContainText(words)
    shapes.set(state, await app.node(name).locator('.node-row svg').first().innerHTML())
  }
  await note('good', 'draft', 'not running')
  await note('away', 'external', 'external')
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await note('bad', 'failed', 'no model')
  await app.open(HELLO)
  await app.start()
  await note('foo', 'ready', 'ready')
  expect(new Set(shapes.values()).size).toBe(shapes.size)
})
