import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const FILE = new URL('../editor.baseline.json', import.meta.url)
/** A row that takes this many times what it took when the baseline was written is a regression, also within its budget. */
export const TOLERANCE = 1.3

/** What of a row hardly changes from run to run on one machine: processor time of a frame, or a size; null for all else. */
function steady({ p50, cpu, unit, value }) {
  if (p50 !== null && cpu !== null) return cpu
  return unit === 'KB' || unit === 'MB' ? value : null
}

export function saveBaseline(rows) {
  const kept = rows.flatMap((row) => {
    const amount = steady(row)
    return amount === null ? [] : [[row.what, Number(amount.toPrecision(3))]]
  })
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
}

/** How many times its baseline each row takes, by its name. */
export function againstBaseline(rows) {
  const baseline = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}
  return new Map(
    rows.flatMap((row) => {
      const amount = steady(row)
      const before = baseline[row.what]
      return amount === null || before === undefined ? [] : [[row.what, amount / before]]
    }),
  )
}
