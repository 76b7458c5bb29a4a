// From Start to all ready for the hello example, and the memory of an idle Pod.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Flow } from '../packages/runtime/dist/index.js'
import { ROOT, median } from './lib.mjs'
import { readOptions } from './options.mjs'

const { rounds: ROUNDS } = readOptions(
  'node bench/start.mjs: from Start to all ready for the hello example, and the memory of an idle Pod.',
  [['rounds', 'COUNT', 7, 'starts']],
)
const kb = (pid, field) =>
  Number(
    new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0,
  )

const seconds = []
let memory = []
for (let round = 0; round < ROUNDS; round++) {
  const description = await Flow.loadConfig(join(ROOT, 'examples/hello/flow.yml'))
  const started = performance.now()
  const flow = await description.start()
  seconds.push((performance.now() - started) / 1000)
  memory = flow.run.pods.map(({ id, pid }) => ({
    id,
    rss: kb(pid, 'Rss') / 1024,
    pss: kb(pid, 'Pss') / 1024,
  }))
  await flow.close()
}
console.log(`hello, Start to all ready: median ${median(seconds).toFixed(2)} s of ${ROUNDS} (aim ≤ 1.0)`)
for (const { id, rss, pss } of memory)
  console.log(`${id.padEnd(14)} idle: ${rss.toFixed(0)} MiB resident, ${pss.toFixed(0)} MiB proportional`)
