import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { randomNumbers } from './randomNumbers.ts'
import { executorFile, startTestFlow } from './startTestFlow.ts'

const WORKER = executorFile(`
  static override requests = { '/work': 'work' }
  async work({ docs }: RequestContext) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    for (const doc of docs) doc.tags = { pid: process.pid }
  }`)
const flowOf = (replicas: number, names = ['foo']) =>
  `jtype: Flow\nexecutors:\n${names.map((name) => `  - {name: ${name}, uses: foo.ts, replicas: ${replicas}}\n`).join('')}`
const workers = (flow: RunningFlow) => flow.run.pods.filter(({ role }) => role === 'worker')
const serving = (flow: RunningFlow) => workers(flow).filter(({ state }) => state === 'ready')

/** Posts from several callers until told to stop; gives how many requests were answered and what the others failed with. */
function keepPosting(flow: RunningFlow, callers = 4) {
  let stopped = false
  let answered = 0
  const lost: string[] = []
  const call = async () => {
    while (!stopped) {
      await flow.post('/work', [{}]).then(
        () => answered++,
        (thrown: unknown) => lost.push((thrown as Error).message),
      )
    }
  }
  const done = Promise.all(Array.from({ length: callers }, call))
  return async () => {
    stopped = true
    await done
    return { answered, lost }
  }
}

test('no request is lost while random replicas are killed, five times each and more [FI-01] [FI-04]', async () => {
  const flow = await startTestFlow(flowOf(2, ['foo', 'bar']), { 'foo.ts': WORKER })
  const random = randomNumbers(Number(process.env['FLOWDECK_SEED'] ?? 7))
  const stop = keepPosting(flow)
  for (let kills = 0; kills < 24; kills++) {
    await expect.poll(() => serving(flow).length, { timeout: 20_000 }).toBeGreaterThan(0)
    const alive = serving(flow)
    process.kill(alive[Math.floor(random() * alive.length)]?.pid as number, 'SIGKILL')
    await pause(400)
  }
  const { answered, lost } = await stop()
  expect(lost).toEqual([])
  expect(answered).toBeGreaterThan(0)
  await expect.poll(() => flow.run.state, { timeout: 30_000 }).toBe('ready')
  expect(Math.max(...workers(flow).map(({ restarts }) => restarts))).toBeGreaterThanOrEqual(5)
}, 120_000)

test('requests that meet a moment with all replicas down wait for one, also the first ones [FI-03]', async () => {
  const flow = await startTestFlow(flowOf(2, ['foo', 'bar']), { 'foo.ts': WORKER })
  for (const { pid } of workers(flow)) process.kill(pid as number, 'SIGKILL')
  const answers = await Promise.all(Array.from({ length: 10 }, () => flow.post('/work', [{}])))
  expect(answers.map((docs) => docs.length)).toEqual(Array.from({ length: 10 }, () => 1))
})

test('the only replica that dies fails its calls by name, and serves again [FI-02]', async () => {
  const flow = await startTestFlow(flowOf(1), {
    'foo.ts': WORKER.replace('resolve, 20', 'resolve, 1e6'),
  })
  const held = flow.post('/work', [{}], { timeoutMs: 50_000 }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  await pause(100)
  const [pod] = workers(flow)
  process.kill(pod?.pid as number, 'SIGKILL')
  const failure = await held
  expect(failure).toMatchObject({ code: 'DEPLOYMENT_UNAVAILABLE' })
  expect((failure as Error).message).toContain(`foo at address(es) {'${pod?.address ?? '?'}'}`)
  await expect
    .poll(() => [workers(flow)[0]?.restarts, flow.run.state], { timeout: 20_000 })
    .toEqual([1, 'ready'])
})

test('calls leave a frozen replica; it takes its turns again when it thaws, and is replaced when it does not [FI-05]', async () => {
  const flow = await startTestFlow(flowOf(2), { 'foo.ts': WORKER })
  const frozen = workers(flow)[0]?.pid as number
  const pids = async () =>
    new Set(
      (await Promise.all([1, 2, 3, 4].map(() => flow.post('/work', [{}])))).map(
        ([doc]) => doc?.tags?.['pid'],
      ),
    )
  process.kill(frozen, 'SIGSTOP')
  // Without a deadline: half of them are held by the frozen replica.
  expect(await pids()).not.toContain(frozen)
  await expect.poll(() => workers(flow)[0]?.state, { timeout: 30_000 }).toBe('unhealthy')
  process.kill(frozen, 'SIGCONT')
  await expect.poll(() => workers(flow)[0]?.state, { timeout: 20_000 }).toBe('ready')
  await expect.poll(async () => (await pids()).size, { timeout: 20_000 }).toBe(2)

  process.kill(frozen, 'SIGSTOP')
  await expect.poll(() => workers(flow)[0]?.restarts, { timeout: 90_000, interval: 250 }).toBe(1)
  await expect.poll(() => flow.run.state, { timeout: 20_000 }).toBe('ready')
  expect(await pids()).not.toContain(frozen)
}, 120_000)
