import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expandInspect, inspectModeOf, parseFlow, type FlowSpec } from '@flowdeck/shared'
import { generateFlow } from './interop/generateFlow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')
const SEEDS = Array.from({ length: 120 }, (_, seed) => seed)
const BROKEN = [
  'jtype: Flow\nversion: "99"\nexecutors: []\n',
  'jtype: Flow\nexecutors:\n  - name: a-b\n',
  'jtype: Flow\nexecutors:\n  - name: a\n    needs: a\n',
  'jtype: Flow\nexecutors:\n  - name: a\n    replicas: many\n',
  'jtype: Flow\nexecutors: [\n',
]

type Loaded =
  | {
      edges: Record<string, string[]>
      conditions: object
      addresses: Record<string, number>
      protocols: string[]
    }
  | { error: string }

describe.skipIf(python === null)("Jina's own loader and ours build the same Flow", () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-loader-'))
  const texts = [...SEEDS.map(generateFlow), ...BROKEN]
  let theirs: Loaded[] = []

  beforeAll(async () => {
    const paths = texts.map((text, i) => {
      const path = join(folder, `${i}.yml`)
      writeFileSync(path, text)
      return path
    })
    // One load takes the better part of a second: both cores.
    const half = Math.ceil(paths.length / 2)
    const parts = [paths.slice(0, half), paths.slice(half)]
    theirs = (await Promise.all(parts.map((part) => load(python as string, part)))).flat()
  }, 180_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(SEEDS)('generated Flow %i', (seed) => {
    const text = texts[seed] as string
    const loaded = theirs[seed] as Loaded
    if ('error' in loaded)
      throw new Error(`Jina refuses a Flow that should be good: ${loaded.error}\n${text}`)
    const { spec, graph, issues } = parseFlow(text)
    expect({ text, errors: issues.filter(({ severity }) => severity === 'error') }).toEqual({
      text,
      errors: [],
    })
    expect({ text, ...ours(spec as FlowSpec, graph?.edges, graph?.conditions) }).toEqual({ text, ...loaded })
    // The order of the keys is part of what Jina writes.
    expect(Object.keys(graph?.edges ?? {})).toEqual(Object.keys(loaded.edges))
  })

  test.each(BROKEN)('both refuse %j', (text) => {
    const loaded = theirs[texts.indexOf(text)] as Loaded
    expect(loaded).toHaveProperty('error')
    const { issues } = parseFlow(text)
    expect(issues.some(({ severity }) => severity === 'error')).toBe(true)
  })
})

function ours(spec: FlowSpec, edges: object | undefined, conditions: object | undefined) {
  const running = expandInspect(spec.executors, inspectModeOf(spec.with))
  const addresses = running.map(({ name, external, shards, replicas }): [string, number] => [
    name,
    external || shards > 1 ? 1 : replicas,
  ])
  return {
    edges: { ...edges },
    conditions: { ...conditions },
    addresses: Object.fromEntries(addresses),
    protocols: spec.gateway.protocols.map((protocol) => protocol.toUpperCase()),
  }
}

function load(interpreter: string, paths: string[]): Promise<Loaded[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      interpreter,
      [join(import.meta.dirname, 'interop', 'loader.py')],
      { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, JINA_OPTOUT_TELEMETRY: 'true' } },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr))
        else resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as Loaded[])
      },
    )
    child.stdin?.end(JSON.stringify(paths))
  })
}
