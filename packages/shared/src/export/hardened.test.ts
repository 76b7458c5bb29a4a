import { parse, parseAllDocuments } from 'yaml'
import { expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'
import { exportCompose } from './compose/exportCompose.ts'
import { exportKubernetes } from './kubernetes/exportKubernetes.ts'
import type { Exportable } from './plan/exportTypes.ts'

const CANARY = 'sk-canary-12345'
const FLOW = `jtype: Flow
with: {protocol: [http, websocket], monitoring: true}
executors:
  - {name: plain, uses: docker://x}
  - name: whole
    uses: docker://y
    shards: 2
    replicas: 2
    uses_before: docker://before
    uses_with: {api_key: ${CANARY}}
    env: {TOKEN: ${CANARY}}
    jcloud: {resources: {cpu: 0.5, memory: 1G}}
`

function exportable(): Exportable {
  const { spec, graph } = parseFlow(FLOW)
  if (!spec || !graph) throw new Error('not a Flow')
  return { spec, graph }
}

test('every Compose service is bound to this machine, without root, and on a read-only root [SEC-35]', () => {
  const { files } = exportCompose(exportable())
  const { services } = parse(files[0]?.text ?? '') as { services: Record<string, { ports?: string[] }> }
  expect(Object.keys(services).length).toBeGreaterThan(6)
  for (const service of Object.values(services)) {
    expect(service).toMatchObject({
      user: '1000:1000',
      cap_drop: ['ALL'],
      read_only: true,
      security_opt: ['no-new-privileges:true'],
      healthcheck: { test: expect.any(Array) },
    })
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
  }
  expect(services['gateway']?.ports).toHaveLength(3)
  expect(services['whole-0-rep-0']).toMatchObject({
    deploy: { resources: { limits: { cpus: expect.anything() } } },
  })
})

test('every Pod of Kubernetes runs without root on a read-only root, with probes, behind a ClusterIP [SEC-35]', () => {
  const objects = exportKubernetes(exportable())
    .files.filter(({ path }) => path.endsWith('.yml'))
    .flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS() as Workload))
  const services = objects.filter(({ kind }) => kind === 'Service')
  const workloads = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
  expect([services.length > 3, workloads.length > 3]).toEqual([true, true])
  for (const { spec } of services) expect(spec.type).toBe('ClusterIP')
  for (const { spec } of workloads) {
    const pod = spec.template?.spec
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    for (const container of pod?.containers ?? [])
      expect(container).toMatchObject({
        startupProbe: expect.anything(),
        livenessProbe: expect.anything(),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      })
  }
  const limited = workloads.flatMap(({ spec }) => spec.template?.spec.containers ?? [])
  expect(limited.some(({ resources }) => resources?.limits?.['memory'] !== undefined)).toBe(true)
})

test('secrets of a Flow stand in a Secret of Kubernetes and an env file of Compose, and nowhere else [SEC-25] [SEC-35]', () => {
  const holders = [exportCompose(exportable()), exportKubernetes(exportable())].flatMap(({ files }) =>
    files.flatMap(({ path, text }) =>
      text
        .split(/^---$/m)
        .flatMap((part) => (part.includes(CANARY) ? [[path, /^kind: (\w+)/m.exec(part)?.[1]]] : [])),
    ),
  )
  expect(holders.length).toBeGreaterThan(1)
  for (const [path, kind] of holders)
    expect(kind === 'Secret' || path?.endsWith('.env'), `${path} ${kind}`).toBe(true)
})

const ARGUMENTS = `jtype: Flow
gateway:
  protocol: http
  title: \${{ ENV.TITLE }}
  uvicorn_kwargs: {ssl_keyfile_password: ${CANARY}, headers: [[x-key, '\${{ ENV.HEADER }}']]}
executors:
  - {name: script, uses: a.ts, uses_with: {api_key: ${CANARY}, path: $PATH}, timeout_send: $WAIT, env: {COPY: $COPIED}}
  - {name: snake, uses: A, py_modules: a.py, shards: 2, uses_with: {db: {password: ${CANARY}}, url: '\${{ ENV.URL }}'}}
`

test('no argument of a container holds a secret or a variable that Compose or Kubernetes fills in: command lines can be read by all [SEC-25]', () => {
  const { spec, graph } = parseFlow(ARGUMENTS)
  if (!spec || !graph) throw new Error('not a Flow')
  const { services } = parse(exportCompose({ spec, graph }).files[0]?.text ?? '') as {
    services: Record<string, { command: string[]; environment: Record<string, string> }>
  }
  const inCompose = Object.values(services).flatMap(({ command }) => command)
  // Two dollars are one for the process.
  expect(inCompose.filter((word) => /(?<!\$)\$(?!\$)\{/.test(word))).toEqual([])
  expect(inCompose.join(' ')).toContain('$${FLOWDECK_ARGUMENT_SCRIPT_API_KEY}')
  expect(services['script']?.environment).toMatchObject({
    FLOWDECK_ARGUMENT_SCRIPT_API_KEY: '${SCRIPT_API_KEY}',
    FLOWDECK_ARGUMENT_PATH: '${PATH}',
    FLOWDECK_ARGUMENT_WAIT: '${WAIT}',
    COPY: '${COPIED}',
  })
  expect(services['script']?.environment).not.toHaveProperty('PATH')

  const pods = exportKubernetes({ spec, graph })
    .files.filter(({ path }) => path.endsWith('.yml'))
    .flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS() as Workload))
    .flatMap(({ kind, spec }) =>
      /^(Deployment|StatefulSet)$/.test(kind) ? (spec.template?.spec.containers ?? []) : [],
    )
  expect(pods.length).toBeGreaterThan(3)
  for (const { args, env = [] } of pods) {
    expect(args?.filter((word) => /\$\(/.test(word))).toEqual([])
    for (const [, name] of (args ?? []).join(' ').matchAll(/\$\{(FLOWDECK_ARGUMENT_\w+)\}/g))
      expect(env.find((variable) => variable.name === name)).toMatchObject({
        valueFrom: { secretKeyRef: expect.anything() },
      })
  }
})

interface Workload {
  kind: string
  spec: {
    type?: string
    template?: {
      spec: {
        containers: {
          args?: string[]
          env?: { name: string; valueFrom?: unknown }[]
          resources?: { limits?: Record<string, unknown> }
        }[]
      }
    }
  }
}
