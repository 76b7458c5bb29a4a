import { type YamlMap } from '../../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../../model/flowModel.ts'
import { gatewayProtocolOf, serviceName } from '../plan/addresses.ts'
import { ARGUMENT_PREFIX, unmark, type Secrets } from '../plan/carrySecrets.ts'
import {
  executorContainer,
  gatewayAddresses,
  gatewayContainer,
  tlsFiles,
  type Container,
} from '../plan/containers.ts'
import type { ExportPlan } from '../plan/exportPlan.ts'
import { HEADER } from '../exportText.ts'
import type { ExportFile } from '../plan/exportTypes.ts'
import { protocolsOf } from '../plan/hostPort.ts'
import { composeAmounts } from '../plan/resources.ts'
import { findVariables } from '../../yaml/variables.ts'
import { podParts, type PodPart } from '../plan/podParts.ts'
import { pythonJson, pythonText } from '../../value/pythonText.ts'

const PORT = 8081
const TLS_FOLDER = '/run/secrets'

interface Project {
  services: Record<string, YamlMap>
  volumes: Record<string, YamlMap>
  secrets: Record<string, YamlMap>
  /** What `.env` holds: values that Compose puts into the file. */
  variables: Secrets
  /** Environment files, by path. */
  envFiles: Record<string, Secrets>
  /** Ports of this machine that are given away. */
  published: Set<number>
}

/** A Compose project that runs: its file, and the files of its secrets beside it. */
export function composeFiles(plan: ExportPlan): { document: YamlMap; secrets: ExportFile[] } {
  const network = plan.options.network_name ?? 'jina-network'
  const project: Project = {
    services: {},
    volumes: {},
    secrets: {},
    variables: {},
    envFiles: {},
    published: new Set(plan.ports.gateway),
  }
  for (const executor of plan.executors) for (const part of podParts(executor)) addPart(part, plan, project)
  if (plan.includeGateway) addGateway(plan, project)
  for (const service of Object.values(project.services)) service['networks'] = [network]
  const filled = (map: Record<string, YamlMap>) => (Object.keys(map).length > 0 ? map : null)
  const [volumes, secrets] = [filled(project.volumes), filled(project.secrets)]
  return {
    document: {
      networks: { [network]: { driver: 'bridge' } },
      services: project.services,
      ...(volumes ? { volumes } : {}),
      ...(secrets ? { secrets } : {}),
    },
    secrets: secretFiles(plan, project),
  }
}

function replicasOf(part: PodPart): number {
  return part.role === 'worker' ? part.executor.replicas : 1
}

/** Services behind which the replicas of a part are. */
function serviceNames(name: string, replicas: number): string[] {
  return replicas > 1
    ? Array.from({ length: replicas }, (_, i) => serviceName(`${name}/rep-${i}`))
    : [serviceName(name)]
}

/** The services of a Compose project behind which the replicas of a part are. */
export function servicesOf(part: PodPart): string[] {
  return serviceNames(part.name, replicasOf(part))
}

function addPart(part: PodPart, plan: ExportPlan, project: Project): void {
  const { role, executor } = part
  const protocols = role === 'worker' ? protocolsOf(executor.args['protocol']) : ['grpc']
  const ports = protocols.map((_, i) => PORT + i)
  const names = servicesOf(part)
  for (const [i, service] of names.entries()) {
    const monitoring = publishedPort(plan.ports.monitoring[executor.name] ?? 9090, project)
    const container = executorContainer(part, plan, {
      name: names.length > 1 ? `${part.name}/rep-${i}` : part.name,
      ports,
      monitoring,
      values: role === 'head' ? headValues(executor) : {},
    })
    const monitored = executor.args['monitoring'] === true
    if (monitored) project.published.add(monitoring)
    project.services[service] = serviceOf(container, project, {
      service,
      owner: executor.name,
      healthcheck: ['ping', 'executor', `${protocols[0]}://127.0.0.1:${PORT}`],
      published: monitored ? [monitoring] : [],
      gpus: role === 'worker' ? executor.args['gpus'] : null,
      platform: executor.args['prefer_platform'],
    })
  }
}

