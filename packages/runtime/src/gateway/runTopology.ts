import { GATEWAY, tellsClasses } from '@flowdeck/shared'
import { concatDocuments, holdsMoreThan } from '../data/documentSlices.ts'
import { readAnswer, writeEnvelope, type Envelope } from '../data/envelope.ts'
import {
  addResults,
  collectResults,
  hasOwnParameters,
  joinParameters,
  parametersBytesFor,
} from '../data/parameters.ts'
import { writePassages, type Passage } from '../data/passages.ts'
import { limitStatus, writeRoute, type Route } from '../data/status.ts'
import type { StructEntries } from '../data/structEntries.ts'
import { sendRequests } from '../networking/sendRequests.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { joinParts } from './joinParts.ts'
import { targetPattern, type TargetPattern } from './targetPattern.ts'
import type { TopologyGraph, TopologyNode } from './TopologyGraph.ts'

/** Asked of every Executor to find out whether the whole Flow answers; never filtered by endpoint (Jina 3.x). */
export const DRY_RUN_ENDPOINT = '_jina_dry_run_'

/**
 * What one node hands to the next: its request, and whether an Executor failed on the way.
 * Jina 3.x: a node that is passed over hands on the very part that it got, and a join merges the others into the first one: who takes that
 * part later gets it merged.
 */
interface Part {
  /** A promise while it is merged at a join. */
  envelope: Envelope | Promise<Envelope>
  failed: boolean
  /** Rises with arrival: a join merges in that order. */
  arrived: number
}

interface Run {
  request: Envelope
  target: TargetPattern | null
  signal: Cancellation
  routes: (Route | null)[]
  results: StructEntries
  arrivals: number
  /** Some parameters are meant for one Executor alone. */
  ownParameters: boolean
  maxDocuments: number
  /** What went through each Executor; null when nobody asked. */
  passages: Passage[] | null
}

export interface TopologyOptions {
  signal: Cancellation
  onFloating: (done: Promise<unknown>) => void
  /** Send along what went into each Executor and what came out. */
  trace?: boolean
  /** Documents that an answer of an Executor may hold. */
  maxDocuments?: number
}

/** The clock of routes: wall time with the monotonic clock's resolution. */
const epoch = performance.timeOrigin
const nowMs = () => epoch + performance.now()

/**
 * When the Gateway was done, in a later millisecond than it began. Jina 3.x: `Client.profiling` divides by the difference of both
 * in whole milliseconds.
 */
const endOf = ({ startMs }: Route) => Math.max(nowMs(), Math.floor(startMs ?? 0) + 1)

/**
 * Sends one request through the graph and gives the answer for the client.
 * Jina 3.x: floating Executors run on after the answer; their promises go to `onFloating`.
 * @throws RpcError when an Executor cannot be reached, or `target_executor` is no regular expression
 */
export async function runTopology(
  graph: TopologyGraph,
  request: Envelope,
  { signal, onFloating, trace = false, maxDocuments = Infinity }: TopologyOptions,
): Promise<Envelope> {
  const { nodes, ends } = graph
  const gateway: Route = { executor: GATEWAY, startMs: nowMs(), endMs: null, status: null }
  const run: Run = {
    request: {
      ...request,
      // Jina 3.x: the Gateway overwrites target_executor with an empty text, which the client gets back.
      target: request.target === undefined ? undefined : '',
      // Jina 3.x: the last route names who gave the documents, in `docs_map`.
      routes: [...request.routes, writeRoute(gateway)],
    },
    target: targetPattern(request.target),
    signal,
    routes: nodes.map(() => null),
    results: new Map(),
    arrivals: 0,
    ownParameters: hasOwnParameters(request.parameters),
    maxDocuments,
    passages: trace ? [] : null,
  }
  const outer: Part = { envelope: run.request, failed: false, arrived: 0 }
  const given = Promise.resolve(outer)
  const parts: Promise<Part>[] = []
  // Beside the request: a caller that leaves must not stop what floats.
  const background: Run = { ...run, signal: new Cancellation() }
  for (const [i, node] of nodes.entries()) {
    const waited = node.parents.map((from) => (from === 'gateway' ? given : (parts[from] as Promise<Part>)))
    const part = step(graph, i, { run: node.answers ? run : background, waited })
    parts.push(part)
    if (!node.answers) onFloating(part.catch(() => {}))
    else part.catch(() => {})
  }
  const answers = await Promise.all(ends.map((end) => parts[end] as Promise<Part>))
  const finished = await (answers[0] ?? outer).envelope
  const data = graph.ordered ? await graph.threads.order(finished.data, request.data) : finished.data
  gateway.endMs = endOf(gateway)
  return {
    ...finished,
    data,
    ...(run.passages ? { rest: Buffer.concat([finished.rest, writePassages(run.passages)]) } : {}),
    requestId: request.requestId,
    endpoint: request.endpoint,
    parameters: addResults(request.parameters, run.results),
    routes: [writeRoute(gateway), ...routesInOrder(graph, run.routes).map(writeRoute)],
  }
}

