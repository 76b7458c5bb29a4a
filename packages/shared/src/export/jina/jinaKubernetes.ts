import { type YamlMap, type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY } from '../../model/flowModel.ts'
import type { ContainerImage } from '../plan/chooseImages.ts'
import { mapOf } from '../plan/containers.ts'
import type { ExportPlan } from '../plan/exportPlan.ts'
import { protocolsOf } from '../plan/hostPort.ts'
import { dnsName, fileName } from '../plan/images.ts'
import { container, jinaProbes } from './jinaContainer.ts'
import { objectsOf, type Place } from './jinaKubernetesObjects.ts'
import { jinaExternalAddress, jinaGatewayValues, jinaValues, speaksTls } from './jinaValues.ts'
import { K8S_PORT, K8S_PORT_HELPER, K8S_PORT_MONITORING } from '../plan/kubernetesNumbers.ts'
import { executorCommand, gatewayCommand, podParts, type PodPart } from '../plan/podParts.ts'
import { pythonJson, pythonText } from '../../value/pythonText.ts'

/** One manifest file: its path and its objects. */
export interface Manifest {
  path: string
  objects: YamlMap[]
  /** Holds secrets. */
  secret?: true
}

/** The manifests that `jina export kubernetes` writes, as data (Jina 3.x; its defects included). */
export function jinaKubernetes(plan: ExportPlan): Manifest[] {
  const namespace = namespaceOf(plan)
  const manifests: Manifest[] = []
  for (const executor of plan.executors) {
    const parts = podParts(executor)
    const helpers = parts.filter(({ role }) => role === 'uses_before' || role === 'uses_after')
    const folder = plan.kind === 'flow' ? `${fileName(executor.name)}/` : ''
    for (const part of parts) {
      if (part.role !== 'head' && part.role !== 'worker') continue
      manifests.push({
        path: `${folder}${fileName(dnsName(part.name))}.yml`,
        objects: executorObjects(part, part.role === 'head' ? helpers : [], { plan, namespace }),
      })
    }
  }
  if (plan.kind === 'flow' && plan.includeGateway)
    manifests.push({ path: `${GATEWAY}/${GATEWAY}.yml`, objects: gatewayObjects(plan, namespace) })
  return manifests
}

/** Where everything goes: the option, else the Flow's name, else `default` (Jina 3.x). */
export function namespaceOf({ options, spec }: ExportPlan): string {
  return options.k8s_namespace || spec.name || 'default'
}

function executorObjects(part: PodPart, helpers: readonly PodPart[], { plan, namespace }: Place): YamlMap[] {
  const { executor, role } = part
  const { args } = executor
  const protocols = protocolsOf(args['protocol'])
  const ports = protocols.map((_, i) => K8S_PORT + i)
  const values: YamlMap = {
    ...jinaValues(part, plan),
    k8s_namespace: namespace,
    port: role === 'head' ? K8S_PORT : ports,
    port_monitoring: K8S_PORT_MONITORING,
  }
  if (role === 'head') {
    values['gpus'] = null
    values['connection_list'] = pythonJson(
      Object.fromEntries(
        Array.from({ length: executor.shards }, (_, i) => [
          String(i),
          `${dnsName(executor.name)}-${i}.${namespace}.svc:${K8S_PORT}`,
        ]),
      ),
    )
    for (const helper of helpers)
      values[`${helper.role}_address`] = `127.0.0.1:${K8S_PORT_HELPER[helper.role as 'uses_before']}`
  }
  const name = dnsName(part.name)
  const image = plan.images.get(part.key) as ContainerImage
  const volumes = [args['volumes'] ?? []].flat()
  // Jina 3.x: with a volume the Head loses the helpers beside it.
  const beside = volumes.length > 0 ? [] : helpers
  const env = role === 'worker' || role === 'head' ? mapOf(args['env']) : {}
  const main = container({
    name: 'executor',
    target: { dns: name, deployment: executor.name, namespace },
    image,
    args: executorCommand(role, values),
    ports: [K8S_PORT],
    stateful: volumes.length > 0,
    ...jinaProbes(image.command, {
      what: 'executor',
      address: probeAddress(protocols, beside),
      liveness: volumes.length > 0 ? [] : livenessTail(helpers),
      readyMs: args['timeout_ready'],
      both: beside.length === 2,
    }),
  })
  const gpus = args['gpus'] === undefined || args['gpus'] === null ? '' : pythonText(args['gpus'])
  if (gpus !== '' && gpus !== 'all' && role === 'worker')
    main['resources'] = { limits: { 'nvidia.com/gpu': gpus } }
  const containers = [
    main,
    ...beside.map((helper) => {
      const port = K8S_PORT_HELPER[helper.role as 'uses_before']
      const own = plan.images.get(helper.key) as ContainerImage
      return container({
        name: helper.role.replace('_', '-'),
        target: { dns: name, deployment: executor.name, namespace },
        image: own,
        args: executorCommand(helper.role, {
          ...jinaValues(helper, plan),
          k8s_namespace: namespace,
          port,
          port_monitoring: K8S_PORT_MONITORING,
        }),
        ports: [port],
        stateful: false,
        ...jinaProbes(own.command, {
          what: 'executor',
          address: `127.0.0.1:${port}`,
          liveness: [],
          readyMs: args['timeout_ready'],
          both: false,
        }),
      })
    }),
  ]
  return objectsOf({
    plan,
    namespace,
    name,
    deployment: executor.name,
    podType: role === 'head' ? 'HEAD' : 'WORKER',
    shardId: part.shardId === null ? '' : String(part.shardId),
    replicas: role === 'head' ? 1 : executor.replicas,
    containers,
    protocols,
    env,
    args,
    volume: volumes.length > 0 ? pythonText(volumes[0] as YamlValue) : null,
  })
}

