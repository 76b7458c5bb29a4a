import type { GatewayProtocol } from '@flowdeck/shared'
import { PROTOCOLS } from './stacks.ts'

/** One way through: whose client, whose Gateway, Executors in which language, over what. */
export interface Way {
  executors: 'python' | 'typescript'
  gateway: 'theirs' | 'ours'
  client: 'theirs' | 'ours'
  protocol: GatewayProtocol
}

/** Every way there is; the first of a protocol is Jina alone. */
export const WAYS: Way[] = (['python', 'typescript'] as const).flatMap((executors) =>
  (['theirs', 'ours'] as const).flatMap((gateway) =>
    (['theirs', 'ours'] as const).flatMap((client) =>
      PROTOCOLS.map((protocol): Way => ({ client, gateway, executors, protocol })),
    ),
  ),
)

export const keyOf = ({ executors, gateway, client, protocol }: Way) =>
  [executors, gateway, client, protocol].join(' ')
