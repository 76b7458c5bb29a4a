import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expandInspect, inspectModeOf, parseFlow, type FlowSpec, type YamlMap } from '@flowdeck/shared'
import { Flow } from '../src/flow/Flow.ts'
import { generateFlow } from './interop/generateFlow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')
const SEEDS = Array.from({ length: 120 }, (_, seed) => seed)
const FIXTURES = join(import.meta.dirname, '../../shared/test/fixtures/flow-yaml')
const fixtures = readdirSync(FIXTURES)

/** A Flow that Jina refuses, what its loader raises, and what we call it. */
const BROKEN: [text: string, raised: string, code: string][] = [
  ['jtype: Flow\nversion: "99"\nexecutors: []\n', 'BadYAMLVersion', 'bad-version'],
  ['jtype: Deployment\nwith: {name: a}\n', 'BadConfigSource', 'not-a-flow'],
  ['jtype: Flow\nexecutors: [\n', 'ParserError', 'yaml-syntax'],
  ['jtype: Flow\nexecutors:\n  a: 1\n', 'KeyError', 'executors-not-a-list'],
  ['jtype: Flow\nexecutors:\n  - 5\n', 'AttributeError', 'entry-not-a-map'],
  ['jtype: Flow\nexecutors:\n  - name: a-b\n', 'ValueError', 'bad-name'],
  ['jtype: Flow\nexecutors:\n  - name: a\n    needs: a\n', 'FlowTopologyError', 'self-needs'],
  [
    'jtype: Flow\nexecutors:\n  - name: a\n  - method: needs\n    needs: [a]\n',
    'FlowTopologyError',
    'needs-too-few',
  ],
  ['jtype: Flow\nexecutors:\n  - name: a\n  - method: inspect\n    needs: a\n', 'TypeError', 'inspect-needs'],
  ['jtype: Flow\nexecutors:\n  - name: a\n    replicas: many\n', 'SystemExit', 'wrong-type'],
  ['jtype: Flow\nexecutors:\n  - name: a\n    uses_: x\n', 'SystemExit', 'ambiguous-key'],
  ['jtype: Flow\nexecutors:\n  - name: a\n    protocol: ftp\n', 'SystemExit', 'bad-value'],
  ['jtype: Flow\nwith: {inspect: maybe}\nexecutors: []\n', 'SystemExit', 'bad-value'],
  [
    'jtype: Flow\nwith:\n  protocol: [grpc, http, websocket]\n  port: [1000, 2000]\nexecutors: []\n',
    'ValueError',
    'port-count',
  ],
  [
    'jtype: Flow\nexecutors:\n  - name: a\n    port: [1000, 2000, 3000]\n    replicas: 2\n',
    'ValueError',
    'port-count',
  ],
  [
    'jtype: Flow\nexecutors:\n  - name: a\n    protocol: http\n    shards: 2\n',
    'RuntimeError',
    'http-with-shards',
  ],
  ['jtype: Flow\nexecutors:\n  - name: a\n    protocol: websocket\n', 'RuntimeError', 'websocket-executor'],
]

const EVERY = 8
const REBUILT = SEEDS.filter((seed) => seed % EVERY === 0)

/** An inspection is of the last Executor: it has no `needs`. */
const inspectionOf = (written: YamlMap, name: string) => ({
  ...Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'needs')),
  name,
})

/** The same Executors, put together by a program: each after those that it waits for. */
function rebuild(text: string): Flow {
  const { spec } = parseFlow(text)
  let flow = new Flow(spec?.with)
  const left = new Set(spec?.executors)
  for (const there = new Set(['gateway']); left.size > 0;)
    for (const executor of left) {
      const { name, needs, method, written } = executor
      if (!needs.every((need) => there.has(need))) continue
      flow =
        method === 'inspect'
          ? flow.inspect(inspectionOf(written, name))
          : flow.add({ ...written, name, needs: [...needs] })
      there.add(name)
      left.delete(executor)
    }
  return flow
}

type Loaded =
  | {
      edges: Record<string, string[]>
      conditions: object
      addresses: Record<string, number>
      protocols: string[]
      /** What `save_config` writes of it. */
      saved: string
    }
  | { error: string }

describe.skipIf(python === null)("Jina's own loader and ours build the same Flow", () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-loader-'))
  const texts = [
    ...SEEDS.map(generateFlow),
    ...fixtures.map((name) => readFileSync(join(FIXTURES, name), 'utf8')),
    ...BROKEN.map(([text]) => text),
    ...REBUILT.map((seed) => rebuild(generateFlow(seed)).toYaml()),
  ]
  let theirs: Loaded[] = []
  // What Jina saves is not always what it loaded (it drops `needs` beside a floating Executor): it is asked what it makes of it.
  const saves: { text: string; loaded: Loaded }[] = []

  beforeAll(async () => {
    const paths = texts.map((text, i) => {
      const path = join(folder, `${i}.yml`)
      writeFileSync(path, text)
      return path
    })
    theirs = await load(python as string, paths)
    const saved = theirs
      .slice(0, SEEDS.length + fixtures.length)
      .flatMap((loaded, i) =>
        'saved' in loaded && (i % EVERY === 0 || i >= SEEDS.length) ? [loaded.saved] : [],
      )
    const files = saved.map((text, i) => {
      const path = join(folder, `saved-${i}.yml`)
      writeFileSync(path, text)
      return path
    })
    const reloaded = await load(python as string, files)
    saves.push(...saved.map((text, i) => ({ text, loaded: reloaded[i] as Loaded })))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const sameAs = (text: string, loaded: Loaded) => {
    if ('error' in loaded)
      throw new Error(`Jina refuses a Flow that should be good: ${loaded.error}\n${text}`)
    const { spec, graph } = parseFlow(text)
    const { saved: _, ...wanted } = loaded
    expect({ text, ...ours(spec as FlowSpec, graph?.edges, graph?.conditions) }).toEqual({ text, ...wanted })
    // The order of the keys is part of what Jina writes.
    expect(Object.keys(graph?.edges ?? {})).toEqual(Object.keys(loaded.edges))
  }

  test.each(SEEDS)('generated Flow %i', (seed) => {
    const text = texts[seed] as string
    const errors = parseFlow(text).issues.filter(({ severity }) => severity === 'error')
    expect({ text, errors }).toEqual({ text, errors: [] })
    sameAs(text, theirs[seed] as Loaded)
  })

  test.each(fixtures)('%s', (name) => {
    const at = SEEDS.length + fixtures.indexOf(name)
    const text = texts[at] as string
    const loaded = theirs[at] as Loaded
    if (!('error' in loaded)) return sameAs(text, loaded)
    const known: Record<string, string> = {
      BadYAMLVersion: 'bad-version',
      FileNotFoundError: 'py-modules-at-start',
    }
    expect(parseFlow(text).issues.map(({ code }) => code)).toContain(known[loaded.error] ?? loaded.error)
  })

  test('what `save_config` of Jina writes opens as the same Flow', () => {
    expect(saves.length).toBeGreaterThan(20)
    for (const { text, loaded } of saves) sameAs(text, loaded)
  })

  test.each(REBUILT)('generated Flow %i, made with add() and written by toYaml()', (seed) => {
    const text = texts.at(seed / EVERY - REBUILT.length) as string
    sameAs(text, theirs.at(seed / EVERY - REBUILT.length) as Loaded)
  })

  test.each(BROKEN)('both refuse %j, Jina with %s', (text, raised, code) => {
    expect(theirs[texts.lastIndexOf(text)]).toEqual({ error: raised })
    expect(parseFlow(text).issues.map((issue) => issue.code)).toContain(code)
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