async function step(
  graph: TopologyGraph,
  index: number,
  { run, waited }: { run: Run; waited: readonly Promise<Part>[] },
): Promise<Part> {
  const node = graph.nodes[index] as TopologyNode
  const arrived = await gather(waited)
  const failedBefore = arrived.find((part) => part.failed)
  if (failedBefore) return failedBefore
  const last = arrived.at(-1) as Part
  const route: Route = { executor: node.name, startMs: nowMs(), endMs: null, status: null }
  run.routes[index] = route
  const bound = isBound(node, run.request.endpoint ?? '')
  if (!bound && tellsClasses(node.schemas)) return last
  const parts = await prepare(graph, { node, arrived, copied: isCopied(graph, node, run) })
  if (run.target && !run.target.match(node.name)) return last
  // Jina 3.x (docarray v1): the request is sent all the same, and the Executor gives the first part back.
  if (!bound) return { ...(parts[0] as Part), arrived: ++run.arrivals }
  const requests = await envelopesOf(parts)
  const reply = await send(node, requests, { run, joined: arrived.length > 1 })
  route.endMs = nowMs()
  const envelope = readAnswer(reply.message, node.name)
  if (holdsMoreThan(run.maxDocuments, envelope.data)) throw tooManyAnswered(node.name, run.maxDocuments)
  collectResults(envelope.parameters, run.results)
  run.passages?.push({ executor: node.name, docsIn: documentsOf(requests), docsOut: envelope.data })
  const failed = reply.trailers['is-error'] === 'true'
  const status = failed ? limitStatus(envelope.status) : null
  if (failed) route.status = status
  return { envelope: { ...envelope, status }, failed, arrived: ++run.arrivals }
}

/** What is sent to a node: its parts, filtered, and merged into the first unless the node takes them one by one. */
async function prepare(
  { threads }: TopologyGraph,
  { node, arrived, copied }: { node: TopologyNode; arrived: readonly Part[]; copied: boolean },
): Promise<Part[]> {
  const { condition } = node
  const filtered = async (part: Part): Promise<Part> => {
    const envelope = await part.envelope
    // Jina 3.x: an Executor whose condition lets nothing through is still called, with no Documents.
    const data = condition ? await threads.filter(envelope.data, condition) : envelope.data
    return { ...part, envelope: { ...envelope, data } }
  }
  const parts = copied || condition ? await Promise.all(arrived.map(filtered)) : [...arrived]
  const [first] = parts
  if (!first || parts.length === 1 || node.noReduce) return parts
  const given = envelopesOf(parts)
  first.envelope = given.then((envelopes) => joinParts(envelopes, threads))
  await first.envelope
  return [first]
}

function envelopesOf(parts: readonly Part[]): Promise<Envelope[]> {
  return Promise.all(parts.map(async ({ envelope }) => await envelope))
}

/** Jina 3.x: with parameters for one Executor alone, each of several that take the same request gets a copy of it. */
function isCopied({ nodes, origins }: TopologyGraph, { parents }: TopologyNode, run: Run): boolean {
  if (!run.ownParameters) return false
  return parents.some((from) =>
    from === 'gateway' ? origins.length > 1 : (nodes[from] as TopologyNode).takers > 1,
  )
}

/** All parts in order of arrival. Jina 3.x: a join that loses a branch never fires, and the first that failed is the answer. */
async function gather(waited: readonly Promise<Part>[]): Promise<Part[]> {
  const [only] = waited
  if (waited.length === 1 && only) return [await only]
  const all = await Promise.all(waited)
  return all.some((part) => part.failed) ? all : all.toSorted((a, b) => a.arrived - b.arrived)
}

function isBound({ endpoints }: TopologyNode, endpoint: string): boolean {
  return !endpoints || endpoint === DRY_RUN_ENDPOINT || endpoints.has(endpoint) || endpoints.has('/default')
}

async function send(
  { name, replicas }: TopologyNode,
  requests: readonly Envelope[],
  { run, joined }: { run: Run; joined: boolean },
) {
  if (!replicas) throw new RpcError(STATUS.INTERNAL, `Executor "${name}" has no connections`)
  const own = parametersBytesFor(name, run.request.parameters)
  const parameters = joined && requests.length === 1 ? joinParameters(own) : own
  const outgoing = requests.map((request) =>
    writeEnvelope({ ...request, target: run.request.target, parameters }),
  )
  return await sendRequests(replicas, outgoing, run.request.endpoint ?? '', { signal: run.signal })
}

/** What went into an Executor. */
function documentsOf(requests: readonly Envelope[]): Buffer | null {
  const [only = null] = requests
  return requests.length === 1 && only ? only.data : concatDocuments(requests.map(({ data }) => data))
}

function tooManyAnswered(executor: string, limit: number): RpcError {
  return new RpcError(
    STATUS.RESOURCE_EXHAUSTED,
    `the answer of Executor "${executor}" holds more than ${limit} documents: let it answer with fewer, or raise FLOWDECK_MAX_DOCUMENTS`,
  )
}

/** Depth-first from the origins, each Executor once (Jina 3.x: `gateway, a, j, b` for a diamond). */
function routesInOrder({ nodes, origins }: TopologyGraph, routes: (Route | null)[]): Route[] {
  const seen = new Set<number>()
  const ordered: Route[] = []
  const open = origins.toReversed()
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (seen.has(i)) continue
    seen.add(i)
    const route = routes[i]
    if (route) ordered.push(route)
    open.push(...(nodes[i] as TopologyNode).children.toReversed())
  }
  return ordered
}
