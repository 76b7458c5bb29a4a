import { issue, type CheckInput } from './checkContext.ts'
import { printExactJson } from '../value/exactJson.ts'
import { sentence } from '../words/sentence.ts'
import { quickFix, type FlowIssue, type YamlPath } from '../model/flowIssue.ts'
import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import type { ExecutorSpec } from '../model/flowModel.ts'
import { checkPorts } from './checkPorts.ts'
import { readList } from '../flow/readLists.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { checkTagsInText } from './checkTagsInText.ts'
import { looksSecret } from '../flow/secretKeys.ts'

/** What is allowed but means something else than it seems to. */
export function checkMeaning(input: CheckInput): FlowIssue[] {
  const { spec, top, yaml } = input
  const found: FlowIssue[] = []
  if (isMapValue(top['with'])) {
    for (const key of ['replicas', 'shards']) {
      const count = top['with'][key]
      if (typeof count === 'number' && count > 1)
        found.push(
          issue(input, 'common-key', 'info', {
            said: sentence('"{{key}}: {{value}}" under "with:" holds for every Executor.', {
              key,
              value: count,
            }),
            path: ['with', key],
          }),
        )
    }
  }
  found.push(...checkTimeout(input, ['with', 'timeout_send'], isMapValue(top['with']) ? top['with'] : {}))
  for (const executor of spec.executors) found.push(...checkExecutor(input, executor))
  found.push(...checkGateway(input), ...checkPorts(input))
  return [...found, ...checkTagsInText(yaml.text)]
}

function checkTimeout(input: CheckInput, path: YamlPath, map: YamlMap, executor?: string): FlowIssue[] {
  const value = map['timeout_send']
  if (value !== 0 && value !== -1) return []
  return [
    issue(input, 'timeout-send-zero', 'warning', {
      said: sentence(
        '"timeout_send: {{value}}" makes every call fail at once in Jina; Flowdeck reads it as no limit. Remove the key to mean that everywhere.',
        { value },
      ),
      path,
      ...(executor === undefined ? {} : { executor }),
      fixes: [
        quickFix(sentence('Remove timeout_send'), {
          type: 'clearField',
          target: executor === undefined ? 'flow' : { executor },
          key: 'timeout_send',
        }),
      ],
    }),
  ]
}

function checkExecutor(input: CheckInput, executor: ExecutorSpec): FlowIssue[] {
  const { args, written, name } = executor
  const found = checkTimeout(input, [...executor.argsPath, 'timeout_send'], written, name)
  const at = (key: string): YamlPath => [...executor.argsPath, key]
  const protocols = [args['protocol'] ?? []].flat().map((p) => String(p).toUpperCase())
  if (executor.shards > 1 && protocols.includes('HTTP'))
    found.push(
      issue(input, 'http-with-shards', 'error', {
        said: sentence('"{{name}}" cannot have shards and speak HTTP. Use gRPC, or one shard.', { name }),
        path: at('protocol'),
        executor: name,
      }),
    )
  if (written['protocol'] !== undefined && protocols.includes('WEBSOCKET'))
    found.push(
      issue(input, 'websocket-executor', 'error', {
        said: sentence(
          '"{{name}}" cannot speak WebSocket; only the Gateway can. Set the protocol under "gateway:" or "with:".',
          { name },
        ),
        path: at('protocol'),
        executor: name,
      }),
    )
  if (protocols.length > 1)
    found.push(
      issue(input, 'one-protocol', 'error', {
        said: sentence(
          '"{{name}}" has {{number}} protocols; an Executor of a Flow speaks one. The Gateway can speak several.',
          {
            name,
            number: protocols.length,
          },
        ),
        path: at('protocol'),
        executor: name,
      }),
    )
  if (executor.external && written['host'] === undefined && written['port'] === undefined)
    found.push(
      issue(input, 'external-without-host', 'error', {
        said: sentence('"{{name}}" is external, but neither host nor port says where it runs.', { name }),
        path: at('external'),
        executor: name,
      }),
    )
  // Jina 3.x: "External Executors with multiple needs have to do auto reduce."
  if (executor.external && executor.needs.length > 1 && args['no_reduce'] === true)
    found.push(
      issue(input, 'external-no-reduce', 'error', {
        said: sentence(
          '"{{name}}" is external and joins {{number}} branches; Jina refuses no_reduce there. Remove no_reduce.',
          { name, number: executor.needs.length },
        ),
        path: at('no_reduce'),
        executor: name,
      }),
    )
  found.push(...checkModules(input, written['py_modules'], at('py_modules'), name))
  for (const holder of ['uses_with', 'env'] as const) {
    if (isMapValue(written[holder]))
      found.push(...checkSecrets(input, [...executor.argsPath, holder], written[holder], name))
  }
  return found
}