function gatewayObjects(plan: ExportPlan, namespace: string): YamlMap[] {
  const { spec, images } = plan
  const { args, protocols } = spec.gateway
  const ports = protocols.map((_, i) => K8S_PORT + i)
  const addresses = Object.fromEntries(
    spec.executors.map((executor): [string, string[]] => {
      const scheme = `${protocolsOf(executor.args['protocol'])[0] ?? 'grpc'}${speaksTls(executor) ? 's' : ''}`
      return [
        executor.name,
        [
          executor.external
            ? jinaExternalAddress(executor)
            : `${scheme}://${dnsName(executor.shards > 1 ? `${executor.name}/head` : executor.name)}.${namespace}.svc:${K8S_PORT}`,
        ],
      ]
    }),
  )
  const image = images.get(GATEWAY) as ContainerImage
  const values = {
    ...jinaGatewayValues(plan, addresses),
    ...(Object.keys(addresses).length === 0 ? { deployments_addresses: null } : {}),
    k8s_namespace: namespace,
    port: ports,
    port_monitoring: K8S_PORT_MONITORING,
  }
  return objectsOf({
    plan,
    namespace,
    name: GATEWAY,
    deployment: GATEWAY,
    podType: 'GATEWAY',
    shardId: '',
    replicas: typeof args['replicas'] === 'number' ? args['replicas'] : 1,
    containers: [
      container({
        name: GATEWAY,
        target: { dns: GATEWAY, deployment: GATEWAY, namespace },
        image,
        args: gatewayCommand(values, ['env_from_secret', 'image_pull_secrets']),
        ports,
        stateful: false,
        ...jinaProbes(image.command, {
          what: 'gateway',
          address: `${protocols[0] ?? 'grpc'}://127.0.0.1:${K8S_PORT}`,
          liveness: ['--timeout 9500'],
          readyMs: args['timeout_ready'],
          both: false,
        }),
      }),
    ],
    protocols,
    env: mapOf(args['env'] ?? spec.env),
    args,
    volume: null,
  })
}

function probeAddress(protocols: readonly string[], helpers: readonly PodPart[]): string {
  return helpers.length > 0 ? `127.0.0.1:${K8S_PORT}` : `${protocols[0] ?? 'grpc'}://127.0.0.1:${K8S_PORT}`
}

function livenessTail(helpers: readonly PodPart[]): string[] {
  return helpers.some(({ role }) => role === 'uses_before') ? [' - --timeout 9500'] : ['--timeout 9500']
}
