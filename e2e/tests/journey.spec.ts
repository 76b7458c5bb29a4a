import type { Page } from '@playwright/test'
import { expect, test } from './app.ts'
import { pick } from './canvas.ts'
import { field, screen } from './screen.ts'

const grid = (page: Page) => page.getByRole('treegrid', { name: 'Outline of the Flow' })
const row = (page: Page, name: string) => grid(page).getByRole('row', { name: new RegExp(`^${name}(,|: )`) })

/** Everything that the live region says from now on. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said, saidAt: performance.now() })
    const region = document.getElementById('live-region')
    if (!region) throw new Error('no live region')
    new MutationObserver(() => {
      const text = region.textContent ?? ''
      if (text === '') return
      said.push(text)
      Object.assign(window, { saidAt: performance.now() })
    }).observe(region, { childList: true, characterData: true, subtree: true })
  })
  return async () => await page.evaluate(() => (window as unknown as { said: string[] }).said)
}

/** Waits until the last sentence was heard out: what comes before that waits, and may be overtaken. */
async function heardOut(page: Page): Promise<void> {
  await page.waitForFunction(
    () => performance.now() - (window as unknown as { saidAt: number }).saidAt > 2100,
  )
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden()
}

async function tabTo(page: Page, control: ReturnType<Page['locator']>): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (await control.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never came to the control')
}

async function goToDrawer(page: Page): Promise<void> {
  const there = () => page.evaluate(() => document.activeElement?.closest('#region-drawer') != null)
  for (let step = 0; step < 7 && !(await there()); step++) await page.keyboard.press('F6')
  expect(await there()).toBe(true)
}

test(
  '[row 53] the whole journey in the outline without a pointer, as a screen reader hears it',
  { tag: '@once' },
  async ({ app, page }) => {
    test.setTimeout(150_000)
    await app.open('hello/flow.yml')
    await expect(screen(page).run).toBeVisible()
    await command(page, 'New Flow')
    await page.keyboard.type('hello/heard.yml')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Flow: hello/heard.yml' })).toBeVisible()
    await page.keyboard.press('ControlOrMeta+Shift+o')
    await expect(grid(page)).toBeVisible()
    const heard = await listen(page)
    const says = (words: string | RegExp) =>
      expect.poll(async () => (await heard()).join('\n'), { timeout: 20_000 }).toMatch(words)

    const goToTable = async () => {
      for (let step = 0; step < 7; step++) {
        await page.keyboard.press('F6')
        if (await grid(page).evaluate((element) => element.contains(document.activeElement))) return
      }
      throw new Error('F6 never came to the outline')
    }
    const add = async (name: string) => {
      await goToTable()
      await page.keyboard.press('n')
      await pick(page, 'foo')
      await expect(field(page, 'name')).toBeFocused()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(name)
      await page.keyboard.press('Enter')
      await expect(row(page, name)).toBeVisible()
    }
    // The fork: the second is wired from the entry, because the Gateway's row has the focus.
    await add('left')
    await goToTable()
    await page.keyboard.press('Home')
    await expect(row(page, 'Gateway')).toBeFocused()
    await add('right')
    await expect(row(page, 'right')).toHaveAccessibleName(/waits for gateway, leads/)
    await add('end')
    await expect(row(page, 'end')).toHaveAccessibleName(/waits for right/)
    await says(/Added foo.*/)

    // A field: what cannot be is said, what is typed then holds.
    await goToTable()
    await expect(row(page, 'end')).toBeFocused()
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.type('0')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: 'replicas lies between' })).toBeVisible()
    await page.keyboard.press('Backspace')
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    await says('Set replicas of end: done')

    // The problem is that nobody waits for the left branch; its repair closes the diamond.
    await command(page, 'Show the problems')
    const fix = screen(page).problems.getByRole('button', { name: 'Let "end" wait for it too' })
    await expect(fix).toBeVisible()
    await goToDrawer(page)
    await tabTo(page, fix)
    await page.keyboard.press('Enter')
    await expect(page.getByText('No problems. The Flow can start.')).toBeVisible()
    await says('Let "end" wait for it too: done')
    await expect(row(page, 'end')).toHaveAccessibleName(/waits for (left, right|right, left)/)

    await goToTable()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Start' })).toBeFocused()
    await heardOut(page)
    await page.keyboard.press('Enter')
    await app.ready()
    // That it is starting is left out when it is ready before that could be said.
    await says(/The Flow is ready: \d+ Pods/)

    await command(page, 'Show the playground')
    await goToDrawer(page)
    await tabTo(page, page.getByRole('combobox', { name: 'Endpoint' }))
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('/bar')
    await tabTo(page, page.getByRole('textbox', { name: 'Text of document 1' }))
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('heard')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(screen(page).answer).toContainText('heard foo was here')
    await says('Answer: 1 document, heard foo was here')
    await page.keyboard.press('ControlOrMeta+.')
    await says('The Flow is stopped')

    const transcript = await heard()
    const order = ['Added ', 'Set replicas', 'is ready', 'Answer: 1', 'is stopped'].map((words) =>
      transcript.findIndex((text) => text.includes(words)),
    )
    expect(order.every((at) => at >= 0)).toBe(true)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  },
)