function checkSecrets(input: CheckInput, path: YamlPath, map: YamlMap, executor: string): FlowIssue[] {
  return Object.entries(map).flatMap(([key, value]) => {
    if (!looksSecret(key, value)) return []
    return [
      issue(input, 'plain-secret', 'warning', {
        said: sentence('"{{key}}" looks like a secret in plain text. Pass it as a variable: {{variable}}.', {
          key,
          variable: `\${{ ENV.${key.toUpperCase()} }}`,
        }),
        path: [...path, key],
        executor,
        at: 'value',
      }),
    ]
  })
}

/** Jina opens the file of modules while it loads a Flow; opening runs nothing here. */
function checkModules(
  input: CheckInput,
  modules: YamlValue | undefined,
  path: YamlPath,
  executor: string,
): FlowIssue[] {
  if (typeof modules !== 'string' && !Array.isArray(modules)) return []
  return [
    issue(input, 'py-modules-at-start', 'info', {
      said: sentence('{{modules}} must exist at Start (Jina imports it as soon as it loads the file).', {
        modules: printExactJson(modules),
      }),
      path,
      executor,
    }),
  ]
}

function checkGateway(input: CheckInput): FlowIssue[] {
  const { args, protocols } = input.spec.gateway
  const found = checkModules(input, args['py_modules'], ['gateway', 'py_modules'], 'gateway')
  const place =
    isMapValue(input.top['gateway']) &&
    (input.top['gateway']['port'] !== undefined || input.top['gateway']['protocol'] !== undefined)
      ? 'gateway'
      : 'with'
  const ports = readList(args['port'])
  if (ports.length > 1 && ports.length !== protocols.length)
    found.push(
      issue(input, 'port-count', 'error', {
        said:
          protocols.length === 1
            ? sentence(
                'The Gateway has 1 protocol ({{protocols}}) but {{ports}} ports. Give one port per protocol.',
                { protocols: protocols.join(', '), ports: ports.length },
              )
            : sentence(
                'The Gateway has {{number}} protocols ({{protocols}}) but {{ports}} ports. Give one port per protocol.',
                { number: protocols.length, protocols: protocols.join(', '), ports: ports.length },
              ),
        path: [place, 'port'],
        executor: 'gateway',
      }),
    )
  if (ports.length === 1 && protocols.length > 1)
    found.push(
      issue(input, 'port-count', 'warning', {
        said: sentence(
          'One port for {{number}} protocols: Jina replaces it by random ports. Give one port per protocol.',
          { number: protocols.length },
        ),
        path: [place, 'port'],
        executor: 'gateway',
      }),
    )
  if (
    (args['ssl_certfile'] ?? null) === null
      ? (args['ssl_keyfile'] ?? null) !== null
      : (args['ssl_keyfile'] ?? null) === null
  )
    found.push(
      issue(input, 'tls-half', 'error', {
        said: sentence('TLS needs both ssl_certfile and ssl_keyfile.'),
        path: ['gateway', (args['ssl_certfile'] ?? null) === null ? 'ssl_keyfile' : 'ssl_certfile'],
        executor: 'gateway',
      }),
    )
  return found
}
