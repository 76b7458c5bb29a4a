import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app.ts'
import { changedLines, saved, setField } from './screen.ts'

const CORPUS = join(import.meta.dirname, '../../packages/shared/test/fixtures/corpus')

/** The nastiest files of the corpus: an edit of the form, one of the canvas, and the lines that each may touch. */
const NASTY = [
  { file: 'comment-everywhere.yml', field: ['a', '    replicas: 5'], removed: [] },
  { file: 'bytes-crlf-bom.yml', field: ['a', '    replicas: 5\r'], removed: [] },
  { file: 'anchor-merge.yml', field: ['a', '    replicas: 5'], removed: [] },
  {
    file: 'form-aligned-colons.yml',
    field: ['a', '    replicas : 5         # how many'],
    removed: ['    replicas : 2         # how many'],
  },
  { file: 'scalar-literal.yml', field: ['a', '    replicas: 5'], removed: ['    replicas: 2'] },
  {
    file: 'flow-trailing-commas.yml',
    field: ['a', '  {name: a, uses: x, replicas: 5,},'],
    removed: ['  {name: a, uses: x,},'],
  },
] as const

for (const { file, field, removed } of NASTY)
  test(
    `[row 44] ${file}: a field and an added Executor change their own lines only`,
    { tag: '@once' },
    async ({ app, page }) => {
      const before = readFileSync(join(CORPUS, file), 'utf8')
      const path = `hello/${file}`
      app.write(path, before)
      await app.open(path)
      await app.node(field[0]).click()
      await setField(page, 'replicas', '5')
      const changed = await saved(app, path)
      expect(changedLines(before, changed)).toEqual({ added: [field[1]], removed: [...removed] })

      // On the canvas: a copy, and away with it again.
      await page.keyboard.press('Escape')
      await app.node(field[0]).click()
      await page.keyboard.press('ControlOrMeta+d')
      await expect(app.node(`${field[0]}1`)).toBeVisible()
      const copied = await saved(app, path)
      expect(changedLines(changed, copied).removed).toEqual([])
      await app.node(`${field[0]}1`).click()
      await page.keyboard.press('Delete')
      await expect(app.node(`${field[0]}1`)).toBeHidden()
      // What the copy made explicit (`needs`) may stay; nothing else was touched, and undo leaves no trace at all.
      expect(changedLines(copied, await saved(app, path)).added).toEqual([])
      await page.keyboard.press('ControlOrMeta+z')
      await expect(app.node(`${field[0]}1`)).toBeVisible()
      await page.keyboard.press('ControlOrMeta+z')
      await expect(app.node(`${field[0]}1`)).toBeHidden()
      expect(await saved(app, path)).toBe(changed)
    },
  )
