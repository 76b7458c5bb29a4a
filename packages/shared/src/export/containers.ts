import { GATEWAY, type ExecutorSpec, type YamlMap, type YamlValue } from '../flow/flowModel.ts'
import { isMapValue } from '../flow/readExecutors.ts'
import { externalAddressTexts } from './addresses.ts'
import { carrySecrets, type Secrets } from './carrySecrets.ts'
import type { ContainerImage } from './chooseImages.ts'
import type { ExportPlan } from './exportPlan.ts'
import { gatewayValues } from './gatewayValues.ts'
import { executorCommand, gatewayCommand, type PodPart } from './podParts.ts'
import { containerWorkspace, covers, mountsOf, type Mount } from './volumes.ts'

/** A container that runs: what Compose and Kubernetes are written from when defects are left out. */
export interface Container {
  image: string
  /** `jina` or `flowdeck`. */
  program: string
  /** Arguments, with marks for variables (`unmark`). */
  args: string[]
  /** Plain environment, with marks. */
  env: YamlMap
  secretEnv: Secrets
  marked: Secrets
  mounts: Mount[]
  /** Folder that must be writable and that no mount holds; null for none. */
  scratch: string | null
  /** How long it may take to be ready, in milliseconds; null for ever. */
  readyMs: number | null
  resources: YamlMap
}

/** What depends on where a container runs. */
export interface Placement {
  /** Value of `--name`. */
  name: string
  ports: number[]
  monitoring: number
  /** More arguments. */
  values?: YamlMap
}

/** The container of an Executor's Pod. Everything listens on all addresses of its own container. */
export function executorContainer(part: PodPart, plan: ExportPlan, place: Placement): Container {
  const { role, executor } = part
  const chosen = plan.images.get(part.key) as ContainerImage
  const { args } = executor
  const isHead = role === 'head'
  const mounts = isHead ? [] : mountsOf(executor)
  const written = args['workspace'] ?? null
  const workspace = containerWorkspace(written)
  const keeps = !isHead && (written !== null || args['disable_auto_volume'] !== true)
  const values: YamlMap = {
    ...part.values,
    name: place.name,
    uses: chosen.uses,
    ...(chosen.source ? { py_modules: chosen.source.modules } : {}),
    host: '0.0.0.0',
    port: place.ports,
    port_monitoring: place.monitoring,
    workspace: keeps ? workspace : null,
    // The files of the Gateway's certificate, when they are common keys, are not for its Executors.
    gpus: isHead ? null : (part.values['gpus'] ?? null),
    ...place.values,
  }
  const env = {
    ...logLevel(plan),
    ...plan.spec.env,
    // Jina 3.x: a Head reads from here for whom it works.
    JINA_DEPLOYMENT_NAME: executor.name,
    ...(isHead ? {} : mapOf(args['env'])),
  }
  const { values: carried, ...rest } = carrySecrets(executor.name, values, env)
  return {
    image: chosen.image,
    program: chosen.command,
    args: executorCommand(role, carried),
    ...rest,
    mounts,
    scratch: keeps && !covers(mounts, workspace) ? workspace : null,
    readyMs: readyMs(args['timeout_ready']),
    resources: isHead ? {} : mapOf(mapOf(args['jcloud'])['resources']),
  }
}

/** The container of the Gateway. */
export function gatewayContainer(
  plan: ExportPlan,
  addresses: Record<string, string[]>,
  place: Omit<Placement, 'name'>,
): Container {
  const chosen = plan.images.get(GATEWAY) as ContainerImage
  const { args } = plan.spec.gateway
  const base = gatewayValues(plan.spec, plan.graph, addresses)
  const values: YamlMap = {
    ...base,
    ...(chosen.uses === null ? {} : { uses: chosen.uses }),
    ...(chosen.source ? { py_modules: chosen.source.modules } : {}),
    host: '0.0.0.0',
    port: place.ports,
    port_monitoring: place.monitoring,
    ...place.values,
  }
  const { values: carried, ...rest } = carrySecrets(GATEWAY, values, {
    ...logLevel(plan),
    ...plan.spec.env,
    ...mapOf(args['env']),
  })
  return {
    image: chosen.image,
    program: chosen.command,
    args: gatewayCommand(carried, ['env_from_secret', 'image_pull_secrets']),
    ...rest,
    mounts: [],
    scratch: null,
    readyMs: readyMs(args['timeout_ready']),
    resources: {},
  }
}

/** Addresses at which the Gateway finds each Executor: `own` tells those of the ones that are exported. */
export function gatewayAddresses(
  plan: ExportPlan,
  own: (executor: ExecutorSpec) => string[],
): Record<string, string[]> {
  return Object.fromEntries(
    plan.spec.executors.map((executor): [string, string[]] => [
      executor.name,
      executor.external ? externalAddressTexts(executor) : own(executor),
    ]),
  )
}

/** Certificate and key of the Gateway as paths in its container; null without TLS. */
export function tlsFiles({ spec }: ExportPlan): { cert: string; key: string } | null {
  const { ssl_certfile: cert, ssl_keyfile: key } = spec.gateway.args
  return typeof cert === 'string' && typeof key === 'string' ? { cert, key } : null
}

function logLevel({ options }: ExportPlan): YamlMap {
  return options.log_level === undefined ? {} : { JINA_LOG_LEVEL: options.log_level }
}

function readyMs(value: YamlValue | undefined): number | null {
  if (value === -1) return null
  return typeof value === 'number' && value >= 0 ? value : 600_000
}

export function mapOf(value: YamlValue | undefined): YamlMap {
  return isMapValue(value) ? value : {}
}
