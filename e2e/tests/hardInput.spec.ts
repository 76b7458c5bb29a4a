import { expect, test } from './app.ts'
import { changedLines, dropFile, saved, screen, setField } from './screen.ts'

const HELLO = 'hello/flow.yml'
const COUNT = 10_000
const many = Array.from(
  { length: COUNT },
  (_, i) => `  - name: e${i}\n    needs: ${i < 10 ? 'gateway' : `e${i - 10}`}\n`,
).join('')

test('a Flow of 10,000 Executors opens as a map; one of them is chosen, edited and saved as one line [FI-71]', async ({
  app,
  page,
}) => {
  const text = `jtype: Flow\nexecutors:\n${many}`
  app.write(HELLO, text)
  await app.open(HELLO)
  await expect(page.getByRole('contentinfo')).toContainText(`${COUNT} Executors`)
  await expect(page.locator('.canvas')).toHaveAttribute('data-detail', 'map')
  await page.locator('.canvas').press('ControlOrMeta+f')
  await page.getByRole('textbox', { name: 'Find an Executor' }).fill('e7777')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'e7777', exact: true })).toBeVisible()
  await setField(page, 'replicas', '3')
  const { added, removed } = changedLines(text, await saved(app, HELLO))
  expect({ added, removed }).toEqual({ added: ['    replicas: 3'], removed: [] })
  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  await expect(page.getByRole('treegrid').getByRole('row').first()).toBeVisible()
  expect(await page.getByRole('treegrid').getByRole('row').count()).toBeLessThan(100)

  // Ten thousand processes are not begun by a click.
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('would start 10003 processes on this machine; at most 256 are started')
  await expect(dialog.getByRole('button', { name: /^Start/ })).toBeDisabled()
})

test('names that cannot be told apart are told apart, and what cannot be seen is shown', async ({
  app,
  page,
}) => {
  const names = [
    'coder',
    'c\u043Eder',
    '\u05E9\u05DC\u05D5\u05DD',
    'a\u200Bb',
    '\u{1F680}',
    'caf\u00E9',
    'cafe\u0301',
  ]
  app.write(HELLO, `jtype: Flow\nexecutors:\n${names.map((name) => `  - name: ${name}\n`).join('')}`)
  await app.open(HELLO)
  const problems = page.getByRole('tabpanel', { name: /Problems/ })
  await expect(problems).toContainText('"c\u043Eder" looks like "coder" (line 3)')
  await expect(problems).toContainText('"cafe\u0301" looks like "caf\u00E9" (line 8)')
  await expect(problems).toContainText('"a\\u200bb" cannot be a name')
  await expect(problems).toContainText('"\u{1F680}" cannot be a name')
  await expect(page.locator('.node-name').filter({ hasText: 'a\\u200bb' })).toBeVisible()
  await expect(problems).toContainText('a\\u200bb · name · line 6')
  await page.keyboard.press('ControlOrMeta+Shift+o')
  const outline = page.getByRole('treegrid')
  await expect(outline.getByRole('row', { name: /^\u{1F680},/u })).toContainText('a\\u200bb')
  await expect(outline.getByRole('row', { name: /^\u05E9\u05DC\u05D5\u05DD,/ })).toContainText('a\\u200bb')
  await page.keyboard.press('ControlOrMeta+Shift+o')
  await problems.getByRole('button', { name: 'Rename to "a_b"' }).click()
  await problems.getByRole('button', { name: 'Rename to "coder_2"' }).click()
  const text = await saved(app, HELLO)
  expect(text).toContain('  - name: a_b\n')
  expect(text).toContain(`  - name: coder_2\n  - name: \u05E9\u05DC\u05D5\u05DD\n`)
})

test('a scalar of nearly 1 MiB is edited around; a file of more is refused in words', async ({
  app,
  page,
}) => {
  const prompt = 'x'.repeat(1_000_000)
  const text = `jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n      prompt: ${prompt}\n`
  app.write(HELLO, text)
  app.write('hello/over.yml', text.replace(prompt, prompt.repeat(2)))
  await app.open(HELLO)
  await app.node('a').click()
  await setField(page, 'replicas', '2')
  const { added, removed } = changedLines(text, await saved(app, HELLO))
  expect({ added, removed }).toEqual({ added: ['    replicas: 2'], removed: [] })
  await page.goto(`${app.url}&flow=${encodeURIComponent('hello/over.yml')}`)
  await expect(page.getByText('hello/over.yml cannot be opened')).toBeVisible()
  await expect(page.getByText('Flows may have 1048576 (1 MiB)')).toBeVisible()
})

test('a dropped file that is no text changes nothing and is told', async ({ app, page }) => {
  await app.open(HELLO)
  await dropFile(page, 'model.bin', 'PK\u0003\u0004\0\0\0')
  await expect(page.getByText('model.bin is not a text file. Choose a Flow in YAML.')).toBeVisible()
  await expect(screen(page).saveState).toContainText('Saved')
  await expect(app.node('foo')).toBeVisible()
})
