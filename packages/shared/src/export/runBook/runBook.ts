import { printExactJson } from '../../value/exactJson.ts'
import type { YamlValue } from '../../value/yamlValue.ts'
import type { ExecutorSpec, FlowSpec } from '../../model/flowModel.ts'
import type { ServerAddress } from '../code/addresses.ts'
import { shellWord } from '../code/shellCode.ts'
import { toMermaid } from '../picture/toMermaid.ts'
import { explainFlow } from './explainFlow.ts'
import { code, fence, listed, plain, table } from './markdown.ts'
import { neededVariables } from './neededVariables.ts'

export interface RunBookInput {
  /** Path of the Flow file, as commands name it. */
  file: string
  spec: FlowSpec
  /** What the file says of itself: its first comment. */
  description: string
  /** Where clients reach the Gateway; ports of the file, or those of a run. */
  gateway: readonly ServerAddress[]
  /** False while the file names no port. */
  fixedPorts: boolean
  endpoints: readonly { endpoint: string; executors: readonly string[] }[]
  namespace: string
}

/** What somebody on call must know of a Flow, as Markdown; the same Flow always gives the same text. */
export function runBook(input: RunBookInput): string {
  const { spec, file, description } = input
  const part = (title: string, lines: readonly string[]) => ['', `## ${title}`, '', ...lines]
  return `${[
    `# Run-book: ${plain(spec.name ?? file)}`,
    '',
    ...(description === '' ? [] : [plain(description), '']),
    `This is what runs from ${code(file)}: a Gateway and ${executorCount(spec)}.`,
    ...part(
      'What happens to a request',
      explainFlow(spec).map((sentence, i) => `${i + 1}. ${sentence}`),
    ),
    ...part('Picture', fence('mermaid', toMermaid(spec))),
    ...part('Executors', executorTable(spec.executors)),
    ...part('Ports', ports(input)),
    ...part('Environment', environment(spec)),
    ...part('Endpoints', endpoints(input)),
    ...part('Start and stop', startAndStop(input)),
    ...part('Is it well?', health(input)),
    ...part('Scale', scale(input)),
    ...part('Logs', logs(input)),
  ].join('\n')}\n`
}

function executorCount({ executors }: FlowSpec): string {
  const pods = executors
    .filter(({ external }) => !external)
    .reduce((sum, { replicas, shards }) => sum + replicas * shards, 0)
  const outside = executors.filter(({ external }) => external).length
  const words = `${executors.length} ${executors.length === 1 ? 'Executor' : 'Executors'} in ${pods} ${pods === 1 ? 'process' : 'processes'}`
  return outside > 0 ? `${words} (${outside} of them elsewhere)` : words
}

function executorTable(executors: readonly ExecutorSpec[]): string[] {
  if (executors.length === 0) return ['None.']
  return table(
    ['Name', 'What runs', 'Waits for', 'Replicas × shards', 'Note'],
    executors.map((executor) => [
      code(executor.name),
      executor.uses
        ? code(executor.uses)
        : executor.args['uses']
          ? 'inline config'
          : 'passes Documents through',
      listed(executor.needs),
      executor.external ? 'elsewhere' : `${executor.replicas} × ${executor.shards}`,
      notesOf(executor),
    ]),
  )
}

function notesOf({ floating, external, args }: ExecutorSpec): string {
  const notes: string[] = []
  if (floating) notes.push('floating')
  if (external) notes.push('external')
  if (args['when'] !== undefined && args['when'] !== null) notes.push('sees only some Documents')
  if (args['gpus']) notes.push(`GPU: ${plain(String(args['gpus']))}`)
  if (args['stateful'] === true) notes.push('stateful')
  if (args['uses_dynamic_batching']) notes.push('batches')
  if (Array.isArray(args['volumes']) && args['volumes'].length > 0)
    notes.push(`volumes ${listed(args['volumes'].map(String))}`)
  return notes.join(', ')
}

function ports({ gateway, fixedPorts, spec }: RunBookInput): string[] {
  const monitoring = (args: Record<string, unknown>) => args['monitoring'] === true
  const rows = [
    ...gateway.map(({ protocol, port, tls }) => [
      'Gateway',
      protocol,
      fixedPorts ? String(port) : 'chosen at each start',
      tls ? 'TLS' : '',
    ]),
    ...(monitoring(spec.gateway.args)
      ? [['Gateway', 'Prometheus', portText(spec.gateway.args['port_monitoring']), '`/metrics`']]
      : []),
    ...spec.executors
      .filter(({ external, args }) => !external && monitoring(args))
      .map(({ name, args }) => [code(name), 'Prometheus', portText(args['port_monitoring']), '`/metrics`']),
    ...spec.executors
      .filter(({ external }) => external)
      .map(({ name, args }) => [
        code(name),
        'gRPC',
        portText(args['port']),
        `runs elsewhere, at ${code(String(args['host'] ?? 'localhost'))}`,
      ]),
  ]
  return [
    ...table(['Who', 'What', 'Port', 'Note'], rows),
    ...(fixedPorts ? [] : ['', 'Write `port` under `gateway:` to fix the ports of the Gateway.']),
  ]
}

const portText = (value: YamlValue | undefined) =>
  value === undefined || value === null ? 'chosen at each start' : plain(printExactJson(value))

function environment(spec: FlowSpec): string[] {
  const { environment: wanted, context, secrets, set } = neededVariables(spec)
  const rows = [
    ...[...wanted].map(([name, users]) => [code(name), 'must be set before the start', listed(users)]),
    ...[...context].map(([name, users]) => [
      code(name),
      `is given with the command: ${code(`--env ${name}=…`)}`,
      listed(users),
    ]),
    ...[...secrets].map(([name, from]) => [code(name), `comes from the Kubernetes secret ${code(from)}`, '']),
    ...[...set].map(([name, users]) => [code(name), 'is set by the file', listed(users)]),
  ]
  return rows.length === 0
    ? ['The Flow needs no variables.']
    : table(['Variable', 'Where it comes from', 'Used by'], rows)
}

function endpoints({ endpoints: known }: RunBookInput): string[] {
  if (known.length === 0)
    return [
      'The sources that are at hand name no endpoint. A running Flow tells its own: `GET /openapi.json`.',
    ]
  return table(
    ['Endpoint', 'Answered by'],
    known.map(({ endpoint, executors }) => [code(endpoint), listed(executors) || 'unknown']),
  )
}

function startAndStop({ file, spec }: RunBookInput): string[] {
  const given = [...neededVariables(spec).context.keys()].map((name) => ` ${name}=…`).join('')
  const env = given === '' ? '' : ` --env${given}`
  return [
    'On one machine:',
    '',
    ...fence(
      'sh',
      `npx flowdeck flow --uses ${shellWord(file)}${env}   # or: jina flow --uses …; Ctrl+C stops it`,
    ),
    '',
    'As containers, after an export to Docker Compose or Kubernetes:',
    '',
    ...fence(
      'sh',
      'docker compose up --detach\ndocker compose down\n\nkubectl apply --recursive --filename .\nkubectl delete --recursive --filename .',
    ),
  ]
}

