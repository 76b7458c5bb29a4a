import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DocarrayGeneration, GraphEdges, JsonObject, YamlValue } from '@flowdeck/shared'
import { readDocuments, writeDocuments } from '../src/data/documents.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from '../src/data/envelope.ts'
import { readStruct, RESULTS, writeStruct } from '../src/data/parameters.ts'
import { readRoute, readStatus } from '../src/data/status.ts'
import { Flow } from '../src/flow/Flow.ts'
import { discoverEndpoints } from '../src/gateway/discovery.ts'
import { runTopology } from '../src/gateway/runTopology.ts'
import { buildTopology } from '../src/gateway/TopologyGraph.ts'
import { Cancellation } from '../src/transport/Cancellation.ts'
import { askPython } from './interop/askPython.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

interface JoinCase {
  name: string
  graph: GraphEdges
  noReduce?: string[]
  conditions?: Record<string, YamlValue>
  endpoint?: string
  target?: string
  parameters?: JsonObject
  /** Asked with docarray v1 alone: Jina's v2 Gateway does not start with it, or answers it by chance. */
  v1Only?: boolean
}

/** `foo` and the raw request meet in `bar`. */
const RAW: GraphEdges = { foo: ['bar'], 'start-gateway': ['foo', 'bar'], bar: ['end-gateway'] }
/** A join behind a join, which both take the raw request. */
const TWICE: GraphEdges = {
  foo: ['bar'],
  'start-gateway': ['foo', 'bar', 'baz'],
  bar: ['baz'],
  baz: ['end-gateway'],
}
/** Two joins side by side, of which one comes later. */
const BESIDE: GraphEdges = {
  foo: ['bar'],
  'start-gateway': ['foo', 'slow', 'bar', 'baz'],
  slow: ['baz'],
  bar: ['last'],
  baz: ['last'],
  last: ['end-gateway'],
}
const DIAMOND: GraphEdges = {
  foo: ['bar'],
  'start-gateway': ['foo', 'slow'],
  slow: ['bar'],
  bar: ['end-gateway'],
}
const THREE: GraphEdges = { ...DIAMOND, 'start-gateway': ['bar', 'foo', 'slow'] }
const own = { all: 1, foo__own: 2 }

