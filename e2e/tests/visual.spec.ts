import type { Page } from '@playwright/test'
import { expect, test, type App } from './app.ts'
import { dropFile, openYaml, pasteYaml, screen, send, setField } from './screen.ts'

const FLOW = 'fan-out-and-join/flow.yml'
const DRAWN = 'hello/drawn.yml'

/** What differs from run to run and from machine to machine: times, durations, ids, ports, folders, lines of the log. */
const changing = (page: Page) => [
  page.locator('time, .live-id, .live-summary, .live-elapsed'),
  screen(page).log,
  page.locator('.version b.unnamed, .version small, .version-against, .versions .legend'),
  screen(page).saveState,
  page.getByRole('contentinfo'),
  screen(page).inspector.getByRole('region', { name: 'Pods' }).locator('.mono'),
  page.getByRole('list', { name: 'Processes to start' }),
]

/**
 * Waits until the page looks as it did. A page that stands still for a moment may wait for an answer of the server, so one picture that
 * differs is not the last one.
 */
const looksAs = (page: Page, name: string) =>
  expect(() =>
    expect(page).toHaveScreenshot(name, { mask: changing(page), maskColor: '#888', timeout: 5_000 }),
  ).toPass({ timeout: 20_000 })

/** A Flow with a group, a collapsed group and a note, and its first version. */
function writeDrawn(app: App): void {
  app.write(
    DRAWN,
    'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n    needs: a\n  - name: c\n    needs: a\n  - name: d\n    needs: [b, c]\n',
  )
  app.write(
    DRAWN.replace('.yml', '.layout.json'),
    JSON.stringify({
      version: 1,
      nodes: {
        'gateway-entry': { x: 0, y: 112 },
        a: { x: 160, y: 112 },
        b: { x: 480, y: 32 },
        c: { x: 480, y: 192 },
        d: { x: 800, y: 112 },
        'gateway-exit': { x: 1104, y: 112 },
      },
      groups: {
        group1: { name: 'Branches', collapsed: false, members: ['b', 'c'] },
        group2: { name: 'Last', collapsed: true, members: ['d'] },
      },
      notes: {
        note1: {
          x: 144,
          y: -64,
          width: 240,
          height: 112,
          text: 'Both branches see the same Documents.',
          color: 'yellow',
        },
      },
    }),
  )
}

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
] as const

/** Goes through the states of the screen in the order that a person meets them; `look` is called in each. */
async function goThrough(app: App, look: (state: string) => Promise<void>): Promise<void> {
  const { page } = app
  const dialog = page.getByRole('dialog')
  const closeDialog = async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  app.write('blank.yml', 'jtype: Flow\nexecutors: []\n')
  writeDrawn(app)
  await app.open('blank.yml')
  await expect(page.getByRole('region', { name: 'How to begin' })).toBeVisible()
  await look('empty')
  await app.switchTo(FLOW)
  await expect(app.node('clean')).toBeVisible()
  await look('flow')
  await app.node('language').click()
  await expect(screen(page).inspector).toContainText('language')
  await look('selected')
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await look('menu')
  await page.keyboard.press('Escape')
  // The menu gives the focus back once it is gone; before that a letter is the menu's.
  await expect(app.node('language')).toBeFocused()
  await page.keyboard.press('n')
  await expect(dialog.getByRole('option').first()).toBeVisible()
  await look('picker')
  await closeDialog()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(dialog.getByRole('option').first()).toBeVisible()
  await look('commands')
  await closeDialog()
  await page.keyboard.press('?')
  await expect(dialog).toBeVisible()
  await look('shortcuts')
  await closeDialog()
  await page.keyboard.press('ControlOrMeta+Shift+e')
  await page.getByRole('tab', { name: 'Kubernetes' }).click()
  await expect(page.getByRole('textbox', { name: /^Preview of/ })).toContainText('kind: Deployment')
  await look('export')
  await closeDialog()
  await page.getByRole('button', { name: /^Flow: / }).click()
  await page.getByRole('menuitem', { name: 'New Flow from a template…' }).click()
  await expect(dialog.getByRole('region', { name: /^Preview of/ })).toContainText('jtype: Flow')
  await look('templates')
  await closeDialog()
  await page.keyboard.press('ControlOrMeta+Shift+o')
  await expect(page.getByRole('treegrid')).toBeVisible()
  await look('outline')
  await page.keyboard.press('ControlOrMeta+Shift+o')
  await openYaml(page)
  await pasteYaml(page, app.file(FLOW).replace('uses: clean.ts', 'uses: clean.ts\n    needs: nobody'))
  // The drawer opens for problems, and closes when they are gone.
  await expect(screen(page).problems).toContainText('nobody')
  await look('problems')
  await pasteYaml(page, 'executors: [')
  await expect(page.getByRole('status').filter({ hasText: 'The YAML has' })).toBeVisible()
  await look('broken')
  await pasteYaml(page, app.file(FLOW))
  await page.getByRole('button', { name: 'Hide the YAML' }).click()
  await expect(page.getByRole('button', { name: 'Show the drawer' })).toBeVisible()
  await screen(page).run.getByRole('button', { name: 'Start' }).click()
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeEnabled()
  await look('preflight')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await app.ready()
  await send(app, '/analyse', 'the keeper was here')
  await expect(screen(page).answer).toContainText('the keeper was here')
  await look('answer')
  await page.getByRole('tab', { name: 'Logs' }).click()
  await expect(screen(page).log).toContainText('answers /analyse')
  await look('logs')
  await goThroughChanges(app, look)
  await app.stopServer('SIGKILL')
  await expect(page.getByRole('alert').filter({ hasText: 'edits are kept' })).toBeVisible()
  await look('gone')
}

