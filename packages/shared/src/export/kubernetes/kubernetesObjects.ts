import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { ARGUMENT_PREFIX, unmark, type Secrets } from '../plan/carrySecrets.ts'
import { mapOf, type Container } from '../plan/containers.ts'
import type { ExportOptions } from '../plan/exportTypes.ts'
import { failureThreshold, K8S_PORT, K8S_PORT_MONITORING } from '../plan/kubernetesNumbers.ts'
import { pythonText } from '../../value/pythonText.ts'

/** A container in a Pod. */
export interface PodContainer extends Container {
  name: string
  ports: number[]
  /** Pairwise with `ports`. */
  protocols: string[]
  /** `env_from_secret`: variable to `{name, key}`. */
  fromSecrets: YamlMap
  gpus: YamlValue
  /** Whether it answers over TLS. */
  tls: boolean
}

/** One Deployment or StatefulSet with what belongs to it. */
export interface Workload {
  /** As Kubernetes takes it. */
  name: string
  namespace: string
  /** Jina's name of the Executor. */
  deployment: string
  podType: 'HEAD' | 'WORKER' | 'GATEWAY'
  shardId: string
  replicas: number
  protocols: string[]
  monitoring: boolean
  pullSecrets: string[]
  /** Where a certificate is mounted; null for none. */
  tls: string | null
  containers: PodContainer[]
}

/** ConfigMap, Services, the workload and its ServiceMonitor, and the Secret that belongs into a file of its own. */
export function workloadObjects(
  workload: Workload,
  options: ExportOptions,
): { objects: YamlMap[]; secret: YamlMap | null } {
  const { name, namespace, protocols, monitoring, containers } = workload
  const metadata = (own: string): YamlMap => ({ name: own, namespace, labels: { app: name } })
  const service = (own: string, ports: YamlMap[]): YamlMap => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(own),
    spec: { type: 'ClusterIP', ports, selector: { app: name } },
  })
  const port = (number: number, portName: string): YamlMap => ({
    port: number,
    targetPort: number,
    name: portName,
    protocol: 'TCP',
  })
  const secrets: Secrets = Object.assign(
    {},
    ...containers.flatMap(({ marked, inProcess, secretEnv }) => [marked, inProcess, secretEnv]),
  )
  return {
    objects: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(`${name}-configmap`),
        data: { pythonunbuffered: '1', worker_class: 'uvicorn.workers.UvicornH11Worker' },
      },
      service(name, [
        port(K8S_PORT, 'port'),
        ...(monitoring ? [port(K8S_PORT_MONITORING, 'monitoring')] : []),
      ]),
      ...protocols
        .slice(1)
        .map((protocol, i) => service(`${name}-${i + 1}-${protocol}`, [port(K8S_PORT + i + 1, 'port')])),
      workloadObject(workload, options),
      ...(monitoring
        ? [
            {
              apiVersion: 'monitoring.coreos.com/v1',
              kind: 'ServiceMonitor',
              metadata: metadata(name),
              spec: {
                endpoints: [{ port: 'monitoring' }],
                namespaceSelector: { matchNames: [namespace] },
                selector: { matchLabels: { app: name } },
              },
            },
          ]
        : []),
    ],
    secret:
      Object.keys(secrets).length === 0
        ? null
        : {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: metadata(`${name}-secret`),
            type: 'Opaque',
            stringData: Object.fromEntries(
              Object.entries(secrets).map(([key, value]) => [
                key,
                value === null ? '' : options.secret_values === false ? 'CHANGE-ME' : value,
              ]),
            ),
          },
  }
}

function workloadObject(workload: Workload, options: ExportOptions): YamlMap {
  const { name, namespace, containers } = workload
  const claims = [...new Set(containers.flatMap(({ mounts }) => mounts.map(({ target }) => target)))]
  const claimOf = (target: string) =>
    `${name}-volume${claims.indexOf(target) > 0 ? `-${claims.indexOf(target)}` : ''}`
  const stateful = claims.length > 0
  const scratch = [...new Set(containers.flatMap((container) => container.scratch ?? []))]
  const rolling = stateful
    ? { serviceName: name, updateStrategy: { type: 'RollingUpdate' } }
    : { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }
  return {
    apiVersion: 'apps/v1',
    kind: stateful ? 'StatefulSet' : 'Deployment',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      replicas: workload.replicas,
      ...rolling,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: {
          labels: {
            app: name,
            jina_deployment_name: workload.deployment.replaceAll(
              /^[^A-Za-z0-9]+|[^A-Za-z0-9]+$|[^\w.-]/g,
              '',
            ),
            shard_id: workload.shardId,
            pod_type: workload.podType,
            ns: namespace,
          },
          annotations: { 'linkerd.io/inject': 'enabled' },
        },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 45,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            fsGroup: 1000,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: containers.map((container) =>
            containerObject(container, workload, {
              stateful,
              volumeMounts: [
                { name: 'tmp', mountPath: '/tmp' },
                ...(container.scratch
                  ? [{ name: `scratch-${scratch.indexOf(container.scratch)}`, mountPath: container.scratch }]
                  : []),
                ...container.mounts.map(({ target, mode }) => ({
                  name: claimOf(target),
                  mountPath: target,
                  ...(mode?.split(',').includes('ro') ? { readOnly: true } : {}),
                })),
                ...(workload.tls ? [{ name: 'tls', mountPath: workload.tls, readOnly: true }] : []),
              ],
            }),
          ),
          volumes: [
            { name: 'tmp', emptyDir: {} },
            ...scratch.map((_, i) => ({ name: `scratch-${i}`, emptyDir: {} })),
            ...(workload.tls ? [{ name: 'tls', secret: { secretName: `${name}-tls` } }] : []),
          ],
          ...(workload.pullSecrets.length > 0
            ? { imagePullSecrets: workload.pullSecrets.map((secret) => ({ name: secret })) }
            : {}),
        },
      },
      ...(stateful
        ? {
            volumeClaimTemplates: claims.map((target) => ({
              metadata: { name: claimOf(target) },
              spec: {
                accessModes: [...(options.k8s_access_modes ?? ['ReadWriteOnce'])],
                ...(options.k8s_storage_class_name
                  ? { storageClassName: options.k8s_storage_class_name }
                  : {}),
                resources: { requests: { storage: options.k8s_storage_capacity ?? '10G' } },
              },
            })),
          }
        : {}),
    },
  }
}