const CASES: JoinCase[] = [
  { name: 'the raw request and an Executor', graph: RAW },
  { name: 'the same with no_reduce', graph: RAW, noReduce: ['bar'] },
  { name: 'the other order', graph: { ...RAW, 'start-gateway': ['bar', 'foo'] }, noReduce: ['bar'] },
  { name: 'parameters for one Executor', graph: RAW, parameters: own },
  { name: 'only the branch is asked', graph: RAW, target: 'foo' },
  { name: 'only the join is asked', graph: RAW, target: 'bar' },
  { name: 'only the join is asked, with no_reduce', graph: RAW, target: 'bar', noReduce: ['bar'] },
  { name: 'no Executor is asked', graph: RAW, target: 'nothing' },
  { name: 'a condition at the join', graph: RAW, conditions: { bar: { text: { $eq: 'raw' } } } },
  {
    name: 'a condition in the branch',
    graph: RAW,
    conditions: { foo: { text: { $eq: 'raw' } } },
    noReduce: ['bar'],
  },
  { name: 'a branch that fails', graph: RAW, endpoint: '/fail' },
  { name: 'two branches that fail', graph: THREE, endpoint: '/fail' },
  {
    name: 'an endpoint that the branch does not have',
    graph: { none: ['bar'], 'start-gateway': ['none', 'bar'], bar: ['end-gateway'] },
    v1Only: true,
  },
  {
    name: 'an endpoint that the join does not have',
    graph: { foo: ['none'], 'start-gateway': ['foo', 'none'], none: ['last'], last: ['end-gateway'] },
    v1Only: true,
  },
  {
    name: 'a condition where the endpoint is missing',
    graph: { foo: ['none'], 'start-gateway': ['foo', 'none'], none: ['last'], last: ['end-gateway'] },
    conditions: { none: { text: { $eq: 'raw' } } },
    v1Only: true,
  },
  { name: 'a join behind a join', graph: TWICE },
  { name: 'the second with no_reduce', graph: TWICE, noReduce: ['baz'] },
  { name: 'the first with no_reduce', graph: TWICE, noReduce: ['bar'] },
  {
    name: 'the second with no_reduce, and parameters for one Executor',
    graph: TWICE,
    noReduce: ['baz'],
    parameters: own,
  },
  { name: 'the second is asked alone', graph: TWICE, target: 'foo|baz', noReduce: ['baz'] },
  { name: 'two joins side by side', graph: BESIDE, noReduce: ['last'] },
  {
    name: 'two joins side by side, and parameters for one Executor',
    graph: BESIDE,
    noReduce: ['last'],
    parameters: own,
  },
  { name: 'a diamond', graph: DIAMOND },
  { name: 'a diamond whose join is not asked', graph: DIAMOND, target: 'foo|slow' },
  { name: 'three branches', graph: THREE },
  { name: 'three branches with no_reduce', graph: THREE, noReduce: ['bar'] },
  {
    name: 'a join that floats',
    graph: { foo: ['bar', 'end-gateway'], 'start-gateway': ['foo', 'bar'], bar: [] },
  },
  {
    name: 'the raw request alone',
    graph: { foo: [], 'start-gateway': ['foo', 'bar'], bar: ['end-gateway'] },
  },
  {
    name: 'shards in the branch',
    graph: { parts: ['bar'], 'start-gateway': ['parts', 'bar'], bar: ['end-gateway'] },
  },
  {
    name: 'shards in the join',
    graph: { foo: ['pieces'], 'start-gateway': ['foo', 'pieces'], pieces: ['end-gateway'] },
    noReduce: ['pieces'],
  },
  {
    name: 'two that answer',
    graph: { foo: ['end-gateway'], 'start-gateway': ['foo', 'slow'], slow: ['end-gateway'] },
  },
  { name: 'a successor that the graph does not list', graph: { 'start-gateway': ['foo'], foo: ['bar'] } },
  {
    name: 'an Executor to which nothing leads',
    graph: { 'start-gateway': ['foo'], foo: ['end-gateway'], bar: ['end-gateway'] },
  },
]

const DOCUMENTS = {
  v1: 'from jina import Document, DocumentArray as Docs\n',
  v2: `from typing import Any, Dict, List
from docarray import BaseDoc, DocList

class Document(BaseDoc):
    text: str = ''
    words: List[str] = []
    tags: Dict[str, Any] = {}

Docs = DocList[Document]
`,
}

const FLOW = (file: string) => `jtype: Flow
with: {env: {JINA_LOG_LEVEL: ERROR}}
executors:
${['foo', 'slow', 'bar', 'baz', 'last'].map((name) => `  - {name: ${name}, uses: ${uses('Look', file)}, needs: gateway}`).join('\n')}
  - {name: none, uses: ${uses('Lookless', file)}, needs: gateway}
  - {name: parts, uses: ${uses('Look', file)}, needs: gateway, shards: 2, polling: ALL}
  - {name: pieces, uses: ${uses('Look', file)}, needs: gateway, shards: 2, polling: ANY}
`
const uses = (name: string, file: string) =>
  file.endsWith('.py') ? `${name}, py_modules: ${file}` : `${file}:${name}`

/** What came back, with what the Executors saw as values. */
function readAnswer(bytes: Buffer, { graph }: JoinCase) {
  const { data, routes, status, parameters } = readEnvelope(bytes)
  const { code, description } = status ? readStatus(status) : { code: 0, description: '' }
  return {
    docs: readDocuments(data).map((doc) => ({
      id: doc.id,
      text: doc.id.startsWith('seen') ? (JSON.parse(doc.text ?? '') as unknown) : (doc.text ?? ''),
      words: (doc as { words?: string[] }).words,
    })),
    // Whether one that floats has begun by then is a matter of moments.
    routes: routes.map((route) => readRoute(route).executor).filter((name) => graph[name]?.length !== 0),
    failed: code === 0 ? null : /\w+ went too far/.exec(description)?.[0],
    // Jina adds empty results to some answers for which no Executor was asked.
    parameters: { [RESULTS]: {}, ...readStruct(parameters) },
  }
}

