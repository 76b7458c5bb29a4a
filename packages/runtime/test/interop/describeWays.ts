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

/** How one generation of docarray is tried; `A` is what an answer is compared as. */
export interface Interop<C extends Question, A> {
  generation: 'v1' | 'v2'
  python: string | null
  uses: Record<Way['executors'], string>
  /** Questions for two Executors in a chain, and for branches, joins and shards. */
  questions: { chain: readonly C[]; graph: readonly C[] }
  ask: (client: Way['client']) => (port: number, way: Way, cases: readonly C[]) => Promise<A[]>
  /** A body with keys that neither a request nor a Document has, and the route to which it is posted over HTTP. */
  unknown: { path: string; body: object }
  /** The answer to `/fail`, whose text differs from language to language. */
  failed: A
}

/** Asks the same over every way through, and compares with what Jina alone answers. */
export function describeWays<C extends Question, A>({
  generation,
  python,
  uses,
  questions,
  ask,
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
        const jina = await startJinaFlow(GRAPH, uses.python, interpreter)
        for (const protocol of PROTOCOLS) {
          const way: Way = { executors: 'python', gateway: 'theirs', client: 'theirs', protocol }
          answers.graph.set(protocol, await ask('theirs')(jina.ports[protocol], way, asked('graph', way)))
        }
        await jina.close()
        for (const executors of ['python', 'typescript'] as const)
          for (const [kind, flow] of [
            ['chain', CHAIN],
            ['graph', GRAPH],
          ] as const) {
            const stack = await startStack(flow, uses[executors], interpreter)
            closing.push(() => stack.close())
            for (const way of WAYS.filter((candidate) => candidate.executors === executors))
              answers[kind].set(
                keyOf(way),
                await ask(way.client)(stack.ports[way.gateway][way.protocol], way, asked(kind, way)),
              )
            if (kind === 'chain')
              for (const gateway of ['theirs', 'ours'] as const)
                withUnknown.set(`${executors} ${gateway}`, await post(stack.ports[gateway].http, unknown))
            await stack.close()
          }
      }, 600_000)
      afterAll(async () => {
        for (const close of closing) await close()
        // A way that was not asked, or whose test ended at a different answer, would be counted wrong.
        if (!WAYS.every((way) => compared.has(keyOf(way)))) return
        keepTable(generation, {
          equal,
          asked: (way) => asked('chain', way).length + asked('graph', way).length,
          questions: [...new Set([...questions.chain, ...questions.graph].map(({ name }) => name))],
        })
      })

      const expected = (kind: 'chain' | 'graph', { protocol }: Way) =>
        kind === 'graph'
          ? answers.graph.get(protocol)
          : answers.chain.get(keyOf({ client: 'theirs', gateway: 'theirs', executors: 'python', protocol }))

      test.each(['python ours', 'typescript theirs', 'typescript ours'])(
        'keys that nobody knows, over HTTP: Executors in %s Gateway',
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
