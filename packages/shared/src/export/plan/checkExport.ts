import { sentence } from '../../words/sentence.ts'
import { type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../../model/flowModel.ts'
import { findVariables, hasVariable } from '../../yaml/variables.ts'
import { serviceName } from './addresses.ts'
import { checkVariables } from './checkVariables.ts'
import { tlsFiles } from './containers.ts'
import type { ExportPlan } from './exportPlan.ts'
import { exportProblem } from './exportProblem.ts'
import type { ExportProblem } from './exportTypes.ts'
import { readList } from '../../flow/readLists.ts'
import { externalAddressesOf } from './hostPort.ts'
import { dnsName } from './images.ts'
import { podParts } from './podParts.ts'
import { pythonText } from '../../value/pythonText.ts'
import { mountsOf } from './volumes.ts'

/** Longest name of a Service in Kubernetes, and of a host in DNS. */
const MAX_NAME = 63

/** What is wrong with a Flow once it leaves this machine, for both formats. */
export function checkExport(plan: ExportPlan, format: 'compose' | 'kubernetes'): ExportProblem[] {
  return [
    ...checkNames(plan, format),
    ...plan.executors.flatMap((executor) => checkExecutor(executor, plan, format)),
    ...plan.spec.executors.filter((executor) => executor.external).flatMap(checkExternal),
    ...checkPorts(plan),
    ...checkTls(plan, format),
    ...checkVariables(plan, format),
  ]
}

function checkNames(plan: ExportPlan, format: 'compose' | 'kubernetes'): ExportProblem[] {
  const problems: ExportProblem[] = []
  const owners = new Map<string, string>([[GATEWAY, GATEWAY]])
  const mangle = plan.options.jina_exact ? dnsName : serviceName
  for (const executor of plan.executors) {
    const names = podParts(executor).flatMap(({ role, name }) => {
      if (format === 'kubernetes') return role === 'head' || role === 'worker' ? [name] : []
      return role === 'worker' && executor.replicas > 1
        ? Array.from({ length: executor.replicas }, (_, i) => `${name}/rep-${i}`)
        : [name]
    })
    for (const name of names.map(mangle)) {
      const owner = owners.get(name)
      if (owner !== undefined)
        problems.push(
          exportProblem({
            code: 'name-collision',
            severity: 'error',
            executor: executor.name,
            said: sentence(
              '"{{owner}}" and "{{executor}}" are both called "{{name}}" once they are exported: names are written in lower case, with - for _.',
              { owner, executor: executor.name, name },
            ),
            fix: sentence('Rename "{{name}}".', { name: executor.name }),
          }),
        )
      owners.set(name, executor.name)
    }
    const longest = names.map(mangle).find((name) => name.length > MAX_NAME)
    if (longest !== undefined)
      problems.push(
        exportProblem({
          code: 'name-too-long',
          severity: 'error',
          executor: executor.name,
          said: sentence(
            '"{{name}}" is exported as "{{exported}}", which has {{length}} characters; {{most}} are allowed.',
            { name: executor.name, exported: longest, length: longest.length, most: MAX_NAME },
          ),
          fix: sentence('Give it a shorter name.'),
        }),
      )
  }
  return problems
}

function checkExecutor(
  executor: ExecutorSpec,
  plan: ExportPlan,
  format: 'compose' | 'kubernetes',
): ExportProblem[] {
  const { args, name } = executor
  const about = { executor: name }
  const problems: ExportProblem[] = []
  for (const { kind, source, target } of mountsOf(executor)) {
    if (kind === 'variable') continue
    if (!target.startsWith('/') && !hasVariable(target))
      problems.push(
        exportProblem({
          ...about,
          code: 'volume-meaning',
          severity: 'error',
          said: sentence('The volume "{{volume}}" of "{{name}}" names no absolute path in the container.', {
            volume: kind === 'own' ? target : `${source}:${target}`,
            name,
          }),
          fix: sentence('Write host:container, name:container, or an absolute path in the container.'),
        }),
      )
    else if (kind === 'host' && format === 'kubernetes')
      problems.push(
        exportProblem({
          ...about,
          code: 'host-volume',
          severity: 'warning',
          said: sentence(
            '"{{name}}" mounts the folder {{source}} of this machine at {{target}}. A cluster has no such folder: a claim for an empty volume is written.',
            { name, source, target },
          ),
          fix: sentence('Copy the data into the volume, or put it into the image.'),
        }),
      )
    else if (kind === 'own')
      problems.push(
        exportProblem({
          ...about,
          code: 'volume-meaning',
          severity: 'info',
          said: sentence(
            'The volume "{{target}}" of "{{name}}" is read as a path in the container, with a volume of its own behind it. (Run with docker by Jina itself it would be a folder of this machine.)',
            { target, name },
          ),
          fix: sentence('Write HOST_FOLDER:{{target}} to mount a folder of this machine.', { target }),
        }),
      )
  }
  const gpus = args['gpus'] === undefined || args['gpus'] === null ? '' : pythonText(args['gpus'])
  if (format === 'kubernetes' && gpus !== '' && !/^\d+$/.test(gpus))
    problems.push(
      exportProblem({
        ...about,
        code: 'gpu',
        severity: 'warning',
        said: sentence('Kubernetes gives out GPUs by number, not by "{{gpus}}" ("{{name}}").', {
          gpus,
          name,
        }),
        fix: sentence('Write a count: gpus: 1.'),
      }),
    )
  if (typeof args['workspace'] === 'string' && !args['workspace'].startsWith('/') && !plan.options.jina_exact)
    problems.push(
      exportProblem({
        ...about,
        code: 'workspace',
        severity: 'info',
        said: sentence(
          'The workspace "{{workspace}}" of "{{name}}" is below /app in the container, and gone with it unless a volume is there.',
          { workspace: args['workspace'], name },
        ),
        fix: sentence('Add a volume for /app, or write an absolute workspace.'),
      }),
    )
  return problems
}

function checkExternal(executor: ExecutorSpec): ExportProblem[] {
  return externalAddressesOf(executor).flatMap(({ host, port }) =>
    port === null
      ? [
          exportProblem({
            code: 'host-without-port',
            severity: 'error',
            executor: executor.name,
            said: sentence(
              'The host "{{host}}" of the external Executor "{{name}}" has no port (Jina would write "None").',
              { host, name: executor.name },
            ),
            fix: sentence('Write the port: host: SCHEME://HOST:PORT, or port: PORT.'),
          }),
        ]
      : [],
  )
}

function checkPorts({ spec, ports }: ExportPlan): ExportProblem[] {
  const problems: ExportProblem[] = []
  const check = (executor: string, key: string, value: YamlValue | undefined) => {
    for (const written of readList(value)) {
      const port = Number(written)
      if (Number.isInteger(port) && port >= 1 && port <= 65_535) continue
      // A variable is a problem of its own.
      if (typeof written === 'string' && findVariables(written).length > 0) continue
      problems.push(
        exportProblem({
          code: 'bad-port',
          severity: 'error',
          executor,
          said: sentence('{{key}} "{{value}}" of "{{name}}" is no port: 1 to 65535 are.', {
            key,
            value: pythonText(written),
            name: executor,
          }),
          fix: sentence('Write a port in that range, or remove the key.'),
        }),
      )
    }
  }
  for (const { name, args } of [{ name: GATEWAY, args: spec.gateway.args }, ...spec.executors]) {
    check(name, 'port', args['port'])
    check(name, 'port_monitoring', args['port_monitoring'])
  }
  const twice = ports.gateway.find((port, i) => ports.gateway.indexOf(port) !== i)
  if (twice !== undefined)
    problems.push(
      exportProblem({
        code: 'bad-port',
        severity: 'error',
        executor: GATEWAY,
        said: sentence('Two protocols of the Gateway want port {{port}}.', { port: twice }),
        fix: sentence('Give each protocol a port of its own.'),
      }),
    )
  return problems
}

function checkTls(plan: ExportPlan, format: 'compose' | 'kubernetes'): ExportProblem[] {
  const tls = tlsFiles(plan)
  if (!tls || plan.options.jina_exact) return []
  return [
    exportProblem({
      code: 'tls-files',
      severity: 'info',
      executor: GATEWAY,
      said:
        format === 'compose'
          ? sentence(
              "Compose reads the Gateway's certificate from {{cert}} and {{key}}, relative to docker-compose.yml.",
              { cert: tls.cert, key: tls.key },
            )
          : sentence(
              'The certificate of the Gateway comes from the Secret gateway-tls, which holds private data and so is not written.',
            ),
      fix:
        format === 'compose'
          ? sentence('Keep both files there.')
          : sentence('kubectl create secret tls gateway-tls --cert={{cert}} --key={{key}}', {
              cert: tls.cert,
              key: tls.key,
            }),
    }),
  ]
}