function requestOf(
  { endpoint = '/look', target, parameters }: JoinCase,
  generation: DocarrayGeneration,
): Buffer {
  const words = generation === 'v2' ? { words: ['w'], tags: {} } : {}
  const docs = [
    { id: 'a', text: 'raw', ...words },
    { id: 'b', ...(generation === 'v2' ? { text: '', words: [], tags: {} } : {}) },
  ]
  return writeEnvelope({
    ...emptyEnvelope('1'),
    endpoint,
    target,
    parameters: parameters ? writeStruct(parameters) : null,
    data: writeDocuments(docs, { generation }),
  })
}

type Addresses = Record<string, string[]>

/** Through our graph. */
async function askOurs(
  addresses: Addresses,
  { graph, noReduce = [], conditions = {} }: JoinCase,
  request: Buffer,
) {
  const topology = buildTopology({
    graph,
    addresses,
    conditions,
    noReduce,
    metadata: {},
    retries: -1,
    timeoutSendMs: null,
    compression: null,
  })
  const floating: Promise<unknown>[] = []
  try {
    await discoverEndpoints(topology, new Cancellation())
    const options = {
      signal: new Cancellation(),
      onFloating: (done: Promise<unknown>) => floating.push(done),
    }
    return writeEnvelope(await runTopology(topology, readEnvelope(request), options))
  } finally {
    await Promise.allSettled(floating)
    for (const { replicas } of topology.nodes) replicas?.close()
  }
}

describe.each(['v1', 'v2'] as const)('joins with docarray %s', async (generation) => {
  const python = await pythonEnvironment(generation)
  const languages = generation === 'v1' ? (['python', 'typescript'] as const) : (['python'] as const)
  const cases = CASES.filter(({ v1Only }) => generation === 'v1' || !v1Only)

  describe.skipIf(python === null)('give what Jina gives', () => {
    const closing: (() => Promise<void>)[] = []
    const jina = new Map<string, ReturnType<typeof readAnswer>[]>()
    const addresses = new Map<string, Addresses>()
    beforeAll(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'flowdeck-joins-'))
      closing.push(async () => rmSync(folder, { recursive: true, force: true }))
      writeFileSync(join(folder, 'documents.py'), DOCUMENTS[generation])
      for (const language of languages) {
        const file = language === 'python' ? 'look.py' : 'look.ts'
        cpSync(join(import.meta.dirname, 'interop', file), join(folder, file))
        writeFileSync(join(folder, `${language}.yml`), FLOW(file))
        const flow = await Flow.loadConfig(join(folder, `${language}.yml`))
        const running = await flow.start({ env: { ...process.env, FLOWDECK_PYTHON: python as string } })
        closing.push(() => running.close())
        const found: Addresses = {}
        for (const { deployment, role, address } of running.run.pods)
          if (address && (role === 'head' || !['parts', 'pieces'].includes(deployment)) && role !== 'gateway')
            (found[deployment] ??= []).push(address)
        addresses.set(language, found)
        const asked = cases.map((one) => ({ ...one, request: requestOf(one, generation).toString('base64') }))
        const answers = await askPython<({ answer: string } | { error: string })[]>(
          python as string,
          'joins.py',
          {
            addresses: found,
            cases: asked,
          },
        )
        jina.set(
          language,
          answers.map((answer, i) => {
            if ('error' in answer) throw new Error(`${cases[i]?.name}: ${answer.error}`)
            return readAnswer(Buffer.from(answer.answer, 'base64'), cases[i] as JoinCase)
          }),
        )
      }
    }, 240_000)
    afterAll(async () => {
      for (const close of closing.toReversed()) await close()
    })

    test.each(cases.map((one, i) => ({ ...one, i })))('$name', async ({ i, ...one }) => {
      const expected = jina.get('python')?.[i]
      for (const language of languages) {
        expect({ gateway: 'theirs', language, ...jina.get(language)?.[i] }).toEqual({
          gateway: 'theirs',
          language,
          ...expected,
        })
        const got = await askOurs(addresses.get(language) as Addresses, one, requestOf(one, generation))
        expect({ gateway: 'ours', language, ...readAnswer(got, one) }).toEqual({
          gateway: 'ours',
          language,
          ...expected,
        })
      }
    })
  })
})
