import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { parseDeployment } from '../read/parseDeployment.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { exportCompose } from './compose/exportCompose.ts'
import { exportKubernetes } from './kubernetes/exportKubernetes.ts'
import type { Exportable, ExportOptions } from './plan/exportTypes.ts'

interface Service {
  volumes?: string[]
  command: string[]
  deploy?: { resources: unknown }
}
interface Project {
  services: Record<string, Service>
  volumes?: Record<string, unknown>
}

const flow = (keys: string, top = '') =>
  exportableOf(`jtype: Flow\n${top}executors:\n  - {name: a, uses: docker://x, ${keys}}\n`)

function exportableOf(text: string): Exportable {
  const deployment = parseDeployment(text)
  if (deployment) return { deployment }
  const { spec, graph } = parseFlow(text)
  if (!spec || !graph) throw new Error(text)
  return { spec, graph }
}

function compose(exportable: Exportable, options: ExportOptions = {}) {
  const { files, problems } = exportCompose(exportable, options)
  return { project: parse(files[0]?.text ?? '') as Project, problems, files }
}

describe('a volume in Compose', () => {
  test.each([
    ['data/dir:/workspace/x', './data/dir:/workspace/x', null],
    ['./rel:/x', './rel:/x', null],
    ['../up:/x', '../up:/x', null],
    ['~/home:/x', '~/home:/x', null],
    ['/with space/dir:/x:ro', '/with space/dir:/x:ro', null],
    ['my data:/x', './my data:/x', null],
    ['.hidden/x:/x', '.hidden/x:/x', null],
    ['myvol:/x', 'myvol:/x', 'myvol'],
    ['my-vol_1.2:/x:ro', 'my-vol_1.2:/x:ro', 'my-vol_1.2'],
    ['/x', 'a-x:/x', 'a-x'],
    ['$DIR:/x', '${DIR}:/x', null],
    ['$DIR/sub:/x', '${DIR}/sub:/x', null],
    ['${{ ENV.VOLUME }}', '${VOLUME}', null],
    ['$DIR$SUB', '${DIR}${SUB}', null],
    ['$DIR/sub', '${DIR}/sub', null],
    ['.:/x', '.:/x', null],
    ['..:/x', '..:/x', null],
    ['v:/x', './v:/x', null],
    ['C:/data:/x:ro', 'C:/data:/x:ro', null],
    ['C:\\data:/x', 'C:\\data:/x', null],
    ['//server/share:/x:ro,z', '//server/share:/x:ro,z', null],
    ['./data', './data:/data', null],
    ['data/dir/', './data/dir/:/dir', null],
    ['~', '~:/a', null],
  ])('%s is %s', (written, mount, named) => {
    const { project, problems } = compose(flow(`volumes: '${written}'`))
    expect(project.services['a']?.volumes).toEqual([mount])
    expect(Object.keys(project.volumes ?? {})).toEqual(named === null ? [] : [named])
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('a variable with a value is read like a written volume', () => {
    const { project } = compose(flow("volumes: '$VOLUME'"), { variables: { VOLUME: 'data/dir:/x' } })
    expect(project.services['a']?.volumes).toEqual(['./data/dir:/x'])
  })

  test('a variable without a value is a problem in Kubernetes, which needs the path', () => {
    const { problems } = exportKubernetes(flow("volumes: '$VOLUME'"), {})
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['variable', 'error']])
  })
})

describe('a Deployment by itself', () => {
  test('has no Gateway when it says so', () => {
    const alone = exportableOf(
      'jtype: Deployment\nwith: {name: a, uses: docker://x, include_gateway: false}\n',
    )
    expect(Object.keys(compose(alone).project.services)).toEqual(['a'])
    expect(Object.keys(compose(alone, { include_gateway: true }).project.services)).toEqual(['a', 'gateway'])
  })

  test('that is external is reached at its port, behind a Gateway on a port of its own', () => {
    const external = exportableOf(
      'jtype: Deployment\nwith: {name: a, external: true, host: far.example, port: 3}\n',
    )
    const { project, problems } = compose(external)
    const argv = project.services['gateway']?.command ?? []
    expect(argv[argv.indexOf('--deployments-addresses') + 1]).toBe('{"a": ["grpc://far.example:3"]}')
    expect(argv[argv.indexOf('--port') + 1]).toBe('8080')
    expect(problems).toEqual([])
  })
})

describe('resources', () => {
  const all = { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } }
  test.each([
    ['of the Executor', flow(`jcloud: {resources: ${JSON.stringify(all)}}`), all],
    ['of the Flow', flow('', `jcloud: {resources: ${JSON.stringify(all)}}\n`), all],
    [
      'of both: what the Executor writes counts',
      flow('jcloud: {resources: {memory: 4G}}', `jcloud: {resources: ${JSON.stringify(all)}}\n`),
      { requests: { cpu: '500m', memory: '4G' }, limits: { cpu: '2', memory: '4G' } },
    ],
  ])('%s are in the manifests and in Compose', (_, exportable, { requests, limits }) => {
    const manifest = exportKubernetes(exportable, {}).files.find(({ path }) => path === 'a/a.yml')?.text ?? ''
    const workload = manifest.split('---').map((text) => parse(text) as { kind: string; spec?: unknown })
    expect(workload.find(({ kind }) => kind === 'Deployment')?.spec).toMatchObject({
      template: { spec: { containers: [{ resources: { requests, limits } }] } },
    })
    const memory = (text: string) => text.replace('Gi', 'G')
    expect(compose(exportable).project.services['a']?.deploy?.resources).toEqual({
      limits: { cpus: '2', memory: memory(limits.memory) },
      reservations: { cpus: '0.5', memory: memory(requests.memory) },
    })
  })
})
