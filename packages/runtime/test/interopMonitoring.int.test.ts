import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import { PortAllocator } from '../src/flow/ports.ts'
import { readMetrics } from './interop/readMetrics.ts'
import { startJina } from './interop/startJina.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

const PODS = ['gateway', 'parts/head', 'parts/shard-0', 'last'] as const
type Pod = (typeof PODS)[number]

/** Asked of both one after the other; before the first and after each one their pages are compared. */
const QUESTIONS = [
  { endpoint: '/echo', docs: 2 },
  { endpoint: '/fail', docs: 1 },
  { endpoint: '/nowhere', docs: 1 },
  { endpoint: '/batch', docs: 5 },
]

/** A Flow behind a Head and in front of it, with written ports for its metrics. */
const flowAt = (
  port: number,
  metrics: Record<Pod, number> & { other: number },
  uses: (name: string) => string,
) =>
  `jtype: Flow
with: {monitoring: true, port: ${port}, port_monitoring: ${metrics.gateway}}
executors:
  - {name: parts, ${uses('Part')}, shards: 2, polling: ALL, port_monitoring: [${metrics['parts/head']}, ${metrics['parts/shard-0']}, ${metrics.other}]}
  - {name: last, ${uses('Last')}, port_monitoring: ${metrics.last}}
`

/** What can be compared: names, help, types, labels, and numbers of what happened; not how long or how large it was, or when. */
function comparable(page: string) {
  const own = Object.entries(readMetrics(page)).filter(([name]) => name.startsWith('jina_'))
  const numberOf = (sample: string, value: number) => (/_(sum|created)\{/.test(sample) ? value >= 0 : value)
  return Object.fromEntries(
    own.map(([name, { samples, ...metric }]) => [
      name,
      {
        ...metric,
        samples: Object.fromEntries(
          Object.entries(samples).map(([sample, value]) => [sample, numberOf(sample, value)]),
        ),
      },
    ]),
  )
}

describe.skipIf(python === null)('asked the same in the same run, a Flow shows what Jina’s shows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-monitoring-'))
  const closing: (() => Promise<void>)[] = []
  const pages = { ours: new Map<string, object>(), theirs: new Map<string, object>() }

  beforeAll(async () => {
    for (const name of ['measured.py', 'measured.ts'])
      cpSync(join(import.meta.dirname, 'interop', name), join(folder, name))
    const allocator = new PortAllocator([])
    const port = () => allocator.allocate('127.0.0.1')
    const placed = async () => ({
      port: await port(),
      metrics: {
        ...Object.fromEntries(await Promise.all(PODS.map(async (pod) => [pod, await port()]))),
        other: await port(),
      } as Record<Pod | 'other', number>,
    })
    const at = { ours: await placed(), theirs: await placed() }
    const write = (
      name: string,
      { port: gateway, metrics }: typeof at.ours,
      uses: (name: string) => string,
    ) => writeFileSync(join(folder, name), flowAt(gateway, metrics, uses))
    write('ours.yml', at.ours, (name) => `uses: "measured.ts:${name}"`)
    write('theirs.yml', at.theirs, (name) => `uses: ${name}, py_modules: measured.py`)
    const [ours, theirs] = await Promise.all([
      Flow.loadConfig(join(folder, 'ours.yml')).then((flow) => flow.start()),
      startJina(python as string, ['flow', '--uses', 'theirs.yml'], {
        servers: [{ protocol: 'grpc', port: at.theirs.port }],
        cwd: folder,
      }),
    ])
    closing.push(
      () => ours.close(),
      () => theirs.close(),
    )
    const look = async (moment: string) => {
      for (const side of ['ours', 'theirs'] as const)
        for (const pod of PODS) {
          const answer = await fetch(`http://127.0.0.1:${at[side].metrics[pod]}/metrics`)
          pages[side].set(`${pod} ${moment}`, comparable(await answer.text()))
        }
    }
    await look('before')
    for (const { endpoint, docs } of QUESTIONS) {
      for (const side of ['ours', 'theirs'] as const) {
        const client = new Client({ port: at[side].port })
        const asked = Array.from({ length: docs }, (_, i) => ({ id: String(i), text: 'a' }))
        // What fails is a question, too.
        await client.post(endpoint, asked).then(null, () => {})
        client.close()
      }
      await look(endpoint)
    }
  }, 120_000)
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()))
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(
    PODS.flatMap((pod) =>
      ['before', ...QUESTIONS.map(({ endpoint }) => endpoint)].map((moment) => [pod, moment] as const),
    ),
  )('on the page of %s: %s', (pod, moment) => {
    const theirs = pages.theirs.get(`${pod} ${moment}`)
    expect(Object.keys(theirs ?? {}).length).toBeGreaterThan(5)
    expect(pages.ours.get(`${pod} ${moment}`)).toEqual(theirs)
  })
})
