import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { exportKubernetes } from '@flowdeck/shared'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXPORT_FLOWS } from '../interop/exportFlows.ts'
import { ControlPlane } from './ControlPlane.ts'
import { readFlow } from './flows.ts'
import { prepare, type Kubernetes } from './prepare.ts'

const kubernetes = await prepare('kubernetes')

/** What Prometheus' operator adds to a cluster, as far as the API server must know it. */
const SERVICE_MONITORS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'servicemonitors.monitoring.coreos.com' },
  spec: {
    group: 'monitoring.coreos.com',
    scope: 'Namespaced',
    names: { kind: 'ServiceMonitor', plural: 'servicemonitors', singular: 'servicemonitor' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
}

interface Listed {
  metadata: { name: string; namespace: string; labels?: Record<string, string> }
  spec: { replicas?: number }
}

const FLOWS = Object.entries(EXPORT_FLOWS)
  .filter(([, yaml]) => !yaml.includes('jtype: Deployment'))
  .map(([name, yaml]) => ({ namespace: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), yaml }))

describe.skipIf(kubernetes === null)('a real API server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-manifests-'))
  const exported = join(folder, 'exported')
  let plane: ControlPlane

  /** Writes each Flow's manifests into a folder of its own, for a namespace of its own. */
  beforeAll(async () => {
    const namespaces = FLOWS.map(({ namespace }) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    }))
    write(join(folder, 'cluster.json'), {
      apiVersion: 'v1',
      kind: 'List',
      items: [SERVICE_MONITORS, ...namespaces],
    })
    for (const { namespace, yaml } of FLOWS) {
      const { files } = exportKubernetes(readFlow(yaml), { k8s_namespace: namespace })
      for (const { path, text } of files) write(join(exported, namespace, path), text)
    }
    plane = await ControlPlane.start(kubernetes as Kubernetes)
    await plane.kubectl('apply', '--filename', join(folder, 'cluster.json'))
    await plane.kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all')
  }, 240_000)

  afterAll(async () => {
    await plane?.stop()
    rmSync(folder, { recursive: true })
  }, 60_000)

  const apply = (...flags: string[]) =>
    plane.kubectl('apply', '--server-side', '--recursive', '--filename', exported, ...flags)
  const list = (kind: string) => plane.list<Listed>(kind)
  const wanted = async () => [
    ...(await list('deployments')).map(({ metadata, spec }) => ({ ...metadata, pods: spec.replicas ?? 1 })),
    // The second Pod of a StatefulSet waits for the first to be ready, which needs a node.
    ...(await list('statefulsets')).map(({ metadata }) => ({ ...metadata, pods: 1 })),
  ]

  test('accepts every exported object in a dry run', { timeout: 240_000 }, async () => {
    await expect(apply('--dry-run=server')).resolves.toContain('serverside-applied (server dry run)')
    expect(await list('deployments')).toEqual([])
  })

  test('makes the Pods and the addresses of what is applied', { timeout: 240_000 }, async () => {
    await apply()
    const owners = await wanted()
    expect(new Set(owners.map(({ namespace }) => namespace))).toEqual(
      new Set(FLOWS.map(({ namespace }) => namespace)),
    )
    const pods = owners.flatMap(({ namespace, name, pods: count }) =>
      Array.from({ length: count }, () => `${namespace} ${name}`),
    )
    const of = (label: string) => (item: Listed) =>
      `${item.metadata.namespace} ${item.metadata.labels?.[label]}`
    await expect
      .poll(async () => (await list('pods')).map(of('app')).sort(), { timeout: 120_000 })
      .toEqual(pods.sort())
    const services = (await list('services')).map(({ metadata }) => `${metadata.namespace} ${metadata.name}`)
    await expect
      .poll(async () => (await list('endpointslices')).map(of('kubernetes.io/service-name')), {
        timeout: 120_000,
      })
      .toEqual(expect.arrayContaining(services.filter((name) => !name.startsWith('default '))))
  })
})

function write(path: string, content: string | object): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
}