function headValues(executor: ExecutorSpec): YamlMap {
  const shards = Array.from({ length: executor.shards }, (_, i): [string, string[]] => [
    String(i),
    serviceNames(`${executor.name}-${i}`, executor.replicas).map((service) => `${service}:${PORT}`),
  ])
  const helper = (key: 'uses_before' | 'uses_after') =>
    executor.args[key] ? `${serviceName(`${executor.name}/${key}`)}:${PORT}` : null
  return {
    connection_list: pythonJson(Object.fromEntries(shards)),
    uses_before_address: helper('uses_before'),
    uses_after_address: helper('uses_after'),
  }
}

function addressesOf(executor: ExecutorSpec): string[] {
  if (executor.shards > 1) return [`${serviceName(`${executor.name}/head`)}:${PORT}`]
  const { index, protocol } = gatewayProtocolOf(executor)
  const scheme = protocol === 'grpc' ? '' : `${protocol}://`
  return serviceNames(executor.name, executor.replicas).map(
    (service) => `${scheme}${service}:${PORT + index}`,
  )
}

function addGateway(plan: ExportPlan, project: Project): void {
  const { args, protocols } = plan.spec.gateway
  const ports = plan.ports.gateway
  const monitoring = publishedPort(plan.ports.monitoring[GATEWAY] ?? 9090, project)
  const monitored = args['monitoring'] === true
  const tls = tlsFiles(plan)
  const container = gatewayContainer(plan, gatewayAddresses(plan, addressesOf), {
    ports,
    monitoring,
    ...(tls
      ? { values: { ssl_certfile: `${TLS_FOLDER}/tls_cert`, ssl_keyfile: `${TLS_FOLDER}/tls_key` } }
      : {}),
  })
  const service = serviceOf(container, project, {
    service: GATEWAY,
    owner: GATEWAY,
    healthcheck: ['ping', GATEWAY, `${protocols[0] ?? 'grpc'}${tls ? 's' : ''}://127.0.0.1:${ports[0]}`],
    published: [...ports, ...(monitored ? [monitoring] : [])],
    gpus: null,
    platform: null,
  })
  if (tls) {
    service['secrets'] = ['tls_cert', 'tls_key']
    project.secrets['tls_cert'] = { file: tls.cert }
    project.secrets['tls_key'] = { file: tls.key }
  }
  project.services[GATEWAY] = service
}

/** The first port from here on that no other service of the project publishes. */
function publishedPort(wanted: number, { published }: Project): number {
  let port = wanted
  while (published.has(port)) port++
  return port
}

interface ServiceFacts {
  service: string
  owner: string
  healthcheck: string[]
  published: number[]
  gpus: YamlMap[string] | undefined
  platform: YamlMap[string] | undefined
}

