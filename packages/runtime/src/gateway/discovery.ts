import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { readEndpointSchemas, type EndpointSchema, type JsonObject } from '@flowdeck/shared'
import { EndpointsProtoSchema } from '../gen/jina_pb.ts'
import { LEGACY_DOCUMENT } from '../data/legacyDocument.ts'
import type { Cancellation } from '../transport/Cancellation.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { DRY_RUN_ENDPOINT } from './runTopology.ts'
import type { TopologyGraph, TopologyNode } from './TopologyGraph.ts'
import { METHOD } from '../transport/methods.ts'

const RETRY_MS = 1000
const TIMEOUT_MS = 5000
/** An Executor that does not answer for so long is named in the log. */
const TELL_AFTER_MS = 2000

/**
 * Asks every Executor for its endpoints and writes them into the graph; one that cannot be reached is asked again every second until
 * `signal` aborts. Resolves when all have answered.
 * Jina 3.x: an Executor without the discovery service counts as answering `/default`.
 */
export async function discoverEndpoints({ nodes }: TopologyGraph, signal: Cancellation): Promise<void> {
  await Promise.all(nodes.map((node) => discover(node, signal)))
}

async function discover(node: TopologyNode, signal: Cancellation): Promise<void> {
  const started = performance.now()
  let told = false
  while (node.replicas && !signal.aborted) {
    if (await ask(node, signal)) return
    if (!told && performance.now() - started > TELL_AFTER_MS) {
      told = true
      const at = node.replicas.addresses.join(', ')
      process.stdout.write(`INFO waiting for Executor ${node.name} at ${at}: it does not answer yet\n`)
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS)
      // Asking alone must not keep a finished process alive.
      timer.unref()
      signal.onAbort(resolve)
    })
  }
}

/** Whether it answered. */
async function ask(node: TopologyNode, signal: Cancellation): Promise<boolean> {
  const answers =
    (await node.replicas?.each((channel) =>
      channel.unary(METHOD.discovery, Buffer.alloc(0), { timeoutMs: TIMEOUT_MS, signal }),
    )) ?? []
  for (const answer of answers) {
    if (answer.status === 'fulfilled') {
      const { endpoints, schemas } = fromBinary(EndpointsProtoSchema, answer.value.message)
      node.endpoints = new Set(endpoints)
      node.schemas = readEndpointSchemas(schemas ?? {})
      return true
    }
    const { code } = RpcError.from(answer.reason)
    if (code === STATUS.UNIMPLEMENTED) {
      node.endpoints = new Set(['/default'])
      return true
    }
    // Jina 3.x: some classes of documents cannot be described, and the call fails; every endpoint is sent then.
    if (code === STATUS.UNKNOWN || code === STATUS.INTERNAL) return true
  }
  return false
}

/** Every endpoint that some Executor answers, sorted, without the reserved one of the dry run. */
export function endpointsOf({ nodes }: TopologyGraph): string[] {
  const all = new Set(nodes.flatMap((node) => [...(node.endpoints ?? [])]))
  all.delete(DRY_RUN_ENDPOINT)
  return [...all].sort()
}

/**
 * What the whole Flow takes and gives at each endpoint: the input of the first Executor that has it, the output of the last that answers.
 * Jina 3.x (v2 Gateway): an Executor's `/default` stands in for endpoints that it does not have.
 */
export function flowSchemas({ nodes }: TopologyGraph): Map<string, EndpointSchema> {
  const flow = new Map<string, EndpointSchema>()
  const endpoints = new Set(nodes.flatMap((node) => [...node.schemas.keys()]))
  for (const endpoint of endpoints) {
    const way = nodes.filter((node) => node.answers || node.parents.every((from) => from === 'gateway'))
    const told = way.flatMap(({ schemas }) => schemas.get(endpoint) ?? schemas.get('/default') ?? [])
    const own = nodes.flatMap(({ schemas }) => schemas.get(endpoint) ?? [])
    const [first] = told.length > 0 ? told : own
    const last = told.at(-1) ?? first
    if (first && last) flow.set(endpoint, { ...first, output: last.output })
  }
  return flow
}

/**
 * EndpointsProto of the whole Flow. Jina 3.x: a v1 Gateway gives the union of its Executors' endpoints; a v2 Gateway also the schemas,
 * without the names that an Executor puts around them, and those of the dry run.
 */
export function endpointsReply(
  endpoints: readonly string[],
  schemas: ReadonlyMap<string, EndpointSchema>,
): Buffer {
  const told: JsonObject = {}
  for (const [endpoint, { input, output, generator, single }] of schemas)
    told[endpoint] = { input, output, is_generator: generator, is_singleton_doc: single }
  if (schemas.size > 0) {
    const { schema } = LEGACY_DOCUMENT
    told[DRY_RUN_ENDPOINT] = { input: schema, output: schema, is_generator: false, is_singleton_doc: false }
  }
  const proto = create(EndpointsProtoSchema, {
    endpoints: [...endpoints, DRY_RUN_ENDPOINT],
    ...(schemas.size > 0 ? { schemas: told } : {}),
  })
  return Buffer.from(toBinary(EndpointsProtoSchema, proto))
}
