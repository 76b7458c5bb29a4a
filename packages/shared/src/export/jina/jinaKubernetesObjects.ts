import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { mapOf } from '../plan/containers.ts'
import type { ExportPlan } from '../plan/exportPlan.ts'
import { plain } from './jinaContainer.ts'
import { K8S_PORT, K8S_PORT_MONITORING } from '../plan/kubernetesNumbers.ts'
import { pythonText } from '../../value/pythonText.ts'

/** What is exported, and where it goes. */
export interface Place {
  plan: ExportPlan
  namespace: string
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

/** The ConfigMap, Services and workload of one part of a Flow, as Jina 3.x writes them. */
export function objectsOf(input: Objects): YamlMap[] {
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
