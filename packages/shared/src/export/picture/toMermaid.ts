import { lastDeployment } from '../../flow/buildGraph.ts'
import { GATEWAY, type ExecutorSpec, type FlowSpec } from '../../model/flowModel.ts'

const INIT =
  '%%{init:{ "theme": "base", "themeVariables": { "primaryColor": "#fff", "primaryBorderColor": "#fff", "mainBkg": "#32C8CD", "clusterBkg": "#EEEDE78C", "secondaryBorderColor": "none", "tertiaryBorderColor": "none", "lineColor": "#a6d8da" }}}%%'
const CLASSES = [
  'classDef INSPECT stroke:#F29C9F',
  'classDef JOIN_INSPECT stroke:#F29C9F',
  'classDef GATEWAY fill:none,color:#000,stroke:none',
  'classDef INSPECT_AUX_PASS stroke-dasharray: 2 2',
  'classDef HEADTAIL fill:#32C8CD1D',
  'classDef EXTERNAL fill:#fff,stroke:#32C8CD',
]
/** Words that end or open something in a Mermaid text and so cannot be an id by themselves. */
const RESERVED =
  /^(?:end|graph|flowchart|subgraph|direction|style|linkStyle|class|classDef|click|default|call|href)$/i

/**
 * The Flow as a Mermaid flowchart (Jina 3.x: `plot`, which sends the text to a service; here it goes nowhere).
 * Ids follow Jina's, the odd `rep-0/rep-1` of replicas included; labels are quoted once, as Mermaid wants them.
 */
export function toMermaid(spec: FlowSpec, { vertical = false }: { vertical?: boolean } = {}): string {
  const byName = new Map(spec.executors.map((executor) => [executor.name, executor]))
  const lines = [INIT, `flowchart ${vertical ? 'TD' : 'LR'};`]
  for (const executor of spec.executors) if (!executor.external) lines.push(...subgraphOf(executor))
  for (const executor of spec.executors)
    for (const need of executor.needs.toSorted()) lines.push(edge(need, executor, byName.get(need)))
  const last = lastDeployment(spec.executors)
  if (last) lines.push(`${node(last)} --> gatewayend[gateway]:::GATEWAY;`)
  return `${[...lines, ...CLASSES.map((line) => `${line};`)].join('\n')}\n`
}

function edge(need: string, executor: ExecutorSpec, source: ExecutorSpec | undefined): string {
  const arrow = executor.method === 'inspect' || source?.method === 'inspect' ? '-.->' : '-->'
  const from =
    need === GATEWAY
      ? 'gatewaystart[gateway]:::GATEWAY'
      : source
        ? node(source)
        : `${idOf(need)}:::DEPLOYMENT`
  return `${from} ${arrow} ${node(executor)};`
}

function node(executor: ExecutorSpec): string {
  return `${idOf(executor.name)}:::${getRole(executor)}`
}

function getRole({ external, method, needs }: ExecutorSpec): string {
  if (external) return 'EXTERNAL'
  // Jina 3.x: `needs_all` that finds a single Executor adds one behind it.
  if (method === 'needs' || (method === 'needs_all' && needs.length > 1)) return 'JOIN'
  return method === 'inspect' ? 'INSPECT' : 'DEPLOYMENT'
}

function idOf(name: string): string {
  return RESERVED.test(name) ? `${name}_` : name
}

/** The Pods of one Executor: one box, one box per replica, or a box of replicas per shard between head and tail. */
function subgraphOf({ name, uses, replicas, shards, args }: ExecutorSpec): string[] {
  const id = idOf(name)
  const label = labelOf(uses ?? (args['uses'] ? 'inline' : 'BaseExecutor'))
  const open = id === name ? `subgraph ${id};` : `subgraph ${id}["${name}"];`
  const pods = (prefix: string) =>
    Array.from({ length: replicas }, (_, replica) => `${prefix}/rep-${replica}["${label}"]:::pod;`)
  if (shards <= 1) {
    const boxes = replicas > 1 ? pods(`${id}/rep-0`) : pods(id)
    return [open, 'direction LR;', ...boxes, 'end;']
  }
  const lines = [open, 'direction LR;']
  const before = args['uses_before']
  const after = args['uses_after']
  for (let shard = 0; shard < shards; shard++) {
    const shardId = `${id}/shard-${shard}`
    lines.push(`subgraph ${shardId}`, 'direction TB', ...pods(shardId), 'end')
    if (typeof before === 'string') lines.push(`${id}-head["${labelOf(before)}"]:::HEADTAIL --> ${shardId};`)
    if (typeof after === 'string') lines.push(`${shardId} --> ${id}-tail["${labelOf(after)}"]:::HEADTAIL;`)
  }
  return [...lines, 'end;']
}

/** What runs in a Pod; secrets in Hub addresses are hidden (Jina 3.x). */
function labelOf(uses: string): string {
  return uses.replaceAll('"', '#quot;').replace(/:[^/@:\s]+@/, ':&ltsecret&gt@')
}
