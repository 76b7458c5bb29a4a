import { expect, type Locator, type Page } from '@playwright/test'

/** Middle of something on the screen, once it has come to rest: what was laid out anew glides. */
export async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  const middle = async () => {
    const box = await locator.boundingBox()
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  let at = await middle()
  await expect
    .poll(
      async () => {
        const before = at
        at = await middle()
        return at !== null && at.x === before?.x && at.y === before.y
      },
      { intervals: [40], message: 'it is on the screen and rests' },
    )
    .toBe(true)
  return at as { x: number; y: number }
}

/** A real drag with the mouse, in steps as a hand makes them. */
export async function drag(
  page: Page,
  from: { x: number; y: number },
  to: { x: number; y: number },
  { before, hold = false }: { before?: () => Promise<void>; hold?: boolean } = {},
): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + 8, from.y + 4, { steps: 3 })
  await page.mouse.move(to.x, to.y, { steps: 12 })
  await before?.()
  if (!hold) await page.mouse.up()
}

/** Where the canvas is scrolled to, and its zoom. */
export async function viewport(page: Page): Promise<{ x: number; y: number; zoom: number }> {
  return await page.locator('.react-flow__viewport').evaluate((element) => {
    const matrix = new DOMMatrix(getComputedStyle(element).transform)
    return { x: matrix.e, y: matrix.f, zoom: matrix.a }
  })
}

/** Position of a node in canvas units. */
export async function positionOf(node: Locator): Promise<{ x: number; y: number }> {
  return await node.evaluate((element) => {
    const matrix = new DOMMatrix(getComputedStyle(element.closest('.react-flow__node') ?? element).transform)
    return { x: Math.round(matrix.e), y: Math.round(matrix.f) }
  })
}

/** A point of the canvas where nothing lies: its lower left part. */
export async function emptySpot(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.getByRole('application', { name: 'Flow canvas' }).boundingBox()
  if (!box) throw new Error('no canvas')
  return { x: box.x + box.width * 0.35, y: box.y + 60 }
}

export function handle(page: Page, name: 'Output' | 'Input', of: string): Locator {
  return page.getByRole('img', { name: `${name} of ${of}`, exact: true })
}

/** The palette shows a Flow's own Executors first; until then its entries still move. */
export async function paletteOf(page: Page, first: string): Promise<void> {
  const entries = page.getByRole('complementary', { name: 'Palette' }).getByRole('button', { name: /^Add / })
  await expect(entries.first()).toHaveAccessibleName(`Add ${first}`)
}

/** Chooses in the picker of Executors, once it takes what is typed. */
export async function pick(page: Page, words: string): Promise<void> {
  const picker = page.getByRole('dialog', { name: 'Add an Executor' })
  await expect(picker.getByRole('combobox')).toBeFocused()
  await page.keyboard.insertText(words)
  await expect(picker.getByRole('option').first()).toContainText(words, { ignoreCase: true })
  await page.keyboard.press('Enter')
}
