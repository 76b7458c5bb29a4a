import { issue, type CheckInput } from './checkContext.ts'
import { sentence } from '../words/sentence.ts'
import { quickFix, type FlowIssue, type YamlPath } from '../model/flowIssue.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import type { ExecutorSpec } from '../model/flowModel.ts'
import { readPorts } from '../flow/readLists.ts'
import { isMapValue } from '../value/exactNumber.ts'

/** Ports: one per listener, and nobody's twice. */
export function checkPorts(input: CheckInput): FlowIssue[] {
  const { spec } = input
  const seen = new Map<number, string>()
  const found: FlowIssue[] = spec.executors.flatMap((executor) => checkCounts(input, executor))
  const note = (port: YamlValue | undefined, owner: string, path: YamlPath, key = 'port') => {
    for (const value of readPorts(port) ?? []) {
      const other = seen.get(value)
      if (other !== undefined)
        found.push(
          issue(input, 'duplicate-port', 'error', {
            said: sentence(
              'Port {{port}} is wanted by "{{owner}}" and by "{{other}}". Change one, or remove it to get a free one.',
              { port: value, owner, other },
            ),
            path,
            executor: owner,
            at: 'value',
            fixes:
              owner === 'gateway'
                ? []
                : [
                    quickFix(sentence('Remove the port of "{{owner}}"', { owner }), {
                      type: 'clearField',
                      target: { executor: owner },
                      key,
                    }),
                  ],
          }),
        )
      else seen.set(value, owner)
    }
  }
  note(spec.gateway.ports, 'gateway', [
    isMapValue(input.top['gateway']) && input.top['gateway']['port'] !== undefined ? 'gateway' : 'with',
    'port',
  ])
  note(spec.gateway.args['port_monitoring'], 'gateway', [
    isMapValue(input.top['gateway']) && input.top['gateway']['port_monitoring'] !== undefined
      ? 'gateway'
      : 'with',
    'port_monitoring',
  ])
  for (const executor of spec.executors)
    if (!executor.external)
      for (const key of ['port', 'port_monitoring'])
        note(executor.written[key], executor.name, [...executor.argsPath, key], key)
  return found
}

/** Jina 3.x: a text is split at its commas, and what is between two is one, even if it is empty. */
function countWords(value: YamlValue | undefined): number {
  const items = Array.isArray(value) ? value : [value ?? []].flat()
  return items.reduce<number>(
    (count, item) => count + (typeof item === 'string' ? item.split(',').length : 1),
    0,
  )
}

/** Jina 3.x: as many hosts as ports, and as many as replicas; one of either stands for all. */
function checkCounts(input: CheckInput, executor: ExecutorSpec): FlowIssue[] {
  const { name, written, replicas } = executor
  const hosts = countWords(written['host'])
  const ports = countWords(written['port'])
  const next = sentence('Jina does not load it: give one for each, or a single one.')
  const most = Math.max(hosts, ports)
  const wrong =
    hosts > 1 && ports > 1 && hosts !== ports
      ? sentence('"{{name}}" has {{hosts}} hosts but {{ports}} ports.', { name, hosts, ports }, next)
      : most > 1 && replicas > 1 && replicas !== most
        ? ports >= hosts
          ? sentence(
              '"{{name}}" has {{replicas}} replicas but {{ports}} ports.',
              { name, replicas, ports },
              next,
            )
          : sentence(
              '"{{name}}" has {{replicas}} replicas but {{hosts}} hosts.',
              { name, replicas, hosts },
              next,
            )
        : null
  if (wrong === null)
    return executor.external && replicas > 1 && most === 1 ? [replicasWithoutHost(input, executor)] : []
  const path = [...executor.argsPath, ports > 1 ? 'port' : 'host']
  return [
    issue(input, 'port-count', 'error', {
      said: wrong,
      path,
      executor: name,
    }),
  ]
}

/** Jina 3.x: raises IndexError, for it looks up an address for each replica. */
function replicasWithoutHost(input: CheckInput, { name, replicas, argsPath }: ExecutorSpec): FlowIssue {
  return issue(input, 'replicas-without-host', 'error', {
    said: sentence(
      '"{{name}}" is external with {{replicas}} replicas, but has one address. Give a host or a port for each, or remove replicas.',
      { name, replicas },
    ),
    path: [...argsPath, 'replicas'],
    executor: name,
    fixes: [
      quickFix(sentence('Remove replicas'), {
        type: 'clearField',
        target: { executor: name },
        key: 'replicas',
      }),
    ],
  })
}