function serviceOf(container: Container, project: Project, facts: ServiceFacts): YamlMap {
  const text = (value: string) => unmark(value.replaceAll('$', '$$$$'), (name) => `\${${name}}`)
  Object.assign(project.variables, container.marked, container.inProcess)
  const env = Object.fromEntries([
    ...Object.entries({ HOME: '/tmp', ...container.env }).map(([key, value]) => [
      key,
      text(pythonText(value)),
    ]),
    ...Object.keys(container.inProcess).map((name) => [`${ARGUMENT_PREFIX}${name}`, `\${${name}}`]),
  ])
  const secret = Object.keys(container.secretEnv).length > 0 ? `${serviceName(facts.owner)}.env` : null
  if (secret) project.envFiles[secret] = { ...project.envFiles[secret], ...container.secretEnv }
  const limits = composeAmounts(container.resources.limits)
  const requests = composeAmounts(container.resources.requests)
  const devices = gpuDevices(facts.gpus)
  const resources: YamlMap = {
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(devices.length > 0 || Object.keys(requests).length > 0
      ? { reservations: { ...requests, ...(devices.length > 0 ? { devices } : {}) } }
      : {}),
  }
  const mounts = container.mounts.map(({ kind, source, target, mode }) => {
    if (kind === 'variable') return withVariables(source, project)
    const name = kind === 'own' ? serviceName(`${source}${target}`) : source
    if (kind !== 'host') project.volumes[name] = {}
    return withVariables(`${name}:${target}${mode ? `:${mode}` : ''}`, project)
  })
  return {
    image: text(container.image),
    ...(facts.platform ? { platform: facts.platform } : {}),
    entrypoint: [container.program],
    command: container.args.map(text),
    healthcheck: {
      test: ['CMD', container.program, ...facts.healthcheck, '--timeout', '9500'],
      interval: '10s',
      timeout: '10s',
      retries: 6,
      start_period: `${Math.ceil((container.readyMs ?? 600_000) / 1000)}s`,
    },
    environment: env,
    ...(secret ? { env_file: [secret] } : {}),
    ...(Object.keys(resources).length > 0 ? { deploy: { resources } } : {}),
    ...(facts.published.length > 0
      ? {
          expose: facts.published.map(String),
          ports: facts.published.map((port) => `127.0.0.1:${port}:${port}`),
        }
      : {}),
    // A folder of this machine, or a volume that another user filled, belongs to the user of the image.
    ...(mounts.length > 0 ? { volumes: mounts } : { user: '1000:1000', cap_drop: ['ALL'] }),
    read_only: true,
    tmpfs: ['/tmp:mode=1777', ...(container.scratch ? [`${container.scratch}:mode=1777`] : [])],
    security_opt: ['no-new-privileges:true'],
    restart: 'unless-stopped',
    stop_grace_period: '45s',
  }
}

/** A text of the Flow whose variables Compose fills in. */
function withVariables(text: string, { variables }: Project): string {
  let out = ''
  let at = 0
  for (const variable of findVariables(text)) {
    if (variable.kind !== 'env') continue
    variables[variable.name] ??= null
    out += `${text.slice(at, variable.index).replaceAll('$', '$$$$')}\${${variable.name}}`
    at = variable.index + variable.text.length
  }
  return out + text.slice(at).replaceAll('$', '$$$$')
}

/** Jina 3.x knows a count alone; `all` and `device=0,1` are written as Compose wants them. */
function gpuDevices(gpus: YamlMap[string] | undefined): YamlMap[] {
  if (gpus === undefined || gpus === null || gpus === '') return []
  const written = pythonText(gpus)
  const ids = [...written.matchAll(/(?:^|,)(?:device=)?([^,=]+)(?=,|$)/g)].map(([, id]) => id ?? '')
  const which = written.startsWith('device=')
    ? { device_ids: ids }
    : { count: /^\d+$/.test(written) ? Number(written) : written }
  return [{ driver: 'nvidia', ...which, capabilities: ['gpu'] }]
}

/** `.env` and the environment files: what Compose reads, and nobody else should. */
function secretFiles({ options }: ExportPlan, { variables, envFiles }: Project): ExportFile[] {
  const value = (text: string | null) =>
    text === null ? '' : options.secret_values === false ? 'CHANGE-ME' : envValue(text)
  const file = (path: string, map: Secrets): ExportFile => ({
    path,
    secret: true,
    text: `${HEADER}# Values for docker-compose.yml: keep this file out of version control.\n${Object.entries(
      map,
    )
      .map(([key, text]) => `${key}=${value(text)}\n`)
      .join('')}`,
  })
  return [
    ...(Object.keys(variables).length > 0 ? [file('.env', variables)] : []),
    ...Object.entries(envFiles).map(([path, map]) => file(path, map)),
  ]
}

/** Bare where every reader takes it as it is; quoted where one would read something into it. */
function envValue(text: string): string {
  return /^[\w./:@%+,=-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
