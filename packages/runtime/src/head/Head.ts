import { concatDocuments } from '../data/documentSlices.ts'
import {
  emptyEnvelope,
  readAnswer,
  readEnvelope,
  readRequestList,
  writeEnvelope,
  type Envelope,
} from '../data/envelope.ts'
import { readStruct, RESULTS, writeStruct } from '../data/parameters.ts'
import { readStatus } from '../data/status.ts'
import { requestSizes } from '../data/requestSizes.ts'
import type { ReplicaList } from '../networking/ReplicaList.ts'
import { sendRequests } from '../networking/sendRequests.ts'
import { DocumentThreads } from '../threads/DocumentThreads.ts'
import { measureRequest } from '../telemetry/measureRequest.ts'
import type { Telemetry } from '../telemetry/Telemetry.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { standardServices, type Health } from '../transport/standardServices.ts'
import type { CallContext, Metadata, RpcHandlers, UnaryReply } from '../transport/transport.ts'
import { pollingFor, type PollingRules } from './polling.ts'
import { METHOD } from '../transport/methods.ts'

export interface HeadOptions {
  /** One list of replicas per shard, in the order of their numbers. */
  shards: readonly ReplicaList[]
  /** Called before the shards, and with all their answers (Jina 3.x: `uses_before`, `uses_after`). */
  usesBefore: ReplicaList | null
  usesAfter: ReplicaList | null
  polling: PollingRules
  /** Merge the answers of several shards; without it the Documents of the request go back. */
  reduce: boolean
  health: Health
  telemetry?: Telemetry | null
}

/** Stands before the shards of one Executor: sends a request to one of them or to all, and answers as one Executor. */
export class Head {
  readonly handlers: RpcHandlers
  private readonly options: HeadOptions
  private readonly threads = new DocumentThreads()
  private next = 0

  constructor(options: HeadOptions) {
    this.options = options
    const standard = standardServices(options.health)
    const one = (message: Buffer, context: CallContext) =>
      this.measured(METHOD.single, message, context, () => this.answer([readEnvelope(message)], context))
    this.handlers = {
      unary: {
        ...standard.unary,
        [METHOD.single]: one,
        [METHOD.many]: (message, context) =>
          this.measured(METHOD.many, message, context, () => this.answer(readRequestList(message), context)),
        // Jina 3.x: what the first shard answers is what all answer.
        [METHOD.discovery]: async (message, { signal }) => {
          return (await (options.shards[0] as ReplicaList).unary(METHOD.discovery, message, { signal }))
            .message
        },
      },
      stream: {
        ...standard.stream,
        [METHOD.call]: async function* (messages, context) {
          for await (const message of messages) yield await one(message, context)
        },
      },
    }
  }

  /** Which of the processes behind it (`host:port`) are stopped. */
  setFrozen(addresses: readonly string[]): void {
    for (const replicas of this.lists) replicas?.setFrozen(addresses)
  }

  async close(): Promise<void> {
    for (const replicas of this.lists) replicas?.close()
    await this.threads.close()
  }

  private get lists(): (ReplicaList | null)[] {
    const { shards, usesBefore, usesAfter } = this.options
    return [...shards, usesBefore, usesAfter]
  }

  private measured(
    via: string,
    message: Buffer,
    { metadata }: CallContext,
    work: () => Promise<Buffer>,
  ): Promise<Buffer> {
    const { telemetry = null } = this.options
    if (!telemetry) return work()
    return telemetry.span(via, { kind: 'server', metadata }, () =>
      measureRequest(telemetry, requestSizes(via, message), {
        work,
        outcome: (answer) => ({ bytes: answer.length, failed: hasFailed(answer) }),
      }),
    )
  }

  private async answer(received: Envelope[], { signal, trailers }: CallContext): Promise<Buffer> {
    const [first] = received
    if (!first) throw new RpcError(STATUS.INVALID_ARGUMENT, 'the list of requests is empty')
    const { usesBefore, usesAfter, reduce } = this.options
    const endpoint = first.endpoint ?? ''
    const send = (replicas: ReplicaList, messages: readonly Buffer[]) =>
      sendRequests(replicas, messages, endpoint, { signal })
    const collect = (reply: UnaryReply) => {
      Object.assign(trailers, ownTrailers(reply.trailers))
      return reply.message
    }

    let messages = received.map(writeEnvelope)
    if (usesBefore) messages = [collect(await send(usesBefore, messages))]
    const asked = this.shardsFor(endpoint)
    const settled = await Promise.allSettled(asked.map((shard) => send(shard, messages)))
    const replies = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    if (replies.length === 0)
      throw (settled.find((result) => result.status === 'rejected') as PromiseRejectedResult).reason
    const answers = replies.map(collect)
    const reply = usesAfter
      ? collect(await send(usesAfter, answers))
      : answers.length === 1
        ? (answers[0] as Buffer)
        : await this.merge(
            answers.map((answer) => readAnswer(answer, (asked[0] as ReplicaList).deployment)),
            reduce ? null : messages,
          )
    // Jina 3.x: told beside every answer; some shards may fail as long as one answers.
    trailers['total_shards'] = String(asked.length)
    trailers['failed_shards'] = String(asked.length - replies.length)
    return reply
  }

  /** The answers of several shards as one: the first that succeeded, with everybody's Documents and results. */
  private async merge(envelopes: readonly Envelope[], instead: readonly Buffer[] | null): Promise<Buffer> {
    const succeeded = envelopes.find(({ status }) => status === null || readStatus(status).code === 0)
    const base = succeeded ?? envelopes[0] ?? emptyEnvelope('')
    const data = instead
      ? concatDocuments(instead.map((message) => readEnvelope(message).data))
      : await this.threads.merge(envelopes.map((envelope) => envelope.data))
    return writeEnvelope({ ...base, data, parameters: instead ? base.parameters : mergedResults(envelopes) })
  }

  private shardsFor(endpoint: string): readonly ReplicaList[] {
    const { shards, polling } = this.options
    if (pollingFor(polling, endpoint) === 'ALL') return shards
    const shard = shards[this.next] as ReplicaList
    this.next = (this.next + 1) % shards.length
    return [shard]
  }
}

function hasFailed(answer: Buffer): boolean {
  const { status } = readEnvelope(answer)
  return status !== null && readStatus(status).code !== 0
}

/** What gRPC itself says stays with the call it belongs to. */
function ownTrailers(trailers: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(trailers).filter(([name]) => !/^(grpc-|:|content-type$)/.test(name)),
  )
}

/** Dictionaries that the shards returned travel side by side in the parameters. */
function mergedResults(envelopes: readonly Envelope[]): Buffer | null {
  const [first] = envelopes
  const all = envelopes.map(({ parameters }) => readStruct(parameters))
  const results = all.flatMap(({ [RESULTS]: own }) =>
    typeof own === 'object' && own !== null && !Array.isArray(own) ? [own] : [],
  )
  if (results.length === 0) return first?.parameters ?? null
  return writeStruct({ ...all[0], [RESULTS]: Object.assign({}, ...results) as Record<string, never> })
}
