import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { findCompose } from '../../src/compose/findCompose.ts'
import { startCompose } from '../../src/compose/startCompose.ts'
import { PortAllocator } from '../../src/flow/ports.ts'
import { recoverRuns } from '../../src/state/runRecords.ts'
import type { RunHandle } from '../../src/target/runTarget.ts'
import { folderWith } from '../startTestFlow.ts'
import { answersOf, localAnswers } from './answers.ts'
import { TYPESCRIPT } from './flows.ts'
import { prepare, type Engine } from './prepare.ts'
import { runProgram } from './runProgram.ts'

const engine = await prepare('engine')

test('without a Compose that works, every one is named with what it lacks', async () => {
  await expect(findCompose({ PATH: folderWith({}) })).rejects.toMatchObject({
    code: 'COMPOSE_NOT_FOUND',
    message: 'Neither Docker nor podman can run Compose: docker is not installed; podman is not installed.',
  })
})

describe.skipIf(engine === null)('a Flow as containers of a Compose project', { timeout: 240_000 }, () => {
  /** A Flow in a folder of its own, started; afterwards it is stopped, and nothing of it is left. */
  async function given(yaml?: string) {
    const { env: settings, image } = engine as Engine
    const state = folderWith({})
    vi.stubEnv('FLOWDECK_STATE_DIR', state)
    let project = 'none'
    for (const [key, value] of Object.entries(settings)) vi.stubEnv(key, value)
    onTestFinished(() => void vi.unstubAllEnvs())
    const allocator = new PortAllocator()
    const ports = { grpc: await allocator.allocate('127.0.0.1'), http: await allocator.allocate('127.0.0.1') }
    const text = yaml ?? TYPESCRIPT.yaml(ports)
    const folder = folderWith({ ...TYPESCRIPT.files, 'flow.yml': text })
    const flowPath = join(folder, 'flow.yml')
    const env = { ...process.env, FLOWDECK_IMAGE: image }
    const start = async () => {
      const run = await startCompose({ text, flowPath, flowId: 'flow.yml', revision: 'a', env })
      onTestFinished(() => run.stop({ force: true }))
      project = readdirSync(join(state, 'compose'))[0] ?? project
      return run
    }
    /** Containers and networks of the project; other tests may have theirs at the same time. */
    const left = async () => {
      const ours = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet']
      const containers = await runProgram('podman', ['ps', '--all', ...ours], { env })
      return containers + (await runProgram('podman', ['network', 'ls', ...ours], { env }))
    }
    return { start, left, ports, flowPath }
  }
  const lines = (run: RunHandle) => run.recentLogs().map(({ pod, text }) => `${pod} ${text}`)

  test('starts from its sources, answers as the local Flow does, tells its lines, and leaves nothing', async () => {
    const { start, left, ports, flowPath } = await given()
    const expected = await localAnswers(flowPath, ports, TYPESCRIPT)
    const run = await start()
    expect(run.snapshot()).toMatchObject({ state: 'starting' })
    await run.whenReady()
    expect(run.snapshot().pods.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'shout/rep-0 ready',
      'shout/rep-1 ready',
      'sign ready',
      'gateway ready',
    ])
    expect(await answersOf('127.0.0.1', ports, TYPESCRIPT)).toEqual(expected)
    expect((await run.endpoints()).endpoints.map(({ endpoint }) => endpoint)).toEqual(['/bar'])
    await expect
      .poll(() => lines(run), { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/^sign .*\/bar/))
    await run.stop()
    expect(run.snapshot()).toMatchObject({ state: 'stopped', error: null })
    expect(await left()).toBe('')
  })

  test('an image that is nowhere ends it with the last lines of the tool', async () => {
    const { start, left } = await given(
      'jtype: Flow\nexecutors:\n  - {name: gone, uses: "docker://localhost/flowdeck-no-such-image:1"}\n',
    )
    const run = await start()
    await run.whenStopped()
    const { state, error, pods } = run.snapshot()
    expect({ state, code: error?.code }).toEqual({ state: 'failed', code: 'COMPOSE_FAILED' })
    expect(pods.find(({ role }) => role === 'gateway')?.failure?.lastLines.join('\n')).toContain(
      'flowdeck-no-such-image',
    )
    expect(await left()).toBe('')
  })

  test('stopped while its images are built, it ends without an error', async () => {
    const { start, left } = await given()
    const run = await start()
    await expect.poll(() => lines(run).length, { timeout: 60_000 }).toBeGreaterThan(1)
    await run.stop()
    expect(run.snapshot()).toMatchObject({ state: 'stopped', error: null })
    expect(await left()).toBe('')
    expect(await recoverRuns()).toEqual([])
  })

  test('a port that is in use is refused before anything is built', async () => {
    const { start } = await given()
    const first = await start()
    await first.whenReady()
    await expect(start()).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  })
})
