import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { exportCompose, exportKubernetes, type Exported, type ExportOptions } from '@flowdeck/shared'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { PortAllocator } from '../../src/flow/ports.ts'
import { PACKAGE_ROOT } from '../../src/state/paths.ts'
import { pythonEnvironment } from '../pythonEnvironment.ts'
import { answersOf, localAnswers } from './answers.ts'
import { ContainerHost } from './ContainerHost.ts'
import { MIXED, readFlow, SHARDS, TYPESCRIPT, type ContainerFlow } from './flows.ts'
import { prepare, type JinaEngine } from './prepare.ts'

const python = await pythonEnvironment('v1')
const engine = python === null ? null : await prepare('jina', python)

const REQUIREMENTS = join(PACKAGE_ROOT, 'python', 'jina-3.34-docarray-v1.txt')

const FLOWS: [string, ContainerFlow][] = [
  ['TypeScript Executors', TYPESCRIPT],
  ['shards and replicas behind a Head', SHARDS],
  ['Python and TypeScript in one Flow', MIXED],
]

describe.skipIf(engine === null)('on podman', { timeout: 300_000 }, () => {
  let host: ContainerHost
  beforeEach(() => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    host = new ContainerHost(engine as JinaEngine)
  })
  afterEach(async ({ task }) => {
    vi.unstubAllEnvs()
    if (task.result?.state === 'fail') console.error(await host.logs())
    await host.remove()
  }, 120_000)

  /** A Flow's folder, what it answers here, and how it is exported. */
  async function given(flow: ContainerFlow) {
    const allocator = new PortAllocator()
    const ports = { grpc: await allocator.allocate('127.0.0.1'), http: await allocator.allocate('127.0.0.1') }
    const folder = mkdtempSync(join(tmpdir(), 'flowdeck-exports-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const yaml = flow.yaml(ports)
    for (const [name, text] of Object.entries({ ...flow.files, 'flow.yml': yaml }))
      writeFileSync(join(folder, name), text)
    const expected = await localAnswers(join(folder, 'flow.yml'), ports, flow)
    const { image, jinaImage } = engine as JinaEngine
    const options: ExportOptions = {
      flowdeck_image: image,
      python_image: jinaImage,
      python_requirements: { v1: readFileSync(REQUIREMENTS, 'utf8') },
    }
    return { folder, ports, expected, exportable: readFlow(yaml), options }
  }

  /** Writes an export beside its Flow and builds its images with its own script; gives its folder. */
  async function write(folder: string, { files, problems }: Exported): Promise<string> {
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const out = join(folder, 'export')
    for (const { path, text, executable } of files) {
      mkdirSync(dirname(join(out, path)), { recursive: true })
      writeFileSync(join(out, path), text, { mode: executable ? 0o755 : 0o644 })
    }
    if (files.some(({ path }) => path === 'build.sh')) await host.runBuild(join(out, 'build.sh'))
    return out
  }

  test.each(FLOWS)('an exported Compose project answers as the local Flow does: %s', async (_, flow) => {
    const { folder, ports, expected, exportable, options } = await given(flow)
    const project = await write(folder, exportCompose(exportable, options))
    await host.up(join(project, 'docker-compose.yml'))
    expect(await answersOf('127.0.0.1', ports, flow)).toEqual(expected)
  })

  test.each(FLOWS)('exported Kubernetes manifests answer as the local Flow does: %s', async (_, flow) => {
    const { folder, expected, exportable, options } = await given(flow)
    const exported = exportKubernetes(exportable, options)
    await write(folder, exported)
    const workloads = exported.files.filter(({ text }) => text.includes('kind: Deployment'))
    const address = await host.play(workloads.map(({ text }) => text))
    expect(await answersOf(address, { grpc: 8080, http: 8081 }, flow)).toEqual(expected)
  })
})
