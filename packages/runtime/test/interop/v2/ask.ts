import { createHash } from 'node:crypto'
import { startPython } from '../askPython.ts'
import type { Document, GatewayProtocol, JsonObject } from '@flowdeck/shared'
import { Client } from '../../../src/client/Client.ts'
import { docToJson } from '../../../src/data/docJson.ts'
import type { TypedCase } from './cases.ts'

/** What came back: documents as JSON by id, or that it failed. */
export type TypedAnswer = { docs: JsonObject[] } | { failed: true } | { error: string }
export type TypedAsk = (
  port: number,
  protocol: GatewayProtocol,
  cases: readonly TypedCase[],
) => Promise<TypedAnswer[]>

const byId = (docs: JsonObject[]): TypedAnswer => ({
  docs: docs.toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)),
})

const failure = (text: string): TypedAnswer => (text.includes('too far') ? { failed: true } : { error: text })

/** What is long stands for itself by its hash. */
function shortened(doc: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(doc).map(([key, value]) => [
      key,
      typeof value === 'string' && value.length > 10_000
        ? `${value.length} characters, ${createHash('sha256').update(value).digest('hex')}`
        : value,
    ]),
  )
}

/** Asks with our own Client. */
export const askOurs: TypedAsk = async (port, protocol, cases) => {
  const client = new Client({ port, protocol })
  const answers: TypedAnswer[] = []
  for (const { endpoint, docs, parameters, targetExecutor, requestSize, stream } of cases) {
    try {
      const got: Document[] = []
      if (stream) for await (const doc of client.streamDoc(endpoint, docs[0] as JsonObject)) got.push(doc)
      else
        got.push(
          ...(await client.post(endpoint, docs, {
            ...(parameters ? { parameters } : {}),
            ...(targetExecutor ? { targetExecutor } : {}),
            ...(requestSize ? { requestSize } : {}),
          })),
        )
      answers.push(byId(got.map((doc) => shortened(docToJson(doc)))))
    } catch (thrown) {
      answers.push(failure(String(thrown)))
    }
  }
  client.close()
  return answers
}

/** Asks with `jina.Client`, in one process for all that is asked. */
export function startTheirs(python: string): { ask: TypedAsk; close: () => Promise<void> } {
  const client = startPython<({ docs: JsonObject[] } | { error: string })[]>(python, 'v2/client.py')
  const ask: TypedAsk = async (port, protocol, cases) => {
    const answers = await client.ask({
      port,
      protocol,
      cases: cases.map(({ endpoint, docs, parameters, targetExecutor, requestSize, stream }) => ({
        endpoint,
        docs,
        stream: stream === true,
        ...(parameters ? { parameters } : {}),
        ...(targetExecutor ? { target_executor: targetExecutor } : {}),
        ...(requestSize ? { request_size: requestSize } : {}),
      })),
    })
    return answers.map((answer) => ('docs' in answer ? byId(answer.docs) : failure(answer.error)))
  }
  return { ask, close: () => client.close() }
}
