import type { GatewayProtocol } from '@flowdeck/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHAIN, GRAPH, startJinaFlow, startStack, PROTOCOLS } from './stacks.ts'
import { keepTable } from './keepTable.ts'
import { WAYS, keyOf, type Way } from './ways.ts'

interface Question {
  name: string
  endpoint: string
  protocols?: GatewayProtocol[]
}

/** Asks a Gateway with one of the clients. */
type Ask<C, A> = (port: number, protocol: GatewayProtocol, cases: readonly C[]) => Promise<A[]>

/** How one generation of docarray is tried; `A` is what an answer is compared as. */
export interface Interop<C extends Question, A> {
  generation: 'v1' | 'v2'
  python: string | null
  uses: Record<Way['executors'], string>
  /** Questions for two Executors in a chain, and for branches, joins and shards. */
  questions: { chain: readonly C[]; graph: readonly C[] }
  askOurs: Ask<C, A>
  startTheirs: (python: string) => { ask: Ask<C, A>; close: () => Promise<void> }
  /** A body with keys that neither a request nor a Document has, and the route to which it is posted over HTTP. */
  unknown: { path: string; body: object }
  /** The answer to `/fail`, whose text differs from language to language. */
  failed: A
}

/** What is started for one language of Executors. */
interface Stacked {
  executors: Way['executors']
  kind: 'chain' | 'graph'
  flow: (uses: string) => string
}

const STACKS = (['python', 'typescript'] as const).flatMap((executors): Stacked[] => [
  { executors, kind: 'chain', flow: CHAIN },
  { executors, kind: 'graph', flow: GRAPH },
])

/** Asks the same over every way through, and compares with what Jina alone answers. */
export function describeWays<C extends Question, A>({
  generation,
  python,
  uses,
  questions,
  askOurs,
  startTheirs,
  unknown,
  failed,
}: Interop<C, A>): void {
  describe.skipIf(python === null)(
    `with docarray ${generation} every way through answers as Jina alone does`,
    () => {
      const answers = { chain: new Map<string, A[]>(), graph: new Map<string, A[]>() }
      const closing: (() => Promise<void>)[] = []
      const equal = new Map<string, number>()
      /** The ways of which every answer was compared. */
      const compared = new Set<string>()
      const withUnknown = new Map<string, unknown>()
      const asked = (kind: 'chain' | 'graph', { protocol }: Way) =>
        questions[kind].filter(({ protocols = PROTOCOLS }) => protocols.includes(protocol))

      beforeAll(async () => {
        const interpreter = python as string
        const theirs = startTheirs(interpreter)
        closing.push(() => theirs.close())
        const askWith = { ours: askOurs, theirs: theirs.ask }
        const askJinaAlone = async () => {
          const jina = await startJinaFlow(GRAPH, uses.python, interpreter)
          closing.push(() => jina.close())
          for (const protocol of PROTOCOLS) {
            const way: Way = { executors: 'python', gateway: 'theirs', client: 'theirs', protocol }
            answers.graph.set(protocol, await theirs.ask(jina.ports[protocol], protocol, asked('graph', way)))
          }
          await jina.close()
        }
        const askWays = async ({ executors, kind, flow }: Stacked) => {
          const stack = await startStack(flow, uses[executors], interpreter)
          closing.push(() => stack.close())
          const askAll = async (client: Way['client'], gateway: Way['gateway']) => {
            for (const protocol of PROTOCOLS) {
              const way = { executors, gateway, client, protocol }
              answers[kind].set(
                keyOf(way),
                await askWith[client](stack.ports[gateway][protocol], protocol, asked(kind, way)),
              )
            }
          }
          // Two clients at the same time, but not at the same Gateway.
          await Promise.all([askAll('theirs', 'theirs'), askAll('ours', 'ours')])
          await Promise.all([askAll('theirs', 'ours'), askAll('ours', 'theirs')])
          if (kind === 'chain')
            for (const gateway of ['theirs', 'ours'] as const)
              withUnknown.set(`${executors} ${gateway}`, await post(stack.ports[gateway].http, unknown))
          await stack.close()
        }
        // Two at a time: one starts while another is asked.
        const runs = [askJinaAlone, ...STACKS.map((stack) => () => askWays(stack))]
        const runRest = async () => {
          for (let run = runs.shift(); run; run = runs.shift()) await run()
        }
        await Promise.all([runRest(), runRest()])
      }, 600_000)
      afterAll(async () => {
        for (const close of closing) await close()
        keepTable(generation, {
          equal,
          compared,
          asked: (way) => asked('chain', way).length + asked('graph', way).length,
          questions: [...new Set([...questions.chain, ...questions.graph].map(({ name }) => name))],
        })
      })

      const expected = (kind: 'chain' | 'graph', { protocol }: Way) =>
        kind === 'graph'
          ? answers.graph.get(protocol)
          : answers.chain.get(keyOf({ client: 'theirs', gateway: 'theirs', executors: 'python', protocol }))

      test.each(['python ours', 'typescript theirs', 'typescript ours'])(
        'unknown keys, over HTTP: Executors in %s Gateway',
        (way) => {
          expect(withUnknown.get('python theirs')).toMatchObject({ status: 200 })
          expect(withUnknown.get(way)).toEqual(withUnknown.get('python theirs'))
        },
      )

      test.each(WAYS)('client $client, Gateway $gateway, Executors in $executors, $protocol', (way) => {
        for (const kind of ['chain', 'graph'] as const) {
          const got = answers[kind].get(keyOf(way)) as A[]
          for (const [i, { name, endpoint }] of asked(kind, way).entries()) {
            const answer = endpoint === '/fail' ? failed : expected(kind, way)?.[i]
            expect({ name, answer: got[i] }).toEqual({ name, answer })
            equal.set(keyOf(way), (equal.get(keyOf(way)) ?? 0) + 1)
          }
        }
        compared.add(keyOf(way))
      })
    },
  )
}

/** The Documents that a Gateway gives back, as JSON. */
async function post(port: number, { path, body }: { path: string; body: object }) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { data } = (await answer.json()) as { data?: unknown }
  return { status: answer.status, data }
}