function health({ gateway }: RunBookInput): string[] {
  return [
    'Exit code 0 means that the Gateway and every Executor behind it answer.',
    '',
    ...fence(
      'sh',
      gateway
        .map(
          ({ protocol, host, port, tls }) =>
            `npx flowdeck ping flow ${protocol === 'websocket' ? 'ws' : protocol}${tls ? 's' : ''}://${host}:${port}`,
        )
        .join('\n'),
    ),
  ]
}

const dns = (name: string) => name.replaceAll(/[/_]/g, '-').toLowerCase()

function scale({ spec, namespace }: RunBookInput): string[] {
  const scalable = spec.executors.filter(({ external }) => !external)
  if (scalable.length === 0) return ['There is nothing to scale.']
  const example = scalable[0] as ExecutorSpec
  return [
    `Set ${code('replicas')} of an Executor in the file and start again; requests take turns. Shards hold parts of the data: more of them need the data to be indexed anew.`,
    '',
    ...fence(
      'sh',
      `kubectl --namespace ${shellWord(namespace)} scale deployment/${dns(example.name)}${example.shards > 1 ? '-0' : ''} --replicas ${example.replicas + 1}`,
    ),
  ]
}

function logs({ spec, namespace }: RunBookInput): string[] {
  const first = spec.executors.find(({ external }) => !external)
  const name = first ? dns(first.name) : 'gateway'
  return [
    'The editor shows them in its Logs tab, per Executor and per request. Elsewhere:',
    '',
    ...fence(
      'sh',
      `docker compose logs --follow ${name}\nkubectl --namespace ${shellWord(namespace)} logs --follow deployment/${name}`,
    ),
  ]
}
