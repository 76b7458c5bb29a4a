import { type YamlMap, type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../../model/flowModel.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { externalAddressTexts } from './addresses.ts'
import { carryArguments, carrySecrets, type Secrets } from './carrySecrets.ts'
import type { ContainerImage } from './chooseImages.ts'
import type { ExportPlan } from './exportPlan.ts'
import { gatewayValues } from './gatewayValues.ts'
import { executorCommand, gatewayCommand, type PodPart } from './podParts.ts'
import { readResources, type Resources } from './resources.ts'
import { containerWorkspace, covers, mountsOf, type Mount } from './volumes.ts'

/** A container that runs: what Compose and Kubernetes are written from when defects are left out. */
export interface Container {
  image: string
  /** `jina` or `flowdeck`. */
  program: string
  /** Arguments, with marks for variables that the format has to fill in (`unmark`). */
  args: string[]
  /** Parts of arguments that the process fills in from variables called `FLOWDECK_ARGUMENT_X`, by `X`. */
  inProcess: Secrets
  /** Plain environment, with marks. */
  env: YamlMap
  secretEnv: Secrets
  marked: Secrets
  mounts: Mount[]
  /** Folder that must be writable and that no mount holds; null for none. */
  scratch: string | null
  /** How long it may take to be ready, in milliseconds; null for ever. */
  readyMs: number | null
  resources: Resources
}

/** A Head only forwards. */
const NO_RESOURCES: Resources = { requests: {}, limits: {} }

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
  // What is never an argument must not be taken for one that carries a secret.
  const { env: _, env_from_secret: __, jcloud: ___, py_modules: modules = null, ...own } = part.values
  const values: YamlMap = {
    ...own,
    name: place.name,
    uses: chosen.uses,
    py_modules: chosen.source ? someOf(chosen.source.modules) : role === 'worker' ? modules : null,
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
    ...rest,
    ...carryArguments(chosen.command, executorCommand(role, carried), rest),
    mounts,
    scratch: keeps && !covers(mounts, workspace) ? workspace : null,
    readyMs: readyMs(args['timeout_ready']),
    resources: isHead ? NO_RESOURCES : readResources(args['jcloud'], plan.spec.jcloud),
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
  const { env: own, ...written } = args
  const metadata = Object.fromEntries(
    plan.spec.executors.map((executor): [string, YamlValue] => [
      executor.name,
      executor.args['grpc_metadata'] ?? null,
    ]),
  )
  // Before they become JSON: in there, the operator `$gt` of a condition would pass for a variable.
  const { values, ...rest } = carrySecrets(
    GATEWAY,
    { written, conditions: { ...plan.graph.conditions }, metadata },
    { ...logLevel(plan), ...plan.spec.env, ...mapOf(own) },
  )
  const carried = gatewayValues(
    {
      ...plan.spec,
      gateway: { ...plan.spec.gateway, args: mapOf(values['written']) },
      executors: plan.spec.executors.map((executor) => ({
        ...executor,
        args: { ...executor.args, grpc_metadata: mapOf(values['metadata'])[executor.name] ?? null },
      })),
    },
    { ...plan.graph, conditions: mapOf(values['conditions']) },
    addresses,
  )
  return {
    image: chosen.image,
    program: chosen.command,
    ...rest,
    ...carryArguments(
      chosen.command,
      gatewayCommand(
        {
          ...carried,
          ...(chosen.uses === null ? {} : { uses: chosen.uses }),
          ...(chosen.source ? { py_modules: someOf(chosen.source.modules) } : {}),
          host: '0.0.0.0',
          port: place.ports,
          port_monitoring: place.monitoring,
          ...place.values,
        },
        ['env_from_secret', 'image_pull_secrets'],
      ),
      rest,
    ),
    mounts: [],
    scratch: null,
    readyMs: readyMs(args['timeout_ready']),
    resources: readResources(args['jcloud'], plan.spec.jcloud),
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

function someOf(list: string[]): string[] | null {
  return list.length > 0 ? list : null
}

export function mapOf(value: YamlValue | undefined): YamlMap {
  return isMapValue(value) ? value : {}
}
