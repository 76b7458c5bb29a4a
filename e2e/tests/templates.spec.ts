import type { App } from './app.ts'
import { expect, test } from './app.ts'
import { screen } from './screen.ts'

/** Takes a template from the gallery, starts it, sends the request that waits in the playground. */
async function runTemplate(app: App, title: string, folder: string): Promise<void> {
  const { page } = app
  await app.open('hello/flow.yml')
  await page.getByRole('button', { name: /^Flow: / }).click()
  await page.getByRole('menuitem', { name: 'New Flow from a template…' }).click()
  const gallery = page.getByRole('dialog', { name: 'Start from a template' })
  await gallery.getByRole('button', { name: title }).click()
  await expect(gallery.getByRole('region', { name: `Preview of ${title}` })).toContainText('jtype: Flow')
  await gallery.getByRole('textbox', { name: 'New folder in this workspace' }).fill(folder)
  await gallery.getByRole('button', { name: 'Use this template' }).click()
  await expect(page.getByRole('button', { name: `Flow: ${folder}/flow.yml` })).toBeVisible()
  await expect(gallery).toBeHidden()
  await app.start()
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(screen(page).answer).toContainText('OK')
}

/** Title → what its answer shows. */
const TEMPLATES: Record<string, RegExp> = {
  'Hello echo': /HELLO WORLD FOO WAS HERE/,
  'Encode, index, search': /sail/,
  'Two modalities, merged': /Red winter boots/,
  'Conditional routing': /You asked: Where is my parcel\?/,
  'Fan-out with a custom reduce': /2 of 3|wonderful/,
  'Sharded index': /river/,
  'Streaming text': /Once/,
  'External Executor': /Hello, Hello, Ada/,
  'Slow and floating logger': /Coming: two coffees/,
}

for (const [title, says] of Object.entries(TEMPLATES))
  test(`[templates] ${title} runs and answers`, async ({ app, page }) => {
    await runTemplate(app, title, 'taken')
    await expect(screen(page).answer).toContainText(says)
    await expect(page.getByRole('tab', { name: /^Problems/ })).not.toContainText(/\d/)
  })

test('[templates] from an empty Flow, two clicks bring the answer of the hello Flow', async ({
  app,
  page,
}) => {
  app.write('blank.yml', 'jtype: Flow\nexecutors: []\n')
  await app.open('blank.yml')
  const start = page.getByRole('region', { name: 'How to begin' })
  await expect(start.getByRole('button')).toHaveCount(4)
  await start.getByRole('button', { name: 'Run the hello Flow' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
  await expect(screen(page).answer).toContainText('HELLO WORLD FOO WAS HERE', { timeout: 20_000 })
})

test('[templates] YAML pasted into the empty state becomes the Flow', async ({ app, page }) => {
  app.write('blank.yml', 'jtype: Flow\nexecutors: []\n')
  await app.open('blank.yml')
  await page.getByRole('button', { name: 'Paste or drop YAML' }).click()
  const dialog = page.getByRole('dialog', { name: 'Paste a Flow' })
  await dialog.getByRole('textbox', { name: 'YAML' }).fill('<p>not a Flow</p>')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('The clipboard holds HTML, not YAML.')
  await dialog.getByRole('textbox', { name: 'YAML' }).fill('jtype: Flow\nexecutors:\n  - name: only\n')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Replace this Flow' }).click()
  await expect(app.node('only')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByRole('region', { name: 'How to begin' })).toBeVisible()
})

test('[templates] a folder that exists is refused in words', async ({ app, page }) => {
  await app.open('hello/flow.yml')
  await page.getByRole('button', { name: /^Flow: / }).click()
  await page.getByRole('menuitem', { name: 'New Flow from a template…' }).click()
  const gallery = page.getByRole('dialog', { name: 'Start from a template' })
  await gallery.getByRole('textbox', { name: 'New folder in this workspace' }).fill('hello')
  await gallery.getByRole('button', { name: 'Use this template' }).click()
  await expect(gallery.getByRole('alert')).toContainText('exists already')
})

test('[templates] hints come at the moment of need, and stay away once closed', async ({ app, page }) => {
  app.write('one.yml', 'jtype: Flow\nexecutors:\n  - name: foo\n    uses: hello/foo.ts\n')
  await app.open('one.yml')
  const hint = page.getByRole('complementary', { name: 'Hint' })
  await app.node('foo').click()
  await expect(hint).toBeHidden()
  await page.keyboard.press('ArrowDown')
  await expect(hint).toContainText('press L')
  await hint.getByRole('button', { name: 'Got it' }).click()
  await expect(hint).toBeHidden()
  await page.reload()
  await app.node('foo').click()
  await page.keyboard.press('ArrowDown')
  await expect(screen(page).undo).toBeEnabled()
  await expect(hint).toBeHidden()
})
