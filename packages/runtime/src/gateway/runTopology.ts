import { matchesCondition, type JsonObject } from '@flowdeck/shared'
import { documentIds, filterDocuments, orderDocuments } from '../data/documentSlices.ts'
import { readAnswer, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { parametersBytesFor, readStruct, RESULTS, writeStruct } from '../data/parameters.ts'
import { writePassages, type Passage } from '../data/passages.ts'
import { writeRoute, type Route } from '../data/status.ts'
import { sendRequests } from '../networking/sendRequests.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { joinParts } from './joinParts.ts'
import type { TopologyGraph, TopologyNode } from './TopologyGraph.ts'

/** Asked of every Executor to find out whether the whole Flow answers; never filtered by endpoint (Jina 3.x). */
export const DRY_RUN_ENDPOINT = '_jina_dry_run_'

/** What one node hands to the next: its request, and whether an Executor failed on the way. */
interface Part {
  envelope: Envelope
  failed: boolean
  /** Rises with arrival: a join merges in that order. */
  arrived: number
}

interface Run {
  request: Envelope
  target: RegExp | null
  signal: Cancellation
  routes: (Route | null)[]
  results: JsonObject
  arrivals: number
  /** What went through each Executor; null when nobody asked. */
  passages: Passage[] | null
}

export interface TopologyOptions {
  signal: Cancellation
  onFloating: (done: Promise<unknown>) => void
  /** Send along what went into each Executor and what came out. */
  trace?: boolean
}

/** The clock of routes: wall time with the monotonic clock's resolution. */
const epoch = performance.timeOrigin
const nowMs = () => epoch + performance.now()

/**
 * When the Gateway was done, in a later millisecond than it began. Jina 3.x: `Client.profiling` divides by the difference of both
 * in whole milliseconds.
 */
const endOf = ({ startMs }: Route) => Math.max(nowMs(), Math.floor(startMs) + 1)

/**
 * Sends one request through the graph and gives the answer for the client.
 * Jina 3.x: floating Executors run on after the answer; their promises go to `onFloating`.
 * @throws RpcError when an Executor cannot be reached, or `target_executor` is no regular expression
 */
export async function runTopology(
  { nodes, last, ordered }: TopologyGraph,
  request: Envelope,
  { signal, onFloating, trace = false }: TopologyOptions,
): Promise<Envelope> {
  const gateway: Route = { executor: 'gateway', startMs: nowMs(), endMs: null, status: null }
  const run: Run = {
    // Jina 3.x: the Gateway overwrites target_executor with an empty text, which the client gets back.
    request: { ...request, target: request.target === undefined ? undefined : '' },
    target: targetPattern(request.target),
    signal,
    routes: nodes.map(() => null),
    results: {},
    arrivals: 0,
    passages: trace ? [] : null,
  }
  const outer: Part = { envelope: run.request, failed: false, arrived: 0 }
  const parts: Promise<Part>[] = []
  // Beside the request: a caller that leaves must not stop what floats.
  const background: Run = { ...run, signal: new Cancellation() }
  for (const [i, node] of nodes.entries()) {
    const waited =
      node.parents.length === 0
        ? [Promise.resolve(outer)]
        : node.parents.map((parent) => parts[parent] as Promise<Part>)
    const part = step(node, i, { run: node.answers ? run : background, waited })
    parts.push(part)
    if (!node.answers) onFloating(part.catch(() => {}))
    else part.catch(() => {})
  }
  const answer = last === null ? outer : await (parts[last] as Promise<Part>)
  gateway.endMs = endOf(gateway)
  const finished = answer.envelope
  return {
    ...finished,
    ...(ordered ? { data: orderDocuments(finished.data, documentIds(request.data)) } : {}),
    ...(run.passages ? { rest: Buffer.concat([finished.rest, writePassages(run.passages)]) } : {}),
    requestId: request.requestId,
    endpoint: request.endpoint,
    parameters: finalParameters(request.parameters, run.results),
    routes: [writeRoute(gateway), ...routesInOrder(nodes, run.routes).map(writeRoute)],
  }
}

async function step(
  node: TopologyNode,
  index: number,
  { run, waited }: { run: Run; waited: Promise<Part>[] },
): Promise<Part> {
  const gathered = await gather(waited)
  if (!Array.isArray(gathered)) return gathered
  const route: Route = { executor: node.name, startMs: nowMs(), endMs: null, status: null }
  run.routes[index] = route
  const several = gathered.length > 1
  if (!isWanted(node, run))
    return several ? pass(joinParts(gathered.map((p) => p.envelope)), run) : (gathered[0] as Part)
  const parts = gathered.map((p) => filtered(node, p.envelope))
  const requests = several && !node.noReduce ? [joinParts(parts)] : parts
  const reply = await send(node, requests, run)
  route.endMs = nowMs()
  const envelope = readAnswer(reply.message, node.name)
  collectResults(envelope, run.results)
  run.passages?.push({ executor: node.name, docsIn: requests[0]?.data ?? null, docsOut: envelope.data })
  const failed = reply.trailers['is-error'] === 'true'
  if (failed) route.status = envelope.status
  return { envelope: failed ? envelope : { ...envelope, status: null }, failed, arrived: ++run.arrivals }
}

/** Jina 3.x: an Executor whose condition lets nothing through is still called, with no Documents. */
function filtered({ condition }: TopologyNode, envelope: Envelope): Envelope {
  if (!condition) return envelope
  const data = filterDocuments(envelope.data, (doc, generation) =>
    matchesCondition(condition, doc, generation),
  )
  return { ...envelope, data }
}

function pass(envelope: Envelope, run: Run): Part {
  return { envelope, failed: false, arrived: ++run.arrivals }
}

/** All parts in order of arrival, or the first that failed, at once (Jina 3.x: a join that loses a branch never fires). */
async function gather(waited: Promise<Part>[]): Promise<Part[] | Part> {
  if (waited.length === 1) {
    const part = await (waited[0] as Promise<Part>)
    return part.failed ? part : [part]
  }
  const failure = new Promise<Part>((resolve, reject) => {
    for (const promise of waited) promise.then((part) => part.failed && resolve(part), reject)
  })
  const all = await Promise.race([failure, Promise.all(waited)])
  if (!Array.isArray(all)) return all
  return all.find((part) => part.failed) ?? all.toSorted((a, b) => a.arrived - b.arrived)
}

function isWanted(node: TopologyNode, { request, target }: Run): boolean {
  const endpoint = request.endpoint ?? ''
  if (
    node.endpoints &&
    endpoint !== DRY_RUN_ENDPOINT &&
    !node.endpoints.has(endpoint) &&
    !node.endpoints.has('/default')
  )
    return false
  return target === null || target.test(node.name)
}

async function send(node: TopologyNode, requests: Envelope[], run: Run) {
  const { replicas } = node
  if (!replicas) throw new RpcError(STATUS.INTERNAL, `Executor "${node.name}" has no connections`)
  const outgoing = requests.map((envelope) =>
    writeEnvelope({
      ...envelope,
      target: run.request.target,
      parameters: parametersBytesFor(node.name, run.request.parameters),
    }),
  )
  return await sendRequests(replicas, outgoing, run.request.endpoint ?? '', { signal: run.signal })
}

const RESULTS_BYTES = Buffer.from(RESULTS)

function collectResults(envelope: Envelope, results: JsonObject): void {
  const { parameters } = envelope
  if (!parameters?.includes(RESULTS_BYTES)) return
  const own = readStruct(parameters)[RESULTS]
  if (typeof own === 'object' && own !== null && !Array.isArray(own)) Object.assign(results, own)
}

function finalParameters(original: Buffer | null, results: JsonObject): Buffer | null {
  if (Object.keys(results).length === 0) return original
  return writeStruct({ ...readStruct(original), [RESULTS]: results })
}

/** Depth-first from the origins, each Executor once (Jina 3.x: `gateway, a, j, b` for a diamond). */
function routesInOrder(nodes: TopologyNode[], routes: (Route | null)[]): Route[] {
  const seen = new Set<number>()
  const ordered: Route[] = []
  const open = nodes.flatMap((node, i) => (node.parents.length === 0 ? [i] : [])).reverse()
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (seen.has(i)) continue
    seen.add(i)
    const route = routes[i]
    if (route) ordered.push(route)
    open.push(...(nodes[i] as TopologyNode).children.toReversed())
  }
  return ordered
}

const patterns = new Map<string, RegExp>()
const MAX_PATTERNS = 200

/** Python's `re.match`: anchored at the start only. Null when every Executor is meant. */
function targetPattern(target: string | undefined): RegExp | null {
  if (!target) return null
  const known = patterns.get(target)
  if (known) return known
  try {
    const pattern = new RegExp(`^(?:${target})`)
    if (patterns.size >= MAX_PATTERNS) patterns.clear()
    patterns.set(target, pattern)
    return pattern
  } catch (thrown) {
    throw new RpcError(
      STATUS.INVALID_ARGUMENT,
      `target_executor "${target}" is no regular expression: ${(thrown as Error).message}`,
    )
  }
}
