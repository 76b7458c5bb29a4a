import { expandInspect, inspectModeOf } from '../../flow/expandInspect.ts'
import { type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec, type FlowGraph, type FlowSpec } from '../../model/flowModel.ts'
import { expandSpec } from '../../read/expandSpec.ts'
import { chooseImages, type ContainerImage } from './chooseImages.ts'
import type { Exportable, ExportOptions, ExportProblem } from './exportTypes.ts'
import { readList } from '../../flow/readLists.ts'

/** What every format is written from: Executors as they run, images known, ports chosen. Plain data. */
export interface ExportPlan {
  kind: 'flow' | 'deployment'
  spec: FlowSpec
  graph: FlowGraph
  /** Those that are not external. */
  executors: ExecutorSpec[]
  options: ExportOptions
  includeGateway: boolean
  /** By the keys of `image_overrides`. */
  images: ReadonlyMap<string, ContainerImage>
  ports: ExportPorts
}

export interface ExportPorts {
  /** One per protocol of the Gateway. */
  gateway: number[]
  /** Where the Gateway and each Executor serve what they measure. */
  monitoring: Readonly<Record<string, number>>
}

/** Decides what an export needs before a format is chosen, with the problems found on the way. */
export function planExport(
  exportable: Exportable,
  options: ExportOptions,
): { plan: ExportPlan; problems: ExportProblem[] } {
  const kind = exportable.deployment ? 'deployment' : 'flow'
  const written = exportable.deployment ? deploymentFlow(exportable.deployment) : exportable
  const expanded = expandSpec(written.spec, options.variables ?? {}).spec
  const spec: FlowSpec = {
    ...expanded,
    executors: expandInspect(expanded.executors, inspectModeOf(expanded.with)),
  }
  const executors = spec.executors.filter((executor) => !executor.external)
  const { images, problems } = chooseImages(spec, options)
  return {
    plan: {
      kind,
      spec,
      graph: written.graph,
      executors,
      options,
      includeGateway: includesGateway(exportable, options),
      images,
      ports: choosePorts(spec, executors, options),
    },
    problems,
  }
}

/** A Deployment may say that it has no Gateway. Jina 3.x reads the key and adds one all the same; an exact export does, too. */
function includesGateway({ deployment }: Exportable, options: ExportOptions): boolean {
  if (options.include_gateway !== undefined || options.jina_exact) return options.include_gateway !== false
  return deployment?.args['include_gateway'] !== false
}

/** A Deployment by itself is a Flow of one Executor; what it says of ports and protocols is said of its Gateway (Jina 3.x). */
function deploymentFlow(executor: ExecutorSpec): { spec: FlowSpec; graph: FlowGraph } {
  const { port, host, log_config: logConfig, protocol } = executor.args
  const protocols = readList(protocol).map(
    (name) => String(name).toLowerCase() as 'grpc' | 'http' | 'websocket',
  )
  const args = {
    name: GATEWAY,
    protocol: protocol ?? 'GRPC',
    ...(host === undefined || Array.isArray(host) || executor.external ? {} : { host }),
    ...(logConfig === undefined ? {} : { log_config: logConfig }),
    ...(port === undefined || executor.external ? {} : { port }),
  }
  // Of an external Deployment they say where it is, not where its Gateway listens.
  const { port: _, ...withoutPort } = executor.args
  const own = executor.external ? executor.args : withoutPort
  return {
    spec: {
      name: null,
      with: {},
      gateway: { args, protocols, ports: executor.external ? [] : readList(port).map(Number) },
      executors: [{ ...executor, args: own }],
      env: {},
    },
    graph: {
      edges: { [executor.name]: ['end-gateway'], 'start-gateway': [executor.name] },
      conditions: {},
    },
  }
}

function choosePorts(
  spec: FlowSpec,
  executors: readonly ExecutorSpec[],
  options: ExportOptions,
): ExportPorts {
  const choose = options.choose_port ?? (options.jina_exact ? stablePort : containerPort(spec))
  const first = (value: YamlValue | undefined) => {
    const port = Number(readList(value)[0] ?? Number.NaN)
    return Number.isInteger(port) ? port : null
  }
  const { gateway } = spec
  return {
    gateway: gateway.protocols.map((protocol, i) => gateway.ports[i] ?? choose(`${GATEWAY}/${protocol}`)),
    monitoring: Object.fromEntries(
      [{ name: GATEWAY, args: gateway.args }, ...executors].map(({ name, args }): [string, number] => [
        name,
        first(args['port_monitoring']) ?? choose(`${name}/monitoring`),
      ]),
    ),
  }
}

/** In a container every port is free: those that Kubernetes has too. */
function containerPort({ gateway }: FlowSpec): (owner: string) => number {
  return (owner) => {
    const [name, what = ''] = owner.split('/')
    const at = (gateway.protocols as readonly string[]).indexOf(what)
    return name === GATEWAY && at >= 0 ? 8080 + at : 9090
  }
}

/** A port between 49152 and 65535 that is the same for a name in every export (Jina 3.x takes a random one from there). */
export function stablePort(owner: string): number {
  let hash = 2166136261
  for (const char of owner) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0
  return 49_152 + (hash % 16_384)
}
