import { parse, parseDocument } from 'yaml'
import { GATEWAY, type YamlMap, type YamlValue } from '../flow/flowModel.ts'
import { isMapValue } from '../flow/readExecutors.ts'
import type { ContainerImage } from './chooseImages.ts'
import type { ExportPlan } from './exportPlan.ts'
import { protocolsOf } from './hostPort.ts'
import { dnsName, fileName } from './images.ts'
import { jinaExternalAddress, jinaGatewayValues, jinaValues, speaksTls } from './jinaValues.ts'
import { executorCommand, gatewayCommand, podParts, type PodPart } from './podParts.ts'
import { pythonJson, pythonRepr, pythonText } from './pythonText.ts'

export const K8S_PORT = 8080
export const K8S_PORT_MONITORING = 9090
export const K8S_PORT_HELPER = { uses_before: 8078, uses_after: 8079 } as const

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
  if (plan.kind === 'flow' && plan.options.include_gateway !== false)
    manifests.push({ path: `${GATEWAY}/${GATEWAY}.yml`, objects: gatewayObjects(plan, namespace) })
  return manifests
}

/** Where everything goes: the option, else the Flow's name, else `default` (Jina 3.x). */
export function namespaceOf({ options, spec }: ExportPlan): string {
  return options.k8s_namespace || spec.name || 'default'
}

interface Place {
  plan: ExportPlan
  namespace: string
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

interface Objects extends Place {
  name: string
  deployment: string
  podType: 'HEAD' | 'WORKER' | 'GATEWAY'
  shardId: string
  replicas: number
  containers: YamlMap[]
  protocols: readonly string[]
  env: YamlMap
  args: YamlMap
  volume: string | null
}

function objectsOf(input: Objects): YamlMap[] {
  const { plan, name, protocols, args } = input
  // Jina 3.x fills names into a template and reads it as YAML: `yes` becomes true.
  const [dns, ns] = [plain(name), plain(input.namespace)]
  const service = (own: string, ports: YamlMap[]): YamlMap => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: plain(own), namespace: ns, labels: { app: plain(own) } },
    spec: { type: 'ClusterIP', ports, selector: { app: dns } },
  })
  const port = (number: number, portName: string): YamlMap => ({
    port: number,
    targetPort: number,
    name: portName,
    protocol: 'TCP',
  })
  const monitoring = args['monitoring'] === true
  const env: YamlMap = {
    ...input.env,
    ...(plan.options.log_level === undefined ? {} : { JINA_LOG_LEVEL: plan.options.log_level }),
  }
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `${name}-configmap`, namespace: input.namespace },
      data: {
        pythonunbuffered: '1',
        worker_class: 'uvicorn.workers.UvicornH11Worker',
        ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, pythonText(value)])),
      },
    },
    service(name, [port(K8S_PORT, 'port'), ...(monitoring ? [port(K8S_PORT_MONITORING, 'monitoring')] : [])]),
    ...protocols
      .slice(1)
      .map((protocol, i) =>
        service(`${name}-${i + 1}-${protocol}`.toLowerCase(), [port(K8S_PORT + i + 1, 'port')]),
      ),
    workload(input, dns, ns),
    ...(monitoring
      ? [
          {
            apiVersion: 'monitoring.coreos.com/v1',
            kind: 'ServiceMonitor',
            metadata: { name: dns, namespace: ns, labels: { app: dns } },
            spec: {
              endpoints: [{ port: 'monitoring' }],
              namespaceSelector: { matchNames: [ns] },
              selector: { matchLabels: { app: dns } },
            },
          },
        ]
      : []),
  ]
}

function workload(input: Objects, dns: YamlValue, ns: YamlValue): YamlMap {
  const { plan, args, volume, containers } = input
  const { options } = plan
  const [first, ...others] = containers as [YamlMap, ...YamlMap[]]
  const secrets = mapOf(args['env_from_secret'])
  first['env'] = [
    ...(first['env'] as YamlMap[]),
    ...Object.entries(secrets).map(([key, value]): YamlMap => {
      const { name = null, key: entry = null } = mapOf(value)
      return { name: key, valueFrom: { secretKeyRef: { name, key: entry } } }
    }),
  ]
  if (volume !== null) first['volumeMounts'] = [{ name: `${input.name}-volume`, mountPath: volume }]
  const pullSecrets = [args['image_pull_secrets'] ?? []].flat()
  return {
    apiVersion: 'apps/v1',
    kind: volume === null ? 'Deployment' : 'StatefulSet',
    metadata: { name: dns, namespace: ns },
    spec: {
      replicas: input.replicas,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: { app: dns } },
      template: {
        metadata: {
          labels: {
            app: dns,
            jina_deployment_name: plain(input.deployment),
            shard_id: input.shardId,
            pod_type: input.podType,
            ns,
          },
          annotations: { 'linkerd.io/inject': 'enabled' },
        },
        spec: {
          containers: [first, ...others],
          ...(pullSecrets.length > 0 ? { imagePullSecrets: pullSecrets.map((name) => ({ name })) } : {}),
        },
      },
      ...(volume === null
        ? {}
        : {
            volumeClaimTemplates: [
              {
                metadata: { name: `${input.name}-volume` },
                spec: {
                  accessModes: [...(options.k8s_access_modes ?? ['ReadWriteOnce'])],
                  storageClassName: options.k8s_storage_class_name ?? 'standard',
                  resources: { requests: { storage: options.k8s_storage_capacity ?? '10G' } },
                },
              },
            ],
          }),
    },
  }
}

