import { GATEWAY, type ExecutorSpec, type YamlMap, type YamlValue } from '../flow/flowModel.ts'
import { findVariables } from '../yaml/variables.ts'
import { looksSecret } from '../flow/secretKeys.ts'
import { serviceName } from './addresses.ts'
import { mapOf, tlsFiles } from './containers.ts'
import type { ExportPlan } from './exportPlan.ts'
import type { ExportProblem } from './exportTypes.ts'
import { externalAddressesOf, wordsOf } from './hostPort.ts'
import { dnsName } from './images.ts'
import { podParts } from './podParts.ts'
import { pythonText } from './pythonText.ts'
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
    ...checkVariables(plan),
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
        problems.push({
          code: 'name-collision',
          severity: 'error',
          executor: executor.name,
          message: `"${owner}" and "${executor.name}" are both called "${name}" once they are exported: names are written in lower case, with - for _.`,
          fix: `Rename "${executor.name}".`,
        })
      owners.set(name, executor.name)
    }
    const longest = names.map(mangle).find((name) => name.length > MAX_NAME)
    if (longest !== undefined)
      problems.push({
        code: 'name-too-long',
        severity: 'error',
        executor: executor.name,
        message: `"${executor.name}" is exported as "${longest}", which has ${longest.length} characters; ${MAX_NAME} are allowed.`,
        fix: 'Give it a shorter name.',
      })
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
    if (!target.startsWith('/'))
      problems.push({
        ...about,
        code: 'volume-meaning',
        severity: 'error',
        message: `The volume "${kind === 'own' ? target : `${source}:${target}`}" of "${name}" names no absolute path in the container.`,
        fix: 'Write host:container, name:container, or an absolute path in the container.',
      })
    else if (kind === 'host' && format === 'kubernetes')
      problems.push({
        ...about,
        code: 'host-volume',
        severity: 'warning',
        message: `"${name}" mounts the folder ${source} of this machine at ${target}. A cluster has no such folder: a claim for an empty volume is written.`,
        fix: 'Copy the data into the volume, or put it into the image.',
      })
    else if (kind === 'own')
      problems.push({
        ...about,
        code: 'volume-meaning',
        severity: 'info',
        message: `The volume "${target}" of "${name}" is read as a path in the container, with a volume of its own behind it. (Run with docker by Jina itself it would be a folder of this machine.)`,
        fix: `Write HOST_FOLDER:${target} to mount a folder of this machine.`,
      })
  }
  const gpus = args['gpus'] === undefined || args['gpus'] === null ? '' : pythonText(args['gpus'])
  if (format === 'kubernetes' && gpus !== '' && !/^\d+$/.test(gpus))
    problems.push({
      ...about,
      code: 'gpu',
      severity: 'warning',
      message: `Kubernetes gives out GPUs by number, not by "${gpus}" ("${name}").`,
      fix: 'Write a count: gpus: 1.',
    })
  if (typeof args['workspace'] === 'string' && !args['workspace'].startsWith('/') && !plan.options.jina_exact)
    problems.push({
      ...about,
      code: 'workspace',
      severity: 'info',
      message: `The workspace "${args['workspace']}" of "${name}" is below /app in the container, and gone with it unless a volume is there.`,
      fix: 'Add a volume for /app, or write an absolute workspace.',
    })
  return problems
}

function checkExternal(executor: ExecutorSpec): ExportProblem[] {
  return externalAddressesOf(executor).flatMap(({ host, port }) =>
    port === null
      ? [
          {
            code: 'host-without-port' as const,
            severity: 'error' as const,
            executor: executor.name,
            message: `The host "${host}" of the external Executor "${executor.name}" has no port (Jina would write "None").`,
            fix: 'Write the port: host: SCHEME://HOST:PORT, or port: PORT.',
          },
        ]
      : [],
  )
}

