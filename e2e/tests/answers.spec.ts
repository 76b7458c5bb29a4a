import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './app.ts'
import { screen, send } from './screen.ts'

/** Answers with as many documents as the first one's text says, each so many characters long. */
const MANY = `export class Many { static requests = { '/many': 'many' }
  many({ docs }) {
    const [count, size] = docs[0].text.split(' ').map(Number)
    return Array.from({ length: count }, (_, i) => ({ text: 'document ' + (i + 1) + ' ' + 'x'.repeat(size) }))
  } }`

test.beforeEach(({ app }) => {
  app.write('hello/many.ts', MANY)
  app.write('hello/many.yml', 'jtype: Flow\nexecutors:\n  - name: many\n    uses: many.ts\n')
})

test('[row 66] 10,000 documents of 20 MB: what is in view is drawn, and all of it is saved', async ({
  app,
  page,
}) => {
  await app.open('hello/many.yml')
  await app.start()
  await send(app, '/many', '10000 2000')
  const { answer } = screen(page)
  await expect(answer).toContainText('10,000 documents')
  const cards = answer.getByRole('list', { name: 'Documents of answer 1' }).getByRole('listitem')
  await expect(cards.first()).toContainText('document 1 ')
  await expect(answer.getByRole('note')).toContainText('Save gets it whole')
  // Only what is in view is in the page, wherever one is.
  expect(await cards.count()).toBeLessThan(60)
  await answer.getByRole('listitem').first().hover()
  await page.mouse.wheel(0, 1_000_000)
  await expect(cards.first()).not.toContainText('document 1 ')
  expect(await cards.count()).toBeLessThan(60)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    answer.getByRole('button', { name: 'Save' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('many-answer.json')
  const text = readFileSync(await download.path(), 'utf8')
  expect(text.length).toBeGreaterThan(20_000_000)
  const [whole] = JSON.parse(text) as { docs: { text: string }[] }[]
  expect(whole?.docs).toHaveLength(10_000)
  expect(whole?.docs[9999]?.text).toBe(`document 10000 ${'x'.repeat(2000)}`)
})

test(
  '[row 66] an answer that this page has whole is saved as it came',
  { tag: '@once' },
  async ({ app, page }) => {
    await app.open('hello/many.yml')
    await app.start()
    await send(app, '/many', '120 3')
    const { answer } = screen(page)
    await expect(answer).toContainText('120 documents')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      answer.getByRole('button', { name: 'Save' }).click(),
    ])
    const [whole] = JSON.parse(readFileSync(await download.path(), 'utf8')) as { docs: { text: string }[] }[]
    expect(whole?.docs.map(({ text }) => text)).toEqual(
      Array.from({ length: 120 }, (_, i) => `document ${i + 1} xxx`),
    )
  },
)

test('[row 67] history restores a request and its answer after a reload, and compares two', async ({
  app,
  page,
}) => {
  await app.open('hello/many.yml')
  await app.start()
  const { answer } = screen(page)
  for (const text of ['1 0', '2 0']) {
    await send(app, '/many', text)
    await expect(answer).toContainText(text === '1 0' ? '1 document' : '2 documents')
    // The documents stream in; the request ends after the last.
    await expect(answer).toContainText('OK')
  }
  await page.reload()
  await app.switchTo('hello/many.yml')
  await page.getByRole('tab', { name: 'Playground' }).click()
  // The newest is shown by itself; the older one with one click, its request in the form.
  await expect(answer).toContainText('document 2')
  await page.getByRole('button', { name: /^History/ }).click()
  await page.getByRole('button', { name: '/many 1 0' }).click()
  await expect(answer).toContainText('document 1')
  await expect(answer).not.toContainText('document 2')
  await expect(page.getByRole('textbox', { name: 'Text of document 1' })).toHaveValue('1 0')
  await expect(page.getByRole('combobox', { name: 'Endpoint' })).toHaveValue('/many')

  await answer.getByRole('button', { name: 'Compare with…' }).click()
  await page.getByRole('menuitem', { name: '/many 2 0' }).click()
  const differences = page
    .getByRole('dialog', { name: 'Compare two answers' })
    .getByRole('group', { name: 'Differences' })
  await expect(differences).toContainText('−      "text": "document 2 "')
  await expect(differences).toContainText('+        "text": "1 0"')
})

test(
  '[row 65] an answer with 10,000 routes is a waterfall of which only what is in view is in the page',
  {
    tag: '@once',
  },
  async ({ app, page }) => {
    const gateway = createServer((request, reply) => {
      request.resume().on('end', () => {
        const routes = Array.from({ length: 10_000 }, (_, i) => ({
          executor: `hop${i}`,
          startTime: new Date(1_700_000_000_000 + i).toISOString(),
          endTime: new Date(1_700_000_000_000 + i + 5).toISOString(),
        }))
        reply.setHeader('content-type', 'application/json')
        const answer = {
          header: { requestId: 'r' },
          parameters: {},
          routes,
          data: [{ id: 'd', text: 'done' }],
        }
        reply.end(JSON.stringify(request.url === '/dry_run' ? { code: 0, description: '' } : answer))
      })
    }).listen(0, '127.0.0.1')
    await once(gateway, 'listening')
    const { port } = gateway.address() as AddressInfo
    try {
      await app.open('hello/many.yml')
      const { run, answer } = screen(page)
      await run.getByRole('button', { name: 'Other ways to run' }).click()
      await page.getByRole('menuitem', { name: 'Attach to a Gateway…' }).click()
      await page.getByRole('textbox', { name: 'Address of the Gateway' }).fill(`http://127.0.0.1:${port}`)
      await page.keyboard.press('Enter')
      await expect(run.getByRole('status')).toHaveText('attached · ready')
      await send(app, '/many', 'hello')
      await answer.getByRole('tab', { name: 'Trace' }).click()
      const bars = answer.getByRole('list', { name: /^Time per Executor/ }).getByRole('listitem')
      await expect(bars.first()).toContainText(/hop0 .*5.* ms/)
      expect(await bars.count()).toBeLessThan(80)
      await expect(bars.first()).toHaveAttribute('aria-setsize', '10000')
      await bars.first().hover()
      await page.mouse.wheel(0, 1_000_000)
      await expect(bars.last()).toContainText('hop9999')
      expect(await bars.count()).toBeLessThan(80)
    } finally {
      gateway.close()
    }
  },
)
