import { GATEWAY, type ExecutorSpec, type FlowSpec } from '../flow/flowModel.ts'
import { lastDeployment } from '../flow/buildGraph.ts'

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

const roleOf = (executor: ExecutorSpec) =>
  executor.external
    ? 'EXTERNAL'
    : executor.method === 'needs'
      ? 'JOIN'
      : executor.method === 'inspect'
        ? 'INSPECT'
        : 'DEPLOYMENT'

/** The Flow as a Mermaid flowchart (Jina 3.x: `plot`). The text is all there is: nothing is sent anywhere. */
export function toMermaid(spec: FlowSpec, { vertical = false }: { vertical?: boolean } = {}): string {
  const byName = new Map(spec.executors.map((executor) => [executor.name, executor]))
  const lines = [INIT, `flowchart ${vertical ? 'TD' : 'LR'};`]
  for (const executor of spec.executors) if (!executor.external) lines.push(...podsOf(executor))
  for (const executor of spec.executors) {
    const to = `${executor.name}:::${roleOf(executor)}`
    for (const need of executor.needs.toSorted()) {
      const source = byName.get(need)
      const from =
        need === GATEWAY
          ? 'gatewaystart[gateway]:::GATEWAY'
          : `${need}:::${source ? roleOf(source) : 'DEPLOYMENT'}`
      const arrow = executor.method === 'inspect' || source?.method === 'inspect' ? '-.->' : '-->'
      lines.push(`${from} ${arrow} ${to};`)
    }
  }
  const last = lastDeployment(spec.executors)
  if (last) lines.push(`${last.name}:::${roleOf(last)} --> gatewayend[gateway]:::GATEWAY;`)
  lines.push(...CLASSES.map((line) => `${line};`))
  return `${lines.join('\n')}\n`
}

function podsOf({ name, uses, replicas, shards, args }: ExecutorSpec): string[] {
  const label = (uses ?? (args['uses'] ? 'inline' : 'BaseExecutor'))
    .replace(/"/g, '#quot;')
    .replace(/:\w+@/, ':&ltsecret&gt@')
  const lines = [`subgraph ${name};`, 'direction LR;']
  if (shards > 1) {
    for (let shard = 0; shard < shards; shard++) {
      lines.push(`subgraph ${name}/shard-${shard};`, 'direction TB;')
      for (let replica = 0; replica < replicas; replica++)
        lines.push(`${name}/shard-${shard}/rep-${replica}["${label}"];`)
      lines.push('end;')
    }
  } else
    for (let replica = 0; replica < replicas; replica++)
      lines.push(`${name}/rep-${replica}["${label}"]:::pod;`)
  return [...lines, 'end;']
}