/** What was drawn beside the Flow, and what shows how two Flows differ. */
async function goThroughChanges(app: App, look: (state: string) => Promise<void>): Promise<void> {
  const { page } = app
  const dialog = page.getByRole('dialog')
  await app.switchTo(DRAWN)
  await expect(page.getByText('Both branches see')).toBeVisible()
  await look('drawn')
  await dropFile(
    page,
    'guest.yml',
    'jtype: Flow\nexecutors:\n  - name: a\n    replicas: 2\n  - name: guest\n',
  )
  await expect(dialog.getByRole('button', { name: 'Open as new Flow' })).toBeFocused()
  await look('import')
  await dialog.getByRole('button', { name: 'Show differences' }).click()
  await expect(dialog.getByRole('group', { name: 'Differences' })).toContainText('guest')
  await look('differences')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await app.node('a').click()
  await setField(page, 'replicas', '3')
  await page.keyboard.press('ControlOrMeta+s')
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  // The file is written before its version is kept.
  const versions = dialog.getByRole('listbox', { name: 'Versions' }).getByRole('option')
  await expect(versions).toHaveCount(2)
  await versions.last().click()
  await expect(dialog.getByRole('list', { name: 'What differs' })).toContainText('replicas')
  await look('versions')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const viewport of SIZES)
    test(`the screens look as they did, ${colorScheme} ${viewport.width}`, async ({ app, page }) => {
      test.setTimeout(300_000)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(viewport)
      await goThrough(app, (state) => looksAs(page, `${state}-${viewport.width}-${colorScheme}.png`))
    })

for (const colorScheme of ['light', 'dark'] as const)
  test(`the screens of a phone look as they did, ${colorScheme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width: 390, height: 844 })
    app.write('blank.yml', 'jtype: Flow\nexecutors: []\n')
    await app.open('blank.yml')
    const look = (state: string) => looksAs(page, `${state}-390-${colorScheme}.png`)
    const views = page.getByRole('navigation', { name: 'Views' })
    const go = async (name: string) => {
      await views.getByRole('button', { name }).click()
      await expect(views.getByRole('button', { name })).toHaveAttribute('aria-current', 'page')
    }
    await expect(page.getByRole('region', { name: 'How to begin' })).toBeVisible()
    await look('empty')
    await page.getByRole('button', { name: /^Flow: / }).click()
    await page.getByRole('menuitem', { name: 'New Flow from a template…' }).click()
    await expect(page.getByRole('dialog').getByRole('region', { name: /^Preview of/ })).toContainText(
      'jtype: Flow',
    )
    await look('templates')
    await page.keyboard.press('Escape')
    await app.switchTo(FLOW)
    await expect(page.getByRole('treegrid')).toBeVisible()
    await look('outline')
    await page.getByRole('button', { name: 'Fields of language' }).click()
    await expect(screen(page).inspector).toContainText('language')
    await look('selected')
    await go('Canvas')
    await expect(app.node('clean')).toBeVisible()
    await look('flow')
    await go('Problems')
    await expect(page.getByText('No problems. The Flow can start.')).toBeVisible()
    await look('problems')
    await screen(page).run.getByRole('button', { name: 'Start' }).click()
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Start' })).toBeEnabled()
    await look('preflight')
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click()
    await app.ready()
    await go('Logs')
    await expect(screen(page).log).toContainText('answers /analyse')
    await look('logs')
    await go('Playground')
    await page.getByRole('combobox', { name: 'Endpoint' }).fill('/analyse')
    await page.getByRole('textbox', { name: 'Text of document 1' }).fill('the keeper was here')
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(screen(page).answer).toContainText('the keeper was here')
    await look('answer')
    await go('Outline')
    await app.stopServer('SIGKILL')
    await expect(page.getByRole('alert').filter({ hasText: 'edits are kept' })).toBeVisible()
    await look('gone')
  })
