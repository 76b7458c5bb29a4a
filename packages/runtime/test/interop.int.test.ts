import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GatewayProtocol } from '@flowdeck/shared'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { askOurs, askTheirs, type Answer, type Ask } from './interop/ask.ts'
import { CASES } from './interop/cases.ts'
import { PROTOCOLS, startStack, type Stack } from './interop/stacks.ts'

const python = await pythonEnvironment('v1')

/** Every way through: whose client, whose Gateway, Executors in which language, over what. */
const WAYS = (['python', 'typescript'] as const).flatMap((executors) =>
  (['theirs', 'ours'] as const).flatMap((gateway) =>
    (['theirs', 'ours'] as const).flatMap((client) =>
      PROTOCOLS.map((protocol) => ({ client, gateway, executors, protocol })),
    ),
  ),
)
const keyOf = (way: (typeof WAYS)[number]) => Object.values(way).join(' ')

describe.skipIf(python === null)('every way through answers as Jina alone does', () => {
  const stacks: Stack[] = []
  const answers = new Map<string, Answer[]>()

  beforeAll(async () => {
    const asks: Record<string, Ask> = { ours: askOurs, theirs: askTheirs(python as string) }
    for (const [executors, uses] of [
      ['python', 'echo.py'],
      ['typescript', 'echo.ts'],
    ] as const) {
      const stack = await startStack(uses, python as string)
      stacks.push(stack)
      for (const way of WAYS.filter((candidate) => candidate.executors === executors))
        answers.set(
          keyOf(way),
          await (asks[way.client] as Ask)(stack.ports[way.gateway][way.protocol], way.protocol, CASES),
        )
    }
  }, 180_000)
  afterAll(async () => {
    for (const stack of stacks) await stack.close()
  })

  const expected = (protocol: GatewayProtocol) =>
    answers.get(keyOf({ client: 'theirs', gateway: 'theirs', executors: 'python', protocol })) as Answer[]
  /** Jina's client over WebSocket now and then ends before it has read the status of a failed request. */
  const mayBeLost = ({ client, protocol }: (typeof WAYS)[number]) =>
    client === 'theirs' && protocol === 'websocket'

  test.each(WAYS)('client $client, Gateway $gateway, Executors in $executors, $protocol', (way) => {
    const got = answers.get(keyOf(way)) as Answer[]
    for (const [i, { name, endpoint }] of CASES.entries()) {
      if (endpoint === '/fail' && mayBeLost(way)) continue
      const answer = endpoint === '/fail' ? { failed: true } : expected(way.protocol)[i]
      expect({ name, answer: got[i] }).toEqual({ name, answer })
    }
  })
})
