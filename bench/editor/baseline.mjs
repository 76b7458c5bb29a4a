import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { spent } from './page.mjs'

const FILE = new URL('../editor.baseline.json', import.meta.url)
/** A row that takes this many times what it took when the baseline was written is a regression, also within its budget. */
export const TOLERANCE = 1.3

/** Processor time in ms that this machine takes now for work that never changes: objects, text and layout, as the editor has them. */
export async function yardstick(editor) {
  const rounds = []
  for (let i = 0; i < 5; i++)
    rounds.push((await spent(editor, async () => await editor.page.evaluate(work))).cpu)
  return rounds.toSorted((a, b) => a - b)[2]
}

function work() {
  const made = Array.from({ length: 60_000 }, (_, i) => ({
    id: `e${(i * 7919) % 60_000}`,
    at: { x: i, y: -i },
  }))
  const sorted = made.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const text = JSON.stringify(sorted)
  const box = document.createElement('div')
  box.style.cssText = 'position:absolute;inset:0;overflow:hidden;visibility:hidden'
  box.innerHTML = sorted
    .slice(0, 1500)
    .map(({ id }) => `<div style="display:flex;padding:2px"><span>${id}</span><b>${text.length}</b></div>`)
    .join('')
  document.body.append(box)
  const height = box.scrollHeight
  box.remove()
  return height
}

/** What of a row is the same in every run: processor time, or a size. Null for what waits for timers and frames. */
function steady({ cpu, unit, value }) {
  if (cpu !== null) return { amount: cpu, time: true }
  return unit === 'KB' || unit === 'MB' ? { amount: value, time: false } : null
}

export function saveBaseline(rows, ms) {
  const kept = Object.fromEntries(
    rows.flatMap((row) => {
      const found = steady(row)
      return found ? [[row.what, Number(found.amount.toFixed(2))]] : []
    }),
  )
  writeFileSync(FILE, `${JSON.stringify({ yardstick: Number(ms.toFixed(1)), rows: kept }, null, 2)}\n`)
}

/** How many times its baseline each row takes, by its name; times are taken relative to the yardstick of both runs. */
export function againstBaseline(rows, ms) {
  const baseline = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : { yardstick: ms, rows: {} }
  return new Map(
    rows.flatMap((row) => {
      const found = steady(row)
      const before = baseline.rows[row.what]
      if (!found || before === undefined) return []
      return [[row.what, found.amount / before / (found.time ? ms / baseline.yardstick : 1)]]
    }),
  )
}
