import { type YamlMap } from '../../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../../model/flowModel.ts'
import { gatewayProtocolOf, serviceName } from '../plan/addresses.ts'
import { executorContainer, gatewayAddresses, gatewayContainer, mapOf, tlsFiles } from '../plan/containers.ts'
import type { ExportPlan } from '../plan/exportPlan.ts'
import { protocolsOf } from '../plan/hostPort.ts'
import { fileName } from '../plan/images.ts'
import type { Manifest } from '../jina/jinaKubernetes.ts'
import { K8S_PORT, K8S_PORT_HELPER, K8S_PORT_MONITORING } from '../plan/kubernetesNumbers.ts'
import { workloadObjects, type PodContainer, type Workload } from './kubernetesObjects.ts'
import { podParts, type PodPart } from '../plan/podParts.ts'
import { pythonJson } from '../../value/pythonText.ts'

/** Where the Gateway's certificate is mounted. */
const TLS_FOLDER = '/etc/flowdeck/tls'

/** Manifests that run: in the tree that Jina writes, with what its own lack. */
export function kubernetesManifests(plan: ExportPlan): Manifest[] {
  const namespace = namespaceName(plan)
  const manifests: Manifest[] = []
  const add = (folder: string, workload: Workload) => {
    const { objects, secret } = workloadObjects(workload, plan.options)
    manifests.push({ path: `${folder}${workload.name}.yml`, objects })
    if (secret)
      manifests.push({ path: `${folder}${workload.name}-secret.yml`, objects: [secret], secret: true })
  }
  for (const executor of plan.executors) {
    const parts = podParts(executor)
    const helpers = parts.filter(({ role }) => role === 'uses_before' || role === 'uses_after')
    const folder = plan.kind === 'flow' ? `${fileName(executor.name)}/` : ''
    for (const part of parts) {
      if (part.role === 'head') add(folder, headWorkload(part, helpers, { plan, namespace }))
      else if (part.role === 'worker') add(folder, workerWorkload(part, { plan, namespace }))
    }
  }
  if (plan.kind === 'flow' && plan.includeGateway) add(`${GATEWAY}/`, gatewayWorkload({ plan, namespace }))
  return manifests
}

/** The namespace: the option, else the Flow's name as Kubernetes takes it, else `default`. */
function namespaceName({ options, spec }: ExportPlan): string {
  return options.k8s_namespace || (spec.name ? serviceName(spec.name) : 'default')
}

interface Place {
  plan: ExportPlan
  namespace: string
}

function common({ args }: Pick<ExecutorSpec, 'args'>): Pick<Workload, 'monitoring' | 'pullSecrets'> {
  return {
    monitoring: args['monitoring'] === true,
    pullSecrets: [args['image_pull_secrets'] ?? []].flat().map(String),
  }
}

function workerWorkload(part: PodPart, { plan, namespace }: Place): Workload {
  const { executor } = part
  const protocols = protocolsOf(executor.args['protocol'])
  return {
    ...common(executor),
    name: serviceName(part.name),
    namespace,
    deployment: executor.name,
    podType: 'WORKER',
    shardId: String(part.shardId ?? 0),
    replicas: executor.replicas,
    protocols,
    tls: null,
    containers: [
      podContainer(
        part,
        { plan, namespace },
        {
          name: 'executor',
          ports: protocols.map((_, i) => K8S_PORT + i),
          monitoring: K8S_PORT_MONITORING,
          values: {},
        },
      ),
    ],
  }
}

function headWorkload(part: PodPart, helpers: readonly PodPart[], { plan, namespace }: Place): Workload {
  const { executor } = part
  const shards = Array.from({ length: executor.shards }, (_, i): [string, string] => [
    String(i),
    `${serviceName(`${executor.name}-${i}`)}.${namespace}.svc:${K8S_PORT}`,
  ])
  const values: YamlMap = { connection_list: pythonJson(Object.fromEntries(shards)) }
  const portOf = (helper: PodPart) => K8S_PORT_HELPER[helper.role as 'uses_before']
  for (const helper of helpers) values[`${helper.role}_address`] = `127.0.0.1:${portOf(helper)}`
  return {
    ...common(executor),
    name: serviceName(part.name),
    namespace,
    deployment: executor.name,
    podType: 'HEAD',
    shardId: '',
    replicas: 1,
    protocols: ['grpc'],
    tls: null,
    containers: [
      podContainer(
        part,
        { plan, namespace },
        {
          name: 'executor',
          ports: [K8S_PORT],
          monitoring: K8S_PORT_MONITORING,
          values,
        },
      ),
      ...helpers.map((helper, i) =>
        podContainer(
          helper,
          { plan, namespace },
          {
            name: helper.role.replace('_', '-'),
            ports: [portOf(helper)],
            // They share an address with the Head.
            monitoring: K8S_PORT_MONITORING + 1 + i,
            values: {},
          },
        ),
      ),
    ],
  }
}

function podContainer(
  part: PodPart,
  { plan, namespace }: Place,
  { name, ports, monitoring, values }: { name: string; ports: number[]; monitoring: number; values: YamlMap },
): PodContainer {
  const { executor, role } = part
  const container = executorContainer(part, plan, {
    name: part.name,
    ports,
    monitoring,
    values: { k8s_namespace: namespace, ...values },
  })
  const isHead = role === 'head'
  return {
    ...container,
    name,
    ports,
    protocols: role === 'worker' ? protocolsOf(executor.args['protocol']) : ['grpc'],
    fromSecrets: isHead ? {} : mapOf(executor.args['env_from_secret']),
    gpus: role === 'worker' ? (executor.args['gpus'] ?? null) : null,
    tls: false,
  }
}

function addressesOf(namespace: string): (executor: ExecutorSpec) => string[] {
  return (executor) => {
    const head = executor.shards > 1
    const { index, protocol } = head ? { index: 0, protocol: 'grpc' } : gatewayProtocolOf(executor)
    const name = serviceName(head ? `${executor.name}/head` : executor.name)
    // Jina 3.x: further protocols have Services of their own.
    const service = index === 0 ? name : `${name}-${index}-${protocol}`
    return [`${protocol}://${service}.${namespace}.svc:${K8S_PORT + index}`]
  }
}

function gatewayWorkload({ plan, namespace }: Place): Workload {
  const { args, protocols } = plan.spec.gateway
  const ports = protocols.map((_, i) => K8S_PORT + i)
  const tls = tlsFiles(plan)
  const container = gatewayContainer(plan, gatewayAddresses(plan, addressesOf(namespace)), {
    ports,
    monitoring: K8S_PORT_MONITORING,
    values: {
      k8s_namespace: namespace,
      ...(tls ? { ssl_certfile: `${TLS_FOLDER}/tls.crt`, ssl_keyfile: `${TLS_FOLDER}/tls.key` } : {}),
    },
  })
  return {
    ...common({ args }),
    name: GATEWAY,
    namespace,
    deployment: GATEWAY,
    podType: 'GATEWAY',
    shardId: '',
    replicas: typeof args['replicas'] === 'number' ? args['replicas'] : 1,
    protocols,
    tls: tls ? TLS_FOLDER : null,
    containers: [
      {
        ...container,
        name: GATEWAY,
        ports,
        protocols,
        fromSecrets: mapOf(args['env_from_secret']),
        gpus: null,
        tls: tls !== null,
      },
    ],
  }
}
