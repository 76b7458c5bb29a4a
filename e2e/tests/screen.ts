import { expect, type Locator, type Page } from '@playwright/test'
import type { App } from './app.ts'

/** What people call the parts of the screen. */
export const screen = (page: Page) => ({
  inspector: page.getByRole('complementary', { name: 'Inspector' }),
  yaml: page.getByRole('textbox', { name: 'YAML of the Flow' }),
  run: page.getByRole('group', { name: 'Run' }),
  log: page.getByRole('log', { name: 'Log lines' }),
  answer: page.getByRole('region', { name: 'Answer', exact: true }),
  problems: page.getByRole('list', { name: 'Problems' }),
  saveState: page.getByRole('banner', { name: 'Flowdeck' }).getByRole('status').filter({ hasText: /save/i }),
  undo: page.getByRole('button', { name: 'Undo', exact: true }),
  redo: page.getByRole('button', { name: 'Redo', exact: true }),
})

/** The control of a field in the inspector; fields are labelled by their YAML key. */
export function field(page: Page, key: string): Locator {
  return screen(page).inspector.getByLabel(key, { exact: true })
}

/** Writes a field of the selected Executor as a person does: type, Enter. */
export async function setField(page: Page, key: string, value: string): Promise<void> {
  await field(page, key).fill(value)
  await field(page, key).press('Enter')
}

export async function openYaml(page: Page): Promise<Locator> {
  const { yaml } = screen(page)
  const toggle = page.getByRole('button', { name: 'YAML', exact: true })
  // The panel may be open and not drawn yet; the button knows.
  if ((await toggle.getAttribute('aria-pressed')) !== 'true') await toggle.click()
  await expect(yaml).toBeVisible()
  return yaml
}

/** Replaces the whole text in the YAML panel, as select-all and paste does. */
export async function pasteYaml(page: Page, text: string): Promise<void> {
  const yaml = await openYaml(page)
  await yaml.click()
  await page.keyboard.press('ControlOrMeta+a')
  await yaml.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

/** Saves with Ctrl+S and returns what is on disk then. */
export async function saved(app: App, path: string): Promise<string> {
  await app.page.keyboard.press('ControlOrMeta+s')
  await expect(screen(app.page).saveState).toContainText('Saved')
  return app.file(path)
}

/** Drops a file on the window, as from a file manager. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    ([fileName, content]) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([content ?? ''], fileName ?? '', { type: 'application/yaml' }))
      const target = document.elementFromPoint(innerWidth / 2, innerHeight / 3) ?? document.body
      for (const type of ['dragenter', 'dragover', 'drop'])
        target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    },
    [name, text],
  )
}

/** The lines of `after` that `before` does not have, and the other way round. */
export function changedLines(before: string, after: string): { added: string[]; removed: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const without = (lines: string[], others: string[]) => {
    const left = [...others]
    return lines.filter((line) => {
      const at = left.indexOf(line)
      if (at >= 0) left.splice(at, 1)
      return at < 0
    })
  }
  return { added: without(now, old), removed: without(old, now) }
}

export async function send(app: App, endpoint: string, text: string): Promise<void> {
  const { page } = app
  await page.getByRole('tab', { name: 'Playground' }).click()
  await page.getByRole('combobox', { name: 'Endpoint' }).fill(endpoint)
  await page.getByRole('textbox', { name: 'Text of document 1' }).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}