interface Container {
  name: string
  target: { dns: string; deployment: string; namespace: string }
  image: ContainerImage
  args: string[]
  ports: number[]
  stateful: boolean
  startupProbe: YamlMap
  livenessProbe: YamlMap
}

function container({ name, target, image, args, ports, stateful, ...probes }: Container): YamlMap {
  const field = (fieldPath: string): YamlMap => ({ fieldRef: { fieldPath } })
  return {
    name,
    image: plain(image.image),
    imagePullPolicy: 'IfNotPresent',
    command: [image.command],
    args: readBack(args),
    ports: ports.map((containerPort) => ({ containerPort })),
    envFrom: [{ configMapRef: { name: `${target.dns}-configmap` } }],
    env: [
      { name: 'POD_UID', valueFrom: field('metadata.uid') },
      { name: 'JINA_DEPLOYMENT_NAME', value: plain(target.deployment) },
      { name: stateful ? 'K8S_STATEFULSET_NAME' : 'K8S_DEPLOYMENT_NAME', value: plain(target.dns) },
      { name: 'K8S_NAMESPACE_NAME', value: plain(target.namespace) },
      { name: 'K8S_POD_NAME', valueFrom: field('metadata.name') },
    ],
    ...probes,
    lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 2'] } } },
  }
}

interface Probes {
  what: 'executor' | 'gateway'
  address: string
  /** What follows the address in the liveness command; one text that begins with a space is glued to it. */
  liveness: string[]
  readyMs: YamlValue | undefined
  /** The Head has both helpers: its startup command names a placeholder (Jina 3.x). */
  both: boolean
}

function jinaProbes(program: string, { what, address, liveness, readyMs, both }: Probes) {
  const probe = (...words: string[]) => ({ exec: { command: [program, 'ping', what, ...words] } })
  const [glued] = liveness.filter((word) => word.startsWith(' '))
  return {
    startupProbe: {
      ...probe(both ? '127.0.0.1:{port_uses}' : address),
      initialDelaySeconds: 5,
      periodSeconds: 5,
      failureThreshold: failureThreshold(readyMs),
      timeoutSeconds: 10,
    },
    livenessProbe: {
      ...(glued === undefined ? probe(address, ...liveness) : probe(address + glued)),
      initialDelaySeconds: 30,
      periodSeconds: 5,
      timeoutSeconds: 10,
    },
  }
}

/** How often a startup probe may fail within `timeout_ready`, every 5 s; -1 counts as ten minutes (Jina 3.x). */
export function failureThreshold(readyMs: YamlValue | undefined): number {
  const ms = typeof readyMs === 'number' && readyMs !== -1 ? readyMs : 600_000
  return Math.max(Math.ceil(ms / 1000 / 5), 3)
}

function probeAddress(protocols: readonly string[], helpers: readonly PodPart[]): string {
  return helpers.length > 0 ? `127.0.0.1:${K8S_PORT}` : `${protocols[0] ?? 'grpc'}://127.0.0.1:${K8S_PORT}`
}

function livenessTail(helpers: readonly PodPart[]): string[] {
  return helpers.some(({ role }) => role === 'uses_before') ? [' - --timeout 9500'] : ['--timeout 9500']
}

function mapOf(value: YamlValue | undefined): YamlMap {
  return isMapValue(value) ? value : {}
}

/** A word in a template that is read as YAML. Jina 3.x: `on` and `off` are no booleans. */
function plain(text: string): YamlValue {
  return /^(?:on|off)$/i.test(text) ? text : (parse(text, { version: '1.1' }) as YamlValue)
}

/**
 * Jina 3.x writes Python's list into a template and reads it as YAML, which doubles backslashes. Where it cannot read it (an argument
 * has both kinds of quotes) it ends with an error; the arguments then are written as they are.
 */
function readBack(args: string[]): YamlValue {
  const document = parseDocument(pythonRepr(args), { version: '1.1' })
  return document.errors.length > 0 ? args : (document.toJS() as YamlValue)
}
