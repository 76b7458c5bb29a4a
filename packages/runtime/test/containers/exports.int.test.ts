import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportCompose, exportKubernetes, type ExportOptions } from '@flowdeck/shared'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { PortAllocator } from '../../src/flow/ports.ts'
import { pythonEnvironment } from '../pythonEnvironment.ts'
import { answersOf, localAnswers } from './answers.ts'
import { ContainerHost } from './ContainerHost.ts'
import { MIXED, readFlow, SHARDS, TYPESCRIPT, type ContainerFlow } from './flows.ts'
import { prepare, type JinaEngine } from './prepare.ts'

const python = await pythonEnvironment('v1')
const engine = python === null ? null : await prepare('jina', python)

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

  /** A Flow's folder, its answers here, and an image for each of its Executors. */
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
    const overrides: Record<string, string> = {}
    for (const [name, config] of Object.entries(flow.configs)) {
      writeFileSync(join(folder, 'config.yml'), config)
      const base = config.includes('.py') ? jinaImage : image
      overrides[name] = await host.build(name, folder, `FROM ${base}\nCOPY . /workdir\n`)
    }
    const options: ExportOptions = { flowdeck_image: image, image_overrides: overrides }
    return { folder, ports, expected, exportable: readFlow(yaml), options }
  }

  test.each(FLOWS)('an exported Compose project answers as the local Flow does: %s', async (_, flow) => {
    const { folder, ports, expected, exportable, options } = await given(flow)
    const { files } = exportCompose(exportable, options)
    for (const { path, text } of files) writeFileSync(join(folder, path), text)
    await host.up(join(folder, 'docker-compose.yml'))
    expect(await answersOf('127.0.0.1', ports, flow)).toEqual(expected)
  })

  test.each(FLOWS)('exported Kubernetes manifests answer as the local Flow does: %s', async (_, flow) => {
    const { expected, exportable, options } = await given(flow)
    const { files } = exportKubernetes(exportable, options)
    const address = await host.play(files.map(({ text }) => text))
    expect(await answersOf(address, { grpc: 8080, http: 8081 }, flow)).toEqual(expected)
  })
})
