import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { dropFile, saved, screen } from './screen.ts'

const HELLO = 'hello/flow.yml'
const GUEST = `# A guest
jtype: Flow
with:
  port: 12345
executors:
  # Reads the images
  - name: foo      # the same name as one here
    uses: 'guest.ts'
    uses_with: {size:  3}
  - name: left
    needs: foo
  - name: right   # kept
    needs: foo
  - name: both
    needs: [left, right]
`

/** Ctrl+V on the canvas, with a text from another program. */
async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('application', { name: 'Flow canvas' }).focus()
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

test(
  '[row 39] a pasted Flow asks too; merged, its Executors come with comments, wires and free names',
  { tag: '@once' },
  async ({ app, page }) => {
    const before = app.file(HELLO)
    await app.open(HELLO)
    await paste(page, GUEST)
    const dialog = page.getByRole('dialog', { name: 'Import pasted.yml' })
    await expect(dialog.getByRole('button', { name: 'Open as new Flow' })).toBeFocused()
    await expect(app.node('both')).toBeHidden()
    await expect(dialog.getByRole('button', { name: 'Merge into this Flow' })).toHaveAccessibleDescription(
      /4 Executors come in .* “with” is left out/,
    )
    await dialog.getByRole('button', { name: 'Merge into this Flow' }).click()
    for (const [from, to] of [
      ['foo1', 'left'],
      ['foo1', 'right'],
      ['left', 'both'],
      ['right', 'both'],
    ] as const)
      await expect(app.edge(from, to)).toBeAttached()
    const text = await saved(app, HELLO)
    expect(text).toContain('  - name: foo1      # the same name as one here\n')
    expect(text).toContain("    uses: 'guest.ts'\n    uses_with: {size:  3}\n")
    expect(text).toContain('  - name: right   # kept\n')
    // What was there is there, line by line.
    for (const line of before.split('\n')) expect(text.split('\n')).toContain(line)
    await screen(page).undo.click()
    await expect(app.node('both')).toBeHidden()
    expect(await saved(app, HELLO)).toBe(before)
  },
)

test(
  '[row 39] some Executors are pasted at once: only a whole Flow asks',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open(HELLO)
    await paste(page, '- name: guest\n  uses: g.ts\n')
    await expect(app.node('guest')).toBeVisible()
    await expect(page.getByRole('dialog')).toBeHidden()
  },
)

test('[row 39] what would be replaced is shown on the canvas and in the text; undo brings it back', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await dropFile(page, 'guest.yml', GUEST)
  const dialog = page.getByRole('dialog', { name: 'Import guest.yml' })
  await dialog.getByRole('button', { name: 'Show differences' }).click()
  await expect(dialog.getByRole('group', { name: 'Differences' })).toContainText('Reads the images')
  await dialog.getByRole('tab', { name: 'Canvas' }).click()
  await expect(dialog.getByRole('group', { name: 'shout: removed' })).toBeVisible()
  await expect(dialog.getByRole('group', { name: 'both: added' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Replace this Flow' }).click()
  await expect(app.node('both')).toBeVisible()
  await screen(page).undo.click()
  await expect(app.node('shout')).toBeVisible()
})