function checkPorts({ spec, ports }: ExportPlan): ExportProblem[] {
  const problems: ExportProblem[] = []
  const check = (executor: string, key: string, value: YamlValue | undefined) => {
    for (const written of wordsOf(value)) {
      const port = Number(written)
      if (Number.isInteger(port) && port >= 1 && port <= 65_535) continue
      // A variable is a problem of its own.
      if (typeof written === 'string' && findVariables(written).length > 0) continue
      problems.push({
        code: 'bad-port',
        severity: 'error',
        executor,
        message: `${key} "${pythonText(written)}" of "${executor}" is no port: 1 to 65535 are.`,
        fix: 'Write a port in that range, or remove the key.',
      })
    }
  }
  for (const { name, args } of [{ name: GATEWAY, args: spec.gateway.args }, ...spec.executors]) {
    check(name, 'port', args['port'])
    check(name, 'port_monitoring', args['port_monitoring'])
  }
  const twice = ports.gateway.find((port, i) => ports.gateway.indexOf(port) !== i)
  if (twice !== undefined)
    problems.push({
      code: 'bad-port',
      severity: 'error',
      executor: GATEWAY,
      message: `Two protocols of the Gateway want port ${twice}.`,
      fix: 'Give each protocol a port of its own.',
    })
  return problems
}

function checkTls(plan: ExportPlan, format: 'compose' | 'kubernetes'): ExportProblem[] {
  const tls = tlsFiles(plan)
  if (!tls || plan.options.jina_exact) return []
  return [
    {
      code: 'tls-files',
      severity: 'info',
      executor: GATEWAY,
      message:
        format === 'compose'
          ? `Compose reads the Gateway's certificate from ${tls.cert} and ${tls.key}, relative to docker-compose.yml.`
          : 'The certificate of the Gateway comes from the Secret gateway-tls, which holds private data and so is not written.',
      fix:
        format === 'compose'
          ? 'Keep both files there.'
          : `kubectl create secret tls gateway-tls --cert=${tls.cert} --key=${tls.key}`,
    },
  ]
}

/** Secrets in plain text, and variables that whoever deploys must fill in. */
function checkVariables(plan: ExportPlan): ExportProblem[] {
  if (plan.options.jina_exact) return []
  const problems: ExportProblem[] = []
  const look = (executor: string, value: YamlValue, path: readonly string[]): void => {
    if (typeof value === 'string') {
      const key = path.join('.')
      if (path.length > 1 && looksSecret(path.at(-1) ?? '', value))
        problems.push({
          code: 'plain-secret',
          severity: 'warning',
          executor,
          message: `${key} of "${executor}" is a secret in plain text. It is moved out of the manifests, into a file of its own.`,
          fix: `Write \${{ ENV.${(path.at(-1) ?? '').toUpperCase()} }} in the Flow, and keep the value elsewhere.`,
        })
      for (const variable of findVariables(value))
        problems.push(variableProblem(executor, key, variable.text, variable.kind === 'env'))
    } else if (Array.isArray(value)) value.forEach((item, i) => look(executor, item, [...path, String(i)]))
    else if (value !== null && typeof value === 'object')
      for (const [key, item] of Object.entries(value)) look(executor, item, [...path, key])
  }
  const blocks: [string, YamlMap][] = [
    ...plan.executors.map((executor): [string, YamlMap] => [executor.name, executor.args]),
    [
      GATEWAY,
      { ...plan.spec.gateway.args, env: { ...plan.spec.env, ...mapOf(plan.spec.gateway.args['env']) } },
    ],
  ]
  for (const [executor, args] of blocks) look(executor, args, [])
  return problems
}

/** Counts, ports and images are needed to write the export at all. */
const NEEDED = new Set([
  'replicas',
  'shards',
  'port',
  'port_monitoring',
  'protocol',
  'uses',
  'volumes',
  'gpus',
  'host',
])

function variableProblem(executor: string, key: string, text: string, isEnv: boolean): ExportProblem {
  const needed = NEEDED.has(key.split('.')[0] ?? '')
  const carried = isEnv && !needed
  return {
    code: 'variable',
    severity: carried ? 'info' : 'error',
    executor,
    message: carried
      ? `${key} of "${executor}" has the variable ${text}: it is one of the export too, to be filled in where it is deployed.`
      : `${key} of "${executor}" has the variable ${text}, whose value is needed to write the export.`,
    fix: carried ? 'Fill it in in .env, or in the Secret.' : 'Set the variable, or write the value.',
  }
}