test(
  '[row 54] what is deleted in the outline leaves the focus on its neighbour',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open('hello/flow.yml')
    await expect(app.node('foo')).toBeVisible()
    await page.keyboard.press('ControlOrMeta+Shift+o')
    await row(page, 'shout').locator('[data-column="name"]').click()
    await page.keyboard.press('Delete')
    await expect(row(page, 'shout')).toBeHidden()
    await expect(row(page, 'foo')).toBeFocused()
  },
)

test(
  '[row 55] a link is drawn in the outline by keyboard, announced, and Escape cancels it',
  { tag: '@once' },
  async ({ app, page }) => {
    app.write(
      'hello/pair.yml',
      'jtype: Flow\nexecutors:\n  - name: encoder\n  - name: indexer\n    needs: gateway\n',
    )
    await app.open('hello/pair.yml')
    await expect(app.node('encoder')).toBeVisible()
    await page.keyboard.press('ControlOrMeta+Shift+o')
    const heard = await listen(page)
    const said = async () => (await heard()).join('\n')
    await row(page, 'encoder').locator('[data-column="name"]').click()
    await page.keyboard.press('l')
    await expect.poll(said).toContain('Linking from encoder')
    await page.keyboard.press('Escape')
    await expect.poll(said).toContain('Linking cancelled')
    await page.keyboard.press('l')
    await page.keyboard.press('ArrowDown')
    await expect(row(page, 'indexer')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect.poll(said).toContain('Linked encoder to indexer.')
    await expect(row(page, 'indexer')).toHaveAccessibleName(/waits for gateway, encoder|waits for encoder/)
  },
)

test('[row 56] a node and a row say name, kind, state, replicas, both sides and problems', async ({
  app,
  page,
}) => {
  app.write(
    'hello/told.yml',
    'jtype: Flow\nexecutors:\n  - name: a\n    uses: foo.ts\n  - name: b\n    uses: foo.ts\n    replicas: 2\n    replicass: 1\n',
  )
  await app.open('hello/told.yml')
  const parts = /^b, Executor foo\.ts, TypeScript Executor, 2 Pods, waits for a, leads to gateway, 1 problem/
  await expect(app.node('b')).toHaveAccessibleName(parts)
  await expect(app.node('b')).toHaveAccessibleDescription(/not running/)
  await app.start()
  await expect(app.node('b')).toHaveAccessibleDescription(/^ready, 2 of 2 ready/)
  await page.keyboard.press('ControlOrMeta+Shift+o')
  await expect(row(page, 'b')).toHaveAccessibleName(parts)
  await expect(row(page, 'b')).toHaveAccessibleName(/ready, 2 of 2 ready$/)
})
