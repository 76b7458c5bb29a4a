import { expect, test, type App } from './app.ts'
import { field, openYaml, screen } from './screen.ts'

const FLOW = 'hello/typed.yml'
const LAYOUT = 'hello/typed.layout.json'
const OTHER = 'search/flow.yml'
const TEXT = `jtype: Flow
executors:
  - name: foo
    uses: hello.ts
    uses_with: {kept: 1}
    py_modules: [a.py]
    uses_dynamic_batching:
      /a: {preferred_batch_size: 4, timeout: 100}
    when: {tags__x: {$eq: 1}}
  - name: bar
    uses: hello.ts
`

interface Typing {
  /** Types without leaving the field. */
  type: (app: App) => Promise<void>
  /** What the Flow, or its layout, then has. */
  written: string
}

const inspect = async (app: App, key: string, section?: string) => {
  await app.node('foo').click()
  if (section !== undefined) {
    const head = screen(app.page).inspector.getByRole('button', { name: new RegExp(`^${section}`) })
    if ((await head.getAttribute('aria-expanded')) !== 'true') await head.click()
  }
  return field(app.page, key)
}

/** Every kind of control that holds text which is not part of the Flow until it is left. */
const TYPED: Record<string, Typing> = {
  'a field': {
    type: async (app) => await (await inspect(app, 'replicas')).fill('3'),
    written: 'replicas: 3',
  },
  'a list': {
    type: async (app) => await (await inspect(app, 'py_modules', 'Files')).fill('b.py'),
    written: 'b.py',
  },
  'the value of a map': {
    type: async (app) => await (await inspect(app, 'uses_with kept')).fill('typed'),
    written: 'kept: typed',
  },
  'a new key of a map': {
    async type(app) {
      await app.node('foo').click()
      const group = screen(app.page).inspector.getByRole('group', { name: 'uses_with' })
      await group.getByRole('button', { name: 'Add', exact: true }).click()
      await group.getByLabel('New key of uses_with').fill('fresh')
    },
    written: 'fresh:',
  },
  'a number of batching': {
    type: async (app) => await (await inspect(app, 'timeout of /a', 'Batching')).fill('777'),
    written: 'timeout: 777',
  },
  'a condition': {
    type: async (app) => await (await inspect(app, 'Value of condition 1', 'Routing')).fill('42'),
    written: '42',
  },
  'a note': {
    async type({ page }) {
      await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
      await page.keyboard.press('Shift+S')
      await page.getByRole('textbox', { name: 'Text of the note' }).fill('remember')
    },
    written: 'remember',
  },
  'the name of a group': {
    async type(app) {
      await app.node('foo').click()
      await app.page.keyboard.press('ControlOrMeta+g')
      await app.page.getByRole('textbox', { name: 'Name of the group' }).fill('my group')
    },
    written: 'my group',
  },
  'the YAML': {
    async type({ page }) {
      const yaml = await openYaml(page)
      await yaml.click()
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.insertText('# typed\n')
    },
    written: '# typed',
  },
  'a cell of the outline': {
    async type({ page }) {
      await page.getByRole('button', { name: 'Outline', exact: true }).click()
      await page
        .getByRole('gridcell', { name: /hello.ts/ })
        .first()
        .dblclick()
      await page.getByRole('textbox', { name: /uses of foo/ }).fill('other.ts')
    },
    written: 'other.ts',
  },
}

const stored = (app: App) => `${app.file(FLOW)}${app.file(LAYOUT)}`

test.beforeEach(async ({ app }) => {
  app.write(FLOW, TEXT)
  app.write(LAYOUT, '{"version":1,"nodes":{}}')
  await app.open(FLOW)
})

test('saving writes what is typed in every kind of field, and the field keeps the focus', async ({
  app,
  page,
}) => {
  for (const [name, { type, written }] of Object.entries(TYPED)) {
    await type(app)
    await page.keyboard.press('ControlOrMeta+s')
    await expect.poll(() => stored(app), name).toContain(written)
    await expect(page.locator('input, textarea, .cm-content').and(page.locator(':focus')), name).toBeVisible()
    await page.keyboard.press('Escape')
  }
})

test('opening another Flow keeps what is typed in every kind of field', async ({ app, page }) => {
  // One for each way in which a field is made.
  const kinds = [
    'a field',
    'a list',
    'a new key of a map',
    'a note',
    'the name of a group',
    'a cell of the outline',
  ]
  for (const kind of kinds) {
    await TYPED[kind]?.type(app)
    await page.evaluate((id) => (location.hash = `#flow=${encodeURIComponent(id)}`), OTHER)
    await expect(page.getByRole('button', { name: `Flow: ${OTHER}` })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('button', { name: `Flow: ${FLOW}` })).toBeVisible()
  }
  await page.keyboard.press('ControlOrMeta+s')
  await expect(screen(page).saveState).toContainText('Saved')
  for (const kind of kinds) expect(stored(app), kind).toContain(TYPED[kind]?.written)
})

test('a text that cannot be applied is named and can be copied when its field goes away', async ({
  app,
  page,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const left = page.getByText(/A field was left without being applied/)
  const copy = page.getByRole('button', { name: 'Copy what was typed' })
  await (await inspect(app, 'replicas')).fill('three')
  await app.node('bar').click()
  await expect(left).toBeVisible()
  await copy.click()
  await expect(left).toBeHidden()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('three')
  expect(app.file(FLOW)).toBe(TEXT)

  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  const cell = (name: string) => page.locator(`.outline-row[data-id="${name}"] [data-column="needs"]`)
  await cell('bar').dblclick()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('nobody')
  await cell('foo').click()
  await expect(left).toBeVisible()
  await copy.click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('nobody')
})

test('a page asks before it closes over a text of a dialog', async ({ app, page }) => {
  const closes = () =>
    page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true })))
  await app.node('foo').click()
  expect(await closes()).toBe(true)
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('Paste a Flow')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('textbox').fill(TEXT)
  expect(await closes()).toBe(false)
  await page.keyboard.press('Escape')
  expect(await closes()).toBe(true)
})
