import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { openYaml, screen } from './screen.ts'

const HELLO = 'hello/flow.yml'

/** Everything that tells one control from another where colours are forced. */
const looks = (element: Locator) =>
  element.evaluate((node) => {
    const { backgroundColor, outlineStyle, outlineWidth, outlineColor, borderStyle, borderColor, color } =
      getComputedStyle(node)
    const { stroke, strokeWidth } = getComputedStyle(node)
    const outline = outlineStyle === 'none' ? 'none' : `${outlineStyle} ${outlineWidth} ${outlineColor}`
    return { backgroundColor, outline, borderStyle, borderColor, color, stroke, strokeWidth }
  })

/** The colour that the system gives to a role, e.g. `Highlight`. */
const colourOf = (page: Page, role: string) =>
  page.evaluate((name) => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = name
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }, role)

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
})

test('with forced colours the chosen tab, toggle, row and option are filled, and the others are not', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  const highlight = await colourOf(page, 'Highlight')
  const isFilled = async (on: Locator, off: Locator) => {
    await expect(on).toHaveCSS('background-color', highlight)
    await expect(on).toHaveCSS('color', await colourOf(page, 'HighlightText'))
    await expect(off).not.toHaveCSS('background-color', highlight)
  }
  await page.getByRole('tab', { name: 'Logs' }).click()
  await isFilled(page.getByRole('tab', { name: 'Logs' }), page.getByRole('tab', { name: 'Playground' }))
  await openYaml(page)
  await isFilled(
    page.getByRole('button', { name: 'YAML', exact: true }),
    page.getByRole('button', { name: /^Outline/ }),
  )
  await page.keyboard.press('ControlOrMeta+k')
  await isFilled(page.getByRole('option').first(), page.getByRole('option').nth(1))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Outline/ }).click()
  const row = (name: string) => page.getByRole('treegrid').getByRole('row', { name: new RegExp(`^${name},`) })
  await row('foo').click()
  await isFilled(row('foo'), row('shout'))
  await page.keyboard.press('ControlOrMeta+Shift+e')
  await isFilled(
    page.getByRole('tab', { selected: true }).last(),
    page.getByRole('tab', { name: 'Kubernetes' }),
  )
})

test('with forced colours the selected node and edge, and the focus, are seen', async ({ app, page }) => {
  await app.open(HELLO)
  const highlight = await colourOf(page, 'Highlight')
  await app.node('foo').click()
  await expect(app.node('foo').locator('.node')).toHaveCSS('outline-color', highlight)
  await expect(app.node('foo').locator('.node')).toHaveCSS('outline-style', 'solid')
  expect((await looks(app.node('shout').locator('.node'))).outline).toBe('none')

  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(app.node('foo')).toBeFocused()
  const focused = await looks(app.node('foo'))
  expect(focused.outline).not.toBe('none')
  expect(focused.outline).not.toContain('0px')

  const path = app.edge('foo', 'shout').locator('.react-flow__edge-path')
  const before = await looks(path)
  await app.edge('foo', 'shout').dispatchEvent('click')
  await expect(path).toHaveCSS('stroke', highlight)
  expect((await looks(path)).strokeWidth).not.toBe(before.strokeWidth)
})

test('with forced colours a switch that is on, what is disabled, and the states of Executors look different', async ({
  app,
  page,
}) => {
  app.write(
    'hello/states.ts',
    `export class Broken { static requests = { '/x': 'x' }; constructor() { throw new Error('no model') } x() {} }`,
  )
  app.write(
    'hello/states.yml',
    'jtype: Flow\nexecutors:\n  - name: good\n    uses: foo.ts\n  - name: bad\n    uses: states.ts\n    needs: [gateway]\n',
  )
  await app.open('hello/states.yml')
  const { undo, run } = screen(page)
  await expect(undo).toBeDisabled()
  await expect(undo).toHaveCSS('color', await colourOf(page, 'GrayText'))
  await expect(run.getByRole('button', { name: 'Start' })).not.toHaveCSS(
    'color',
    await colourOf(page, 'GrayText'),
  )
  await run.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await expect(app.node('bad').locator('.node')).toHaveAttribute('data-state', 'failed')
  const [good, bad] = [
    await looks(app.node('good').locator('.node')),
    await looks(app.node('bad').locator('.node')),
  ]
  expect(bad.borderStyle).not.toBe(good.borderStyle)

  await app.node('good').click()
  const toggle = screen(page).inspector.getByRole('switch').first()
  await toggle.scrollIntoViewIfNeeded()
  const off = await looks(toggle)
  await toggle.click()
  await expect(toggle).toBeChecked()
  expect((await looks(toggle)).backgroundColor).not.toBe(off.backgroundColor)
})