function containerObject(
  container: PodContainer,
  { name, namespace, deployment }: Workload,
  { stateful, volumeMounts }: { stateful: boolean; volumeMounts: YamlMap[] },
): YamlMap {
  const text = (value: string) => unmark(value.replaceAll('$(', '$$$$('), (variable) => `$(${variable})`)
  const field = (fieldPath: string): YamlMap => ({ fieldRef: { fieldPath } })
  const secret = (key: string): YamlMap => ({ secretKeyRef: { name: `${name}-secret`, key } })
  const plain: YamlMap = {
    JINA_DEPLOYMENT_NAME: deployment,
    [stateful ? 'K8S_STATEFULSET_NAME' : 'K8S_DEPLOYMENT_NAME']: name,
    K8S_NAMESPACE_NAME: namespace,
    HOME: '/tmp',
    ...container.env,
  }
  const resources = resourcesOf(container)
  return {
    name: container.name,
    image: container.image,
    imagePullPolicy: 'IfNotPresent',
    command: [container.program],
    args: container.args.map(text),
    ports: container.ports.map((containerPort) => ({ containerPort })),
    envFrom: [{ configMapRef: { name: `${name}-configmap` } }],
    // A variable can name only those before it.
    env: [
      { name: 'POD_UID', valueFrom: field('metadata.uid') },
      { name: 'K8S_POD_NAME', valueFrom: field('metadata.name') },
      ...[...Object.keys(container.marked), ...Object.keys(container.secretEnv)].map((key) => ({
        name: key,
        valueFrom: secret(key),
      })),
      ...Object.keys(container.inProcess).map((key) => ({
        name: `${ARGUMENT_PREFIX}${key}`,
        valueFrom: secret(key),
      })),
      ...Object.entries(plain).map(([key, value]) => ({ name: key, value: text(pythonText(value)) })),
      ...Object.entries(container.fromSecrets).map(([key, value]): YamlMap => {
        const { name: from = '', key: entry = '' } = mapOf(value)
        return { name: key, valueFrom: { secretKeyRef: { name: from, key: entry } } }
      }),
    ],
    ...probesOf(container),
    lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 5'] } } },
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts,
  }
}

/** gRPC is asked for its health; HTTP and WebSocket answer at `/`. Kubernetes cannot speak gRPC over TLS: there the port must be open. */
function probesOf({ protocols, ports, tls, readyMs }: PodContainer): YamlMap {
  const port = ports[0] ?? K8S_PORT
  const ask: YamlMap =
    protocols[0] !== 'grpc'
      ? { httpGet: { path: '/', port, scheme: tls ? 'HTTPS' : 'HTTP' } }
      : tls
        ? { tcpSocket: { port } }
        : { grpc: { port } }
  return {
    startupProbe: {
      ...ask,
      initialDelaySeconds: 1,
      periodSeconds: 5,
      failureThreshold: failureThreshold(readyMs ?? -1),
      timeoutSeconds: 10,
    },
    readinessProbe: { ...ask, periodSeconds: 5, timeoutSeconds: 10 },
    livenessProbe: { ...ask, periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 10 },
  }
}

function resourcesOf({ resources, gpus }: PodContainer): YamlMap {
  const count = gpuCount(gpus)
  const requests: YamlMap = { ...resources.requests }
  const limits: YamlMap = {
    ...resources.limits,
    ...(count === null ? {} : { 'nvidia.com/gpu': String(count) }),
  }
  return {
    ...(Object.keys(requests).length > 0 ? { requests } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  }
}

/** Kubernetes takes a number of GPUs: as many as are named by id; one for `all`. */
export function gpuCount(gpus: YamlValue): number | null {
  if (gpus === null || gpus === '') return null
  const written = pythonText(gpus)
  if (/^\d+$/.test(written)) return Number(written)
  return written.startsWith('device=') ? written.split(',').length : 1
}
