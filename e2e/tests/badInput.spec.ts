import { expect, test } from './app.ts'
import { pasteYaml, screen, send } from './screen.ts'

const HELLO = 'hello/flow.yml'
const BOMB = [
  'a: &a ["x", "x", "x", "x", "x", "x", "x", "x", "x"]',
  ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, at) => {
    const before = 'abcdefgh'[at]
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`
  }),
  'executors: *i',
  '',
].join('\n')

/** What is pasted, and what the problem must say besides its line. */
const TEXTS: Record<string, [text: string, says: RegExp]> = {
  'an unknown needs': ['jtype: Flow\nexecutors:\n  - name: a\n    needs: nobody\n', /nobody/],
  'a cycle': [
    'jtype: Flow\nexecutors:\n  - name: a\n    needs: b\n  - name: b\n    needs: a\n',
    /before|cycle|later|needs/i,
  ],
  'a name twice': [
    'jtype: Flow\nexecutors:\n  - name: a\n  - name: a\n',
    /"?a"?.*(twice|already|unique|duplicate|same)/i,
  ],
  'a reserved name': ['jtype: Flow\nexecutors:\n  - name: gateway\n', /gateway/],
  'a wrong type': ['jtype: Flow\nexecutors:\n  - name: a\n    replicas: 2.0\n', /replicas/],
  'executors that are no list': ['jtype: Flow\nexecutors: seven\n', /executors/],
  'a tab as indentation': ['jtype: Flow\nexecutors:\n\t- name: a\n', /tab/i],
  'an open quote': ['jtype: Flow\nexecutors:\n  - name: "a\n', /quote|"/i],
  'a key twice': ['jtype: Flow\njtype: Flow\nexecutors: []\n', /jtype|unique|twice|duplicate/i],
  'a YAML bomb': [BOMB, /alias|anchor|expand/i],
}

test('every broken text is answered with what, where, and the page stays alive', async ({ app, page }) => {
  await app.open(HELLO)
  await page.getByRole('tab', { name: /^Problems/ }).click()
  const good = app.file(HELLO)
  for (const [what, [text, says]] of Object.entries(TEXTS))
    await test.step(what, async () => {
      await pasteYaml(page, text)
      const problem = screen(page).problems.getByRole('listitem').filter({ hasText: says })
      await expect(problem.first()).toContainText(/line \d+/)
      await pasteYaml(page, good)
      await expect(page.getByText('No problems. The Flow can start.')).toBeVisible()
      await expect(app.edge('foo', 'shout')).toBeAttached()
    })
  await app.start()
})

test('a file with a BOM and CRLF is read, edited and saved with both', async ({ app, page }) => {
  const text = `\uFEFF${app.file(HELLO).replaceAll('\n', '\r\n')}`
  app.write('hello/windows.yml', text)
  await app.open('hello/windows.yml')
  await expect(app.edge('foo', 'shout')).toBeAttached()
  await app.node('shout').click()
  const replicas = screen(page).inspector.getByLabel('replicas', { exact: true })
  await replicas.fill('2')
  await replicas.press('Enter')
  await page.keyboard.press('ControlOrMeta+s')
  await expect(screen(page).saveState).toContainText('Saved')
  expect(app.file('hello/windows.yml')).toBe(
    text.replace('uses: shout.ts\r\n', 'uses: shout.ts\r\n    replicas: 2\r\n'),
  )
})

/** Executors that cannot run, and what the page must say about each. */
const EXECUTORS: Record<string, { uses: string; source?: string; says: RegExp }> = {
  'a file that is not there': { uses: 'nowhere.ts', says: /nowhere\.ts/ },
  'a class that is not there': {
    uses: 'bad.ts:Missing',
    source: "import { Executor } from '@flowdeck/runtime'\nexport class Present extends Executor {}\n",
    says: /Missing/,
  },
  'a file that does not parse': { uses: 'bad.ts', source: 'export class {\n', says: /bad\.ts/ },
  'a constructor that exits': {
    uses: 'bad.ts',
    source:
      "import { Executor } from '@flowdeck/runtime'\nexport class Bad extends Executor {\n  constructor(...args: ConstructorParameters<typeof Executor>) {\n    super(...args)\n    console.error('giving up')\n    process.exit(7)\n  }\n}\n",
    says: /exit|7/i,
  },
}

for (const [what, { uses, source, says }] of Object.entries(EXECUTORS))
  test(`${what} is said in words, and nothing is left running`, async ({ app, page }) => {
    if (source !== undefined) app.write('hello/bad.ts', source)
    app.write('hello/bad.yml', `jtype: Flow\nexecutors:\n  - name: bad\n    uses: ${uses}\n`)
    await app.open('hello/bad.yml')
    await expect(app.node('bad')).toBeVisible()
    await screen(page).run.getByRole('button', { name: 'Start' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toBeVisible()
    const start = dialog.getByRole('button', { name: /^Start/ })
    if (await start.isDisabled()) {
      await expect(dialog.getByRole('list', { name: 'Problems' })).toContainText(says)
      await page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
    } else {
      await start.click()
      await expect(screen(page).run.getByRole('status')).toHaveText('failed', { timeout: 40_000 })
      await expect(app.node('bad')).toContainText(says)
    }
    await expect(screen(page).run.getByRole('button', { name: 'Start' })).toBeEnabled()
    expect(app.pods()).toEqual([])
  })

test('malformed JSON in the playground names its place and is not sent', async ({ app, page }) => {
  await app.open(HELLO)
  await app.start()
  await page.getByRole('tab', { name: 'Playground' }).click()
  const parameters = page.getByRole('textbox', { name: 'Parameters' })
  await parameters.fill('{"limit": 3,}')
  await expect(parameters).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByRole('form', { name: 'Request' })).toContainText(/line 1|column \d+/i)
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
  await parameters.fill('{"limit": 3}')
  await send(app, '/bar', 'fine')
  await expect(screen(page).answer).toContainText('FINE FOO WAS HERE')
})
