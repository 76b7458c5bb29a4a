// Requests lost while a random replica is killed every second: node bench/kills.mjs [--seconds 75] [--replicas 2] [--seed 1]
// Two Executors in a chain, eight callers that post one document after another over gRPC.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Flow } from '../packages/runtime/dist/index.js'
import { readOptions } from './options.mjs'

const { seconds, replicas, seed } = readOptions(
  'node bench/kills.mjs: requests lost while a random replica is killed every second.',
  [
    ['seconds', 'COUNT', 75, 'how long'],
    ['replicas', 'COUNT', 2, 'of each Executor'],
    ['seed', 'NUMBER', 1, 'of the choice of replicas'],
  ],
)

/** A small generator of numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const folder = mkdtempSync(join(tmpdir(), 'flowdeck-kills-'))
const executor = (name) => `import { Executor } from '@flowdeck/runtime'
export class ${name} extends Executor {
  static override requests = { '/': 'work' }
  work({ docs }) { for (const doc of docs) doc.text += '${name}' }
}
`
writeFileSync(join(folder, 'a.ts'), executor('A'))
writeFileSync(join(folder, 'b.ts'), executor('B'))
writeFileSync(
  join(folder, 'flow.yml'),
  `jtype: Flow\nexecutors:\n${['a', 'b'].map((name) => `  - {name: ${name}, uses: ${name}.ts, replicas: ${replicas}}\n`).join('')}`,
)

const flow = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start()
const random = randomNumbers(seed)
const until = performance.now() + seconds * 1000
let [sent, kills, slowest] = [0, 0, 0]
const lost = new Map()

async function call(caller) {
  while (performance.now() < until) {
    const text = `${caller}-${sent++}`
    const began = performance.now()
    try {
      const [doc] = await flow.post('/', [{ text }])
      if (doc?.text !== `${text}AB`) throw new Error(`a wrong answer: ${doc?.text}`)
    } catch (thrown) {
      const message = thrown.message.slice(0, 160)
      lost.set(message, (lost.get(message) ?? 0) + 1)
    }
    slowest = Math.max(slowest, performance.now() - began)
    await pause(5)
  }
}

async function kill() {
  while (performance.now() < until) {
    await pause(1000)
    const alive = flow.run.pods.filter(({ role, pid }) => role === 'worker' && pid !== null)
    if (alive.length === 0) continue
    process.kill(alive[Math.floor(random() * alive.length)].pid, 'SIGKILL')
    kills++
  }
}

await Promise.all([kill(), ...Array.from({ length: 8 }, (_, caller) => call(caller))])
await flow.close()
rmSync(folder, { recursive: true })
const count = [...lost.values()].reduce((sum, one) => sum + one, 0)
console.log(
  `${count} of ${sent} requests lost in ${seconds} s with ${kills} kills (2 Executors, ${replicas} replicas each, seed ${seed}); the slowest took ${(slowest / 1000).toFixed(1)} s`,
)
for (const [message, times] of lost) console.log(`${times} × ${message}`)
process.exitCode = count > 0 ? 1 : 0
