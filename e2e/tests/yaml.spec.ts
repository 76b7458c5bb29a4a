import { expect, test } from './app.ts'
import { field, openYaml, pasteYaml, screen } from './screen.ts'

const HELLO = 'hello/flow.yml'
const THOUSAND = `jtype: Flow\nexecutors:\n${Array.from({ length: 1000 }, (_, n) => `  - name: step${n}\n    uses: foo.ts\n`).join('')}`

test('[row 41] typing in the YAML moves the canvas of 1,000 Executors; caret and positions stay', async ({
  app,
  page,
}) => {
  app.write('hello/long.yml', THOUSAND)
  await app.open('hello/long.yml')
  const first = app.node('step0')
  const yaml = await openYaml(page)
  // A thousand Executors are drawn as a map; the first one is brought near.
  await yaml.getByText('name: step0').click()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('Fit the selection')
  await page.keyboard.press('Enter')
  await expect(first).toBeInViewport()
  await yaml.getByText('uses: foo.ts').first().click()
  await page.keyboard.press('End')
  const place = () => first.evaluate((node) => (node as HTMLElement).style.transform)
  const before = await place()
  await page.keyboard.insertText('\n    replicas: ')
  await page.keyboard.press('4')
  await expect(first).toContainText('×4')
  expect(await place()).toBe(before)
  // The caret is where it was: the next key lands behind the 4.
  await page.keyboard.press('2')
  await expect(first).toContainText('×42')
  expect(await place()).toBe(before)
})

test('[row 42] broken YAML leaves the last good canvas, names its place, and mends', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await pasteYaml(page, 'jtype: Flow\nexecutors:\n  - name: "foo\n')
  const banner = page.getByRole('status').filter({ hasText: 'The YAML has' })
  await expect(banner).toContainText(/line \d+:\d+/)
  await expect(app.node('foo')).toBeVisible()
  await expect(app.node('shout')).toBeVisible()

  await pasteYaml(page, 'jtype: Flow\nexecutors:\n  - name: other\n  - name: flow\n')
  await expect(banner).toBeHidden()
  await expect(app.node('other')).toBeVisible()
  await expect(app.edge('other', 'flow')).toBeAttached()
  await expect(app.node('foo')).toBeHidden()
})

test('[row 43] a node shows its block of the YAML, and a block its node', async ({ app, page }) => {
  await app.open('search/flow.yml')
  const yaml = await openYaml(page)
  await app.node('ranker').click()
  await expect(yaml.getByText('name: ranker')).toBeInViewport()
  const highlighted = () =>
    yaml.evaluate((text) =>
      [...text.querySelectorAll('.cm-line')]
        .filter((line) => line.className !== 'cm-line' && /block/.test(line.className))
        .map((line) => line.textContent)
        .join('\n'),
    )
  await expect.poll(highlighted).toContain('name: ranker')
  expect(await highlighted()).not.toContain('name: splitter')

  await yaml.getByText('name: splitter').click()
  await expect(app.node('splitter')).toHaveClass(/selected/)
  await expect(app.node('ranker')).not.toHaveClass(/selected/)
  await expect.poll(highlighted).toContain('name: splitter')
})

test('[row 46] a problem says what, on which node, line and field; its click goes there; its fix mends it', async ({
  app,
  page,
}) => {
  await app.open(HELLO)
  await pasteYaml(
    page,
    'jtype: Flow\nexecutors:\n  - name: encoder\n  - name: indexer\n    needs: encodr\n    replicas: many\n',
  )
  await page.getByRole('tab', { name: /^Problems/ }).click()
  const { problems } = screen(page)
  const needs = problems.getByRole('listitem').filter({ hasText: 'encodr' })
  await expect(needs.getByRole('img', { name: 'error' })).toBeVisible()
  await expect(needs).toContainText('indexer')
  await expect(needs).toContainText('needs')
  await expect(needs).toContainText('line 5')

  const replicas = problems.getByRole('listitem').filter({ hasText: 'replicas' })
  await expect(replicas).toContainText('line 6')
  await replicas.getByRole('button').first().click()
  await expect(app.node('indexer')).toHaveClass(/selected/)
  await expect(field(page, 'replicas')).toBeFocused()

  await needs.getByRole('button', { name: /^Use/ }).click()
  await expect(needs).toBeHidden()
  await expect(await openYaml(page)).toContainText('needs: encoder')
})

test('[row 47] a node shows its problem as soon as it is there, before any start', async ({ app, page }) => {
  await app.open(HELLO)
  await expect(app.node('shout')).not.toContainText(/\d/)
  await pasteYaml(
    page,
    app.file(HELLO).replace('uses: shout.ts', 'uses: shout.ts\n    replicas: -1\n    timeout_ready: soon'),
  )
  await expect(app.node('shout').getByTitle('2 problems: see the Problems tab')).toBeVisible()
  await expect(app.node('foo').getByTitle(/problem/)).toBeHidden()
  await screen(page).undo.click()
  await expect(app.node('shout').getByTitle(/problem/)).toBeHidden()
})
