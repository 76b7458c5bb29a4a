import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ORACLE } from '../../packages/shared/test/fixtures/oracle.ts'
import { expect, test } from './app.ts'
import { dropFile, screen } from './screen.ts'

const FOLDER = join(import.meta.dirname, '../../packages/shared/test/fixtures/flow-yaml')
const FILES = readdirSync(FOLDER).filter((file) => /\.ya?ml$/.test(file))

const onCanvas = (name: string) =>
  name === 'start-gateway' ? 'gateway-entry' : name === 'end-gateway' ? 'gateway-exit' : name

test('every Flow of the wild that is dropped is drawn as Jina builds it, or the page says with the line why not', async ({
  app,
  page,
}) => {
  test.setTimeout(180_000)
  const crashes: string[] = []
  page.on('pageerror', ({ message }) => crashes.push(message))
  await app.open('hello/flow.yml')
  await expect(app.node('foo')).toBeVisible()
  expect(FILES.length).toBe(Object.keys(ORACLE).length)
  for (const name of FILES)
    await test.step(name, async () => {
      const wanted = ORACLE[name]
      if (!wanted) throw new Error(`nobody asked Jina about ${name}`)
      await dropFile(page, name, readFileSync(join(FOLDER, name), 'utf8'))
      await page.getByRole('dialog').getByRole('button', { name: 'Replace this Flow' }).click()
      await expect(page.getByRole('dialog')).toBeHidden()
      if ('error' in wanted) {
        await page.getByRole('tab', { name: /^Problems/ }).click()
        const problem = screen(page).problems.getByRole('listitem').filter({ hasText: wanted.error })
        await expect(problem.first()).toContainText(/line \d+/)
        return
      }
      const edges = Object.entries(wanted.edges).flatMap(([from, targets]) =>
        targets.map((to) => `Edge from ${onCanvas(from)} to ${onCanvas(to)}`),
      )
      if (edges.length === 0) return
      const drawn = page.getByRole('img', { name: /^Edge from / })
      await expect
        .poll(async () => {
          // Only what is in view is in the page.
          await page.locator('.canvas').press('1')
          return await drawn.evaluateAll((all) =>
            all.map((edge) => edge.getAttribute('aria-label') ?? '').sort(),
          )
        })
        .toEqual(edges.sort())
    })
  expect(crashes).toEqual([])
})
