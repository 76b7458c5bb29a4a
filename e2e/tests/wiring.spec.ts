import { expect, test } from './app.ts'
import { centre, drag, emptySpot, handle } from './canvas.ts'
import { changedLines, saved, screen } from './screen.ts'

const JOIN = 'fan-out-and-join/flow.yml'
const HELLO = 'hello/flow.yml'

test('[row 15] a wire that would make a cycle is refused with the reason, and nothing changes', async ({
  app,
  page,
}) => {
  await app.open(JOIN)
  const before = app.file(JOIN)
  await drag(page, await centre(handle(page, 'Output', 'join')), await centre(app.node('clean')))
  await expect(page.getByText(/cycle/i).first()).toBeVisible()
  await expect(screen(page).undo).toBeDisabled()
  await drag(page, await centre(handle(page, 'Output', 'clean')), await centre(app.node('length')))
  await expect(page.getByText(/already/i).first()).toBeVisible()
  expect(app.file(JOIN)).toBe(before)
})

test('[row 15] while a wire is drawn, what can take it glows, the others dim, and the reason stands at the pointer', async ({
  app,
  page,
}) => {
  await app.open(JOIN)
  const colour = (name: string) =>
    app
      .node(name)
      .locator('.node')
      .evaluate((node) => {
        const { borderColor, opacity } = getComputedStyle(node)
        return { borderColor, dim: Number(opacity) < 0.6 }
      })
  const plain = await colour('audit')
  await drag(page, await centre(handle(page, 'Output', 'join')), await centre(app.node('clean')), {
    hold: true,
  })
  await expect(page.getByText('cycle: clean → length → join → clean')).toBeVisible()
  expect((await colour('clean')).dim).toBe(true)
  expect(await colour('audit')).toEqual({
    borderColor: expect.not.stringMatching(plain.borderColor),
    dim: false,
  })
  await page.mouse.up()
  const said = page.getByRole('listitem').filter({ hasText: 'cycle' })
  await expect(said).toBeVisible()
  expect(await colour('audit')).toEqual(plain)
  await expect(said).toBeHidden()
})

test('[row 18] the end of an edge goes to another node or away, as one step each, and is refused where it cannot go', async ({
  app,
  page,
}) => {
  await app.open(JOIN)
  const edges = page.locator('.react-flow__edge')
  const before = await edges.count()
  const end = app.edge('clean', 'audit').locator('.react-flow__edgeupdater-target')
  const { undo } = screen(page)
  await drag(page, await centre(end), await centre(app.node('join')))
  await expect(app.edge('clean', 'join')).toBeAttached()
  await expect(app.edge('clean', 'audit')).not.toBeAttached()
  await undo.click()
  await expect(undo).toBeDisabled()
  await expect(app.edge('clean', 'audit')).toBeAttached()

  await drag(page, await centre(end), await emptySpot(page))
  await expect(app.edge('clean', 'audit')).not.toBeAttached()
  await undo.click()
  await expect(undo).toBeDisabled()
  await expect(edges).toHaveCount(before)

  await drag(page, await centre(end), await centre(app.node('length')))
  await expect(page.getByText(/already/i).first()).toBeVisible()
  await expect(edges).toHaveCount(before)
})

test('[row 19] Ctrl+Delete heals the chain, Delete does not', async ({ app, page }) => {
  app.write(HELLO, 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n')
  await app.open(HELLO)
  await app.node('b').click()
  await page.keyboard.press('ControlOrMeta+Delete')
  await expect(app.edge('a', 'c')).toBeAttached()
  await screen(page).undo.click()
  await app.node('b').click()
  await page.keyboard.press('Delete')
  await expect(app.node('b')).toBeHidden()
  await expect(app.edge('a', 'c')).not.toBeAttached()
})

test('[row 21] connecting writes the least YAML', async ({ app, page }) => {
  app.write(HELLO, 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c # last\n')
  const before = app.file(HELLO)
  await app.open(HELLO)
  await drag(page, await centre(handle(page, 'Output', 'a')), await centre(app.node('c')))
  await expect(app.edge('a', 'c')).toBeAttached()
  expect(changedLines(before, await saved(app, HELLO))).toEqual({ added: ['    needs: [b, a]'], removed: [] })
})
