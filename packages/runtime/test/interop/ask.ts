import { createHash } from 'node:crypto'
import { startPython } from './askPython.ts'
import type { Document, GatewayProtocol } from '@flowdeck/shared'
import { Client } from '../../src/client/Client.ts'
import { readDocuments, writeDocuments } from '../../src/data/documents.ts'
import { WIRE, scanFields } from '../../src/data/wire.ts'
import type { Case } from './cases.ts'

/** What came back: Documents by id, or that it failed. */
export type Answer = { docs: Document[] } | { failed: boolean }
export type Ask = (port: number, protocol: GatewayProtocol, cases: readonly Case[]) => Promise<Answer[]>

const ordered = (docs: readonly Document[]): Answer => ({
  docs: docs.map(shortened).toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
})

/** What is long stands for itself by its hash. */
function shortened(doc: Document): Document {
  const { text = '' } = doc
  return text.length > 10_000 ? { ...doc, text: createHash('sha256').update(text).digest('hex') } : doc
}

/** Asks with our own Client. */
export const askOurs: Ask = async (port, protocol, cases) => {
  const client = new Client({ port, protocol })
  const answers: Answer[] = []
  for (const { endpoint, docs, parameters, targetExecutor, requestSize } of cases)
    try {
      const got = await client.post(endpoint, docs, {
        ...(parameters ? { parameters } : {}),
        ...(targetExecutor ? { targetExecutor } : {}),
        ...(requestSize ? { requestSize } : {}),
      })
      answers.push(ordered(got))
    } catch (thrown) {
      answers.push({ failed: String(thrown).includes('too far') })
    }
  client.close()
  return answers
}

/** Asks with `jina.Client`, in one process for all that is asked. */
export function startTheirs(python: string): { ask: Ask; close: () => Promise<void> } {
  const client = startPython<({ docs: string } | { error: string })[]>(python, 'client.py')
  const ask: Ask = async (port, protocol, cases) => {
    const answers = await client.ask({
      port,
      protocol,
      cases: cases.map(({ endpoint, docs, parameters, targetExecutor, requestSize }) => ({
        endpoint,
        docs: arrayBytes(docs as Document[]).toString('base64'),
        parameters: parameters ?? {},
        ...(targetExecutor ? { target_executor: targetExecutor } : {}),
        ...(requestSize ? { request_size: requestSize } : {}),
      })),
    })
    return answers.map((answer) =>
      'docs' in answer
        ? ordered(readDocuments(dataOf(Buffer.from(answer.docs, 'base64'))))
        : { failed: answer.error.includes('too far') },
    )
  }
  return { ask, close: () => client.close() }
}

/** DocumentArrayProto inside our DataContentProto. */
function arrayBytes(docs: readonly Document[]): Buffer {
  const data = writeDocuments(docs)
  let array = data
  scanFields(
    data,
    ({ type, from, to }) => {
      if (type === WIRE.BYTES) array = data.subarray(from, to)
    },
    'the documents',
  )
  return array
}

function dataOf(array: Buffer): Buffer {
  const whole = writeDocuments([])
  // An empty list is a tag and a zero length: the length is what differs.
  const length: number[] = []
  for (let rest = array.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) | 0x80)
    if (rest < 128) break
  }
  return Buffer.concat([whole.subarray(0, 1), Buffer.from(length), array])
}
