import { gzipSync } from 'node:zlib'
import { expect, test } from './app.ts'

const BUDGET_KIB = 350

test(
  'what the canvas needs weighs no more than its budget, and the rest comes while the page is idle',
  { tag: '@once' },
  async ({ app, page }) => {
    const scripts: string[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.url())
    })
    const first = (await (await page.request.get(new URL('/', app.url).href)).text()).matchAll(
      /(?:src|href)="([^"]+\.js)"/g,
    )
    const urls = [...first].map(([, path = '']) => new URL(path, app.url).href)
    const bodies = await Promise.all(urls.map(async (url) => (await page.request.get(url)).body()))
    const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
    expect(bytes / 1024).toBeLessThan(BUDGET_KIB)

    await app.open('hello/flow.yml')
    expect(scripts.slice(0, urls.length).toSorted()).toEqual(urls.toSorted())
    // Once it is there, the server may go: the dialog opens all the same.
    await expect.poll(() => scripts.some((url) => url.includes('ShortcutSheet'))).toBe(true)
    await app.stopServer('SIGKILL')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  },
)
