import { readFileSync } from 'node:fs'
import { expect, test } from './app.ts'
import { axeLook } from './axe.ts'
import { field, screen, setField } from './screen.ts'
import type { Locator, Page } from '@playwright/test'

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Export' })
const preview = (within: Locator, path: string) => within.getByRole('textbox', { name: `Preview of ${path}` })

async function open(page: Page): Promise<Locator> {
  await page.keyboard.press('ControlOrMeta+Shift+e')
  await expect(dialog(page)).toBeVisible()
  return dialog(page)
}

const show = (within: Locator, format: string) =>
  within.getByRole('tab', { name: format, exact: true }).click()

async function downloaded(page: Page, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

test('the export is opened and walked by keyboard, and every format has its preview', async ({
  app,
  page,
}) => {
  await app.open('fan-out-and-join/flow.yml')
  const shown = await open(page)
  await expect(shown.getByRole('tab', { name: 'Flow YAML' })).toBeFocused()
  await expect(preview(shown, 'flow.yml')).toContainText('# Fan-out and join')
  for (const [format, path, words] of [
    ['Run-book', 'fan-out-and-join.md', 'What happens to a request'],
    ['Docker Compose', 'docker-compose.yml', 'services:'],
    ['Kubernetes', 'clean/clean.yml', 'kind: Deployment'],
    ['Mermaid', 'fan-out-and-join.mmd', 'flowchart LR;'],
  ] as const) {
    await page.keyboard.press('ArrowDown')
    await expect(shown.getByRole('tab', { name: format })).toBeFocused()
    await expect(preview(shown, path)).toContainText(words)
  }
  for (const format of ['SVG', 'PNG']) {
    await page.keyboard.press('ArrowDown')
    await expect(shown.getByRole('tab', { name: format })).toBeFocused()
    await expect(shown.getByRole('img', { name: 'Picture of fan-out-and-join/flow.yml' })).toBeVisible()
  }
  for (const [format, path] of [
    ['TypeScript', 'client.ts'],
    ['Python', 'client.py'],
    ['curl', 'client.sh'],
  ] as const) {
    await page.keyboard.press('ArrowDown')
    await expect(shown.getByRole('tab', { name: format })).toBeFocused()
    await expect(preview(shown, path)).toContainText('/analyse')
  }
  await page.keyboard.press('Escape')
  await expect(shown).toBeHidden()
})

test('docked, the preview follows the canvas', async ({ app, page }) => {
  await app.open('hello/flow.yml')
  const shown = await open(page)
  await show(shown, 'Mermaid')
  await shown.getByRole('button', { name: 'Dock beside the canvas' }).click()
  const docked = page.getByRole('region', { name: 'Export', exact: true })
  await expect(preview(docked, 'hello.mmd')).toContainText('foo:::DEPLOYMENT')
  // The Flow is fitted into what is left of the canvas: all of it can be seen and clicked.
  for (const name of ['foo', 'shout']) await expect(app.node(name)).toBeInViewport({ ratio: 0.99 })
  await app.node('shout').click()
  await page.keyboard.press('Delete')
  await expect(preview(docked, 'hello.mmd')).not.toContainText('shout')
  await docked.getByRole('button', { name: 'Close the export' }).click()
  await expect(docked).toBeHidden()
})

test('a picture is drawn from the model, at the size that was asked for', async ({ app, page }) => {
  await app.open('fan-out-and-join/flow.yml')
  const shown = await open(page)
  await show(shown, 'SVG')
  const svg = await downloaded(page, shown.getByRole('button', { name: 'Download' }))
  expect(svg.name).toBe('fan-out-and-join.svg')
  const [, width = 0, height = 0] = /width="(\d+)" height="(\d+)"/.exec(svg.bytes.toString('utf8')) ?? []
  for (const name of ['clean', 'length', 'language', 'join', 'audit'])
    expect(svg.bytes.toString('utf8')).toContain(`>${name}</text>`)
  await show(shown, 'PNG')
  for (const scale of [1, 4]) {
    await shown.getByRole('button', { name: `${scale}×` }).click()
    const png = await downloaded(page, shown.getByRole('button', { name: 'Download' }))
    // Width and height stand at the beginning of a PNG.
    expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([
      Number(width) * scale,
      Number(height) * scale,
    ])
  }
})

test('Kubernetes is a tree of files, downloaded as an archive and written into a folder', async ({
  app,
  page,
}) => {
  // The person picks the browser's own folder: the same handles as those of a real one.
  await page.addInitScript(() =>
    Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() }),
  )
  await app.open('hello/flow.yml')
  const shown = await open(page)
  await show(shown, 'Kubernetes')
  const tree = shown.getByRole('tree', { name: 'Files' })
  await tree.getByRole('treeitem', { name: 'foo.yml' }).click()
  await page.keyboard.press('End')
  await expect(tree.getByRole('treeitem', { selected: true })).toBeFocused()
  await tree.getByRole('treeitem', { name: 'foo.yml' }).click()
  await shown.getByRole('textbox', { name: 'Namespace' }).fill('shop')
  await expect(shown.getByRole('textbox', { name: 'Preview of foo/foo.yml' })).toContainText('shop')
  const zip = await downloaded(page, shown.getByRole('button', { name: 'Download zip' }))
  expect(zip.name).toBe('hello-kubernetes.zip')
  expect(zip.bytes.subarray(0, 2).toString()).toBe('PK')
  const write = shown.getByRole('button', { name: 'Write to a folder…' })
  for (const name of ['hello-kubernetes', 'hello-kubernetes-2']) {
    await write.click()
    await expect(page.getByText(`Written into the folder ${name}.`)).toBeVisible()
  }
  const written = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const folder = await (await root.getDirectoryHandle('hello-kubernetes')).getDirectoryHandle('foo')
    return await (await (await folder.getFileHandle('foo.yml')).getFile()).text()
  })
  expect(written).toContain('namespace: shop')
})

