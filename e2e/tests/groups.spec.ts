import { expect, test } from './app.ts'
import { drag, positionOf } from './canvas.ts'
import { saved, screen, setField } from './screen.ts'

const JOIN = 'fan-out-and-join/flow.yml'
const LAYOUT = 'fan-out-and-join/flow.layout.json'

test('[row 27] Ctrl+G groups with its name ready to write; Ctrl+Shift+G ungroups', async ({ app, page }) => {
  await app.open(JOIN)
  const before = app.file(JOIN)
  await app.node('length').click()
  await app.node('language').click({ modifiers: ['Shift'] })
  await page.keyboard.press('ControlOrMeta+g')
  const name = page.getByRole('textbox', { name: 'Name of the group' })
  await expect(name).toBeFocused()
  await page.keyboard.type('Branches')
  await page.keyboard.press('Enter')
  const group = page.getByRole('group', { name: 'Group Branches, 2 Executors' })
  await expect(group).toBeVisible()
  await expect.poll(() => app.exists(LAYOUT) && app.file(LAYOUT)).toContain('"name": "Branches"')
  expect(app.file(JOIN)).toBe(before)
  await page.keyboard.press('ControlOrMeta+Shift+g')
  await expect(group).toBeHidden()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByText('Undid: ungroup').first()).toBeVisible()
  await expect(group).toBeVisible()
})

test('[row 27] a collapsed group hides its members and shows their number and worst state', async ({
  app,
  page,
}) => {
  app.write(
    LAYOUT,
    JSON.stringify({
      version: 1,
      nodes: {},
      groups: { group1: { name: 'Branches', collapsed: false, members: ['length', 'language'] } },
    }),
  )
  await app.open(JOIN)
  await page.getByRole('button', { name: 'Collapse Branches' }).click()
  const group = page.getByRole('group', { name: 'Group Branches, 2 Executors, collapsed' })
  await expect(group).toContainText('2 Executors')
  await expect(group).toContainText('not running')
  await expect(app.node('length')).toBeHidden()
  await expect(app.edge('clean', 'group:group1')).toBeAttached()
  await expect(app.edge('group:group1', 'join')).toBeAttached()
  await app.start()
  await expect(group).toContainText('ready')
  await page.getByRole('button', { name: 'Expand Branches' }).click()
  await expect(app.node('length')).toBeVisible()
})

test(
  '[row 27] dragging a group moves its members; undo brings all back',
  { tag: '@once' },
  async ({ app, page }) => {
    app.write(
      LAYOUT,
      JSON.stringify({
        version: 1,
        nodes: {},
        groups: { group1: { name: 'Branches', collapsed: false, members: ['length', 'language'] } },
      }),
    )
    await app.open(JOIN)
    const [a, b] = [await positionOf(app.node('length')), await positionOf(app.node('language'))]
    const box = await page.getByText('Branches', { exact: true }).boundingBox()
    if (!box) throw new Error('no group')
    await drag(page, { x: box.x + 20, y: box.y + 8 }, { x: box.x + 20, y: box.y - 72 })
    await expect.poll(async () => (await positionOf(app.node('length'))).y).toBeLessThan(a.y)
    const moved = await positionOf(app.node('length'))
    const by = { x: moved.x - a.x, y: moved.y - a.y }
    expect(await positionOf(app.node('language'))).toEqual({ x: b.x + by.x, y: b.y + by.y })
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(() => positionOf(app.node('length'))).toEqual(a)
    await expect.poll(() => positionOf(app.node('language'))).toEqual(b)
  },
)

test(
  '[row 49] a group follows the new name of its member, and undo too',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(JOIN)
    await app.node('audit').click()
    await page.keyboard.press('ControlOrMeta+g')
    await page.keyboard.press('Enter')
    await app.node('audit').click()
    await setField(page, 'name', 'ledger')
    await expect(app.node('ledger')).toBeVisible()
    await saved(app, JOIN)
    await expect.poll(() => app.file(LAYOUT)).toContain('"members": ["ledger"]')
    await app.node('ledger').click()
    await page.keyboard.press('ControlOrMeta+z')
    await expect(app.node('audit')).toBeVisible()
    await expect(page.getByRole('group', { name: 'Group Group 1, 1 Executor' })).toBeVisible()
  },
)

test(
  '[row 34] a sticky note is written, moved, coloured, copied and deleted, each undone by name',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(JOIN)
    const before = app.file(JOIN)
    const canvas = page.getByRole('application', { name: 'Flow canvas' })
    await canvas.click({ position: { x: 340, y: 40 } })
    await page.keyboard.press('Shift+S')
    const text = page.getByRole('textbox', { name: 'Text of the note' })
    await expect(text).toBeFocused()
    await page.keyboard.type('Audit never blocks')
    await page.keyboard.press('Escape')
    const note = page.getByRole('group', { name: 'Note: Audit never blocks' })
    await expect(note).toBeVisible()
    await page.getByRole('button', { name: 'Blue', exact: true }).click()
    await note.focus()
    const at = await positionOf(note)
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => positionOf(note)).toEqual({ x: at.x, y: at.y + 16 })
    await page.keyboard.press('ControlOrMeta+d')
    await expect(note).toHaveCount(2)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(page.getByText('Undid: duplicate the note').first()).toBeVisible()
    await expect(note).toHaveCount(1)
    await expect.poll(() => app.exists(LAYOUT) && app.file(LAYOUT)).toContain('"color": "blue"')
    await note.click({ position: { x: 60, y: 60 } })
    await page.keyboard.press('Delete')
    await expect(note).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+z')
    await expect(note).toHaveCount(1)
    const { undo } = screen(page)
    for (let steps = 0; await undo.isEnabled(); steps++) {
      expect(steps).toBeLessThan(8)
      await undo.click()
    }
    await expect(note).toHaveCount(0)
    expect(app.file(JOIN)).toBe(before)
  },
)
