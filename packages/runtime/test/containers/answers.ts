import { expect } from 'vitest'
import { Client } from '../../src/client/Client.ts'
import { Flow } from '../../src/flow/Flow.ts'
import type { ContainerFlow } from './flows.ts'

export interface Ports {
  grpc: number
  http: number
}

/** What a Flow answers over each protocol: Documents as plain data, in an order that does not depend on who was first. */
export async function answersOf(host: string, ports: Ports, { endpoints }: ContainerFlow) {
  const answers: Record<string, unknown> = {}
  for (const protocol of ['grpc', 'http'] as const) {
    const client = new Client({ host, port: ports[protocol], protocol, docarray: 'v1' })
    try {
      await expect.poll(() => client.isFlowReady({ timeoutMs: 5000 }), { timeout: 120_000 }).toBe(true)
      for (const endpoint of endpoints) {
        const docs = await client.post(endpoint, [
          { id: 'one', text: 'first' },
          { id: 'two', text: 'second', tags: { a: [1, 'b'] } },
        ])
        answers[`${protocol} ${endpoint}`] = docs.map((doc) => ({
          ...doc,
          matches: doc.matches?.toSorted((a, b) => a.id.localeCompare(b.id)),
        }))
      }
    } finally {
      client.close()
    }
  }
  return answers
}

/** What the same Flow answers when its Executors are processes of this machine. */
export async function localAnswers(file: string, ports: Ports, flow: ContainerFlow) {
  const running = await (await Flow.loadConfig(file)).start()
  try {
    return await answersOf('127.0.0.1', ports, flow)
  } finally {
    await running.close({ graceMs: 500 })
  }
}
