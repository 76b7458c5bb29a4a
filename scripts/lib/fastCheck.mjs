// What tests get as `fast-check` (vitest.config.ts): the same values in every run, unless `npm run fuzz` asks for new ones.
import { createRequire } from 'node:module'

const fc = createRequire(import.meta.url)('fast-check')

/** Rare finds are for `npm run fuzz`: a change must not fail because of what it did not touch. */
const SEED = 16
/** How often fast-check tries a property that does not say. */
const USUAL_RUNS = 100
const times = Number(process.env.FLOWDECK_FUZZ ?? 0)

/** `fc.assert` with a fixed seed; in a fuzz run with a new one, and that many times more values. */
function assert(property, parameters = {}) {
  if (times === 0) return fc.assert(property, { seed: SEED, ...parameters })
  const { seed: _, numRuns = USUAL_RUNS, ...others } = parameters
  return fc.assert(property, { ...others, numRuns: numRuns * times })
}

export default { ...fc, assert }