test('the last export of a format is kept, and what changed since is shown', async ({ app, page }) => {
  await app.open('hello/flow.yml')
  let shown = await open(page)
  await show(shown, 'Docker Compose')
  await expect(shown.getByRole('button', { name: 'Not exported before' })).toBeDisabled()
  await downloaded(page, shown.getByRole('button', { name: /^Download/ }))
  await expect(shown.getByRole('button', { name: 'No changes' })).toBeEnabled()
  await page.keyboard.press('Escape')
  await app.node('shout').click()
  await setField(page, 'replicas', '2')
  await expect(field(page, 'replicas')).toHaveValue('2')
  await page.reload()
  await app.switchTo('hello/flow.yml')
  shown = await open(page)
  await show(shown, 'Docker Compose')
  await shown.getByRole('button', { name: 'Changes' }).click()
  await expect(shown.getByRole('group', { name: 'Differences' })).toContainText('shout-rep-1')
})

test('a problem of an export has its fix, one click away, and the choice is kept', async ({ app, page }) => {
  app.write(
    'hello/hub.yml',
    'jtype: Flow\nexecutors:\n  - name: far\n    uses: jinaai+docker://someone/Far\n',
  )
  await app.open('hello/hub.yml')
  let shown = await open(page)
  await show(shown, 'TypeScript')
  await shown.getByRole('button', { name: 'Fix port 51000' }).click()
  await expect(preview(shown, 'client.ts')).not.toContainText('names no port')
  await show(shown, 'Docker Compose')
  const problems = shown.getByRole('list', { name: 'Problems of this export' })
  await problems.getByRole('textbox', { name: 'Image of far' }).fill('registry.example/far:1')
  await problems.getByRole('button', { name: 'Use' }).click()
  await expect(preview(shown, 'docker-compose.yml')).toContainText('registry.example/far:1')
  await page.reload()
  await app.switchTo('hello/hub.yml')
  shown = await open(page)
  await show(shown, 'Docker Compose')
  await expect(shown.getByRole('textbox', { name: 'Image of far' })).toHaveValue('registry.example/far:1')
})

test('a text that cannot be read can still be taken away, and the others say why not', async ({
  app,
  page,
}) => {
  app.write('hello/broken.yml', 'jtype: Flow\nexecutors: [\n')
  await app.open('hello/broken.yml')
  const shown = await open(page)
  const yaml = await downloaded(page, shown.getByRole('button', { name: 'Download' }))
  expect(yaml.bytes.toString()).toBe('jtype: Flow\nexecutors: [\n')
  await show(shown, 'Run-book')
  await expect(shown.getByRole('button', { name: 'Download' })).toBeDisabled()
  await expect(
    shown.getByRole('list', { name: 'Problems of this export' }).getByRole('listitem'),
  ).not.toHaveCount(0)
  await shown.getByRole('button', { name: 'Show' }).first().click()
  await expect(screen(page).yaml).toBeFocused()
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing serious in the exports, ${colorScheme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 1024, height: 640 })
    await app.open('hello/flow.yml')
    const { look, found } = axeLook(page)
    const shown = await open(page)
    for (const format of ['Kubernetes', 'PNG', 'curl']) {
      await show(shown, format)
      await expect(
        shown
          .getByRole('textbox', { name: /^Preview of/ })
          .or(shown.getByRole('img', { name: /^Picture of/ })),
      ).toBeVisible()
      await look(format)
    }
    expect(found).toEqual([])
  })
