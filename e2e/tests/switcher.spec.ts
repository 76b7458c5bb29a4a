import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './app.ts'

const FLOW = 'hello/flow.yml'

test(
  '2,000 Flows: typing narrows the list, and arrows and Enter choose',
  { tag: '@once' },
  async ({ app, page }) => {
    for (let n = 0; n < 2000; n++) {
      const folder = join(app.workspace, `many/f${n}`)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'flow.yml'), `# Number ${n}\njtype: Flow\nexecutors:\n  - name: e${n}\n`)
    }
    await app.open(FLOW)
    const opens = (id: string) => page.getByRole('button', { name: `Flow: ${id}` })
    await opens(FLOW).click()
    const filter = page.getByRole('searchbox', { name: 'Filter Flows' })
    await expect(filter).toBeFocused()
    const items = page.getByRole('group', { name: 'Flows in this workspace' }).getByRole('menuitem')
    await expect(items).toHaveCount(100)
    await expect(page.getByText(/^1,9\d\d more Flows/)).toBeVisible()

    await page.keyboard.type('number 199')
    await expect(items).toHaveCount(12)
    await page.keyboard.type('9')
    await expect(items).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(opens('many/f1999/flow.yml')).toBeVisible()
    await expect(app.node('e1999')).toBeVisible()

    await opens('many/f1999/flow.yml').focus()
    await page.keyboard.press('Enter')
    await expect(filter).toBeFocused()
    await page.keyboard.type('f77')
    // The menu moves its focus a moment after each key.
    await page.keyboard.press('ArrowDown')
    await expect(items.nth(0)).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(items.nth(1)).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await expect(items.nth(0)).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await expect(filter).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(items.nth(0)).toBeFocused()
    // Typing on goes to the filter, wherever the focus is.
    await page.keyboard.type('3')
    await expect(filter).toHaveValue('f773')
    await expect(items).toHaveCount(1)
    await page.keyboard.press('ArrowDown')
    await expect(items.nth(0)).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(opens('many/f773/flow.yml')).toBeVisible()

    await opens('many/f773/flow.yml').click()
    await page.keyboard.type('no such flow')
    await expect(page.getByText('No Flow has "no such flow" in its name or path.')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(filter).toBeHidden()
  },
)

test(
  'Flows as JSON, behind links and in deep folders are opened; links that lead out are named',
  {
    tag: '@once',
  },
  async ({ app, page }) => {
    const deep = Array.from({ length: 25 }, (_, n) => `d${n}`).join('/')
    mkdirSync(join(app.workspace, deep), { recursive: true })
    const json = '{"jtype": "Flow", "executors": [{"name": "solo"}]}'
    app.write(`${deep}/flow.json`, json)
    symlinkSync(join(app.workspace, deep, 'flow.json'), join(app.workspace, 'alias.json'))
    symlinkSync('.', join(app.workspace, 'round'))
    const outside = mkdtempSync(join(tmpdir(), 'flowdeck-outside-'))
    writeFileSync(join(outside, 'flow.yml'), 'jtype: Flow\n')
    symlinkSync(outside, join(app.workspace, 'out'))
    await app.open(FLOW)
    await app.switchTo(`${deep}/flow.json`)
    await expect(app.node('solo')).toBeVisible()
    await app.switchTo('alias.json')
    await expect(app.node('solo')).toBeVisible()
    app.write(`${deep}/flow.json`, json.replace('solo', 'other'))
    await expect(app.node('other')).toBeVisible()
    await page.getByRole('button', { name: /^Flow: / }).click()
    await expect(page.getByText('Links that lead out of this folder are not followed: out.')).toBeVisible()
    rmSync(outside, { recursive: true })
  },
)
