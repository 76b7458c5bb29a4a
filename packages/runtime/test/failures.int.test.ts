import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { FlowError } from '@flowdeck/shared'
import { describe, expect, onTestFinished, test } from 'vitest'
import { preparePlan } from '../src/flow/preparePlan.ts'
import { localTarget } from '../src/target/localTarget.ts'
import { isAlive } from '../src/pod/processes.ts'
import { findPods } from './findDescendants.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const one = 'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n'

describe('what stands in the way is told before anything runs', () => {
  test.each([
    ['a file that is not there', {}, 'foo.ts" does not exist'],
    [
      'a syntax error, with line and column',
      { 'foo.ts': 'export class Foo {\n  bar( {\n}\n' },
      /foo\.ts:\d+:\d+: /,
    ],
    [
      'a package that is not installed',
      { 'foo.ts': "import 'no-such-package-xyz'\n" },
      'no-such-package-xyz',
    ],
  ])('%s', async (_, files, message) => {
    await expect(startTestFlow(one, files)).rejects.toThrow(message)
  })

  test('a port that is taken names the process that holds it [FI-15]', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void holder.close())
    await new Promise((resolve) => holder.once('listening', resolve))
    const { port } = holder.address() as AddressInfo
    const folder = folderWith({ 'foo.ts': executorFile('') })
    const { plan, preflight } = await preparePlan({
      text: `jtype: Flow\nwith:\n  port: ${port}\nexecutors:\n  - uses: foo.ts\n`,
      flowPath: join(folder, 'flow.yml'),
      flowId: 'f',
      revision: 'r',
    })
    expect(plan).toBeNull()
    expect(preflight.problems).toMatchObject([
      { code: 'PORT_IN_USE', edits: [{ type: 'clearField', target: 'flow', key: 'port' }] },
    ])
    expect(preflight.problems[0]?.message).toContain(`process ${process.pid}`)
  })

  test('what this version cannot do is an error with a line, not a Flow that means something else', async () => {
    const folder = folderWith({ 'foo.ts': executorFile('') })
    const { preflight } = await preparePlan({
      text: 'jtype: Flow\nexecutors:\n  - uses: foo.ts\n    stateful: true\n  - uses: exec.py\n',
      flowPath: join(folder, 'flow.yml'),
      flowId: 'f',
      revision: 'r',
    })
    const errors = preflight.problems.filter((problem) => problem.severity === 'error')
    expect(errors.map(({ line }) => line)).toEqual([4, 5])
  })
})

describe('Pods that do not get ready', () => {
  test.each([
    [
      'a constructor that throws',
      executorFile("constructor() { super(); throw new Error('no model') }"),
      'no model',
    ],
    ['a module that throws', `throw new Error('at load')\nexport class Foo {}\n`, 'at load'],
    [
      'a module that exits',
      'console.log("before it exits")\nprocess.exit(3)\nexport class Foo {}\n',
      'exited with code 3',
    ],
    ['no class at all', 'export const x = 1\n', 'exports no Executor'],
    [
      'a bound method that does not exist',
      executorFile("static override requests = { '/a': 'nope' }"),
      'has no such method',
    ],
  ])('%s fails the start with its cause, and nothing is left [FI-11]', async (_, source, message) => {
    const files = { 'foo.ts': source, 'fine.ts': executorFile('', 'Fine') }
    const failure: unknown = await startTestFlow(`${one}  - {name: fine, uses: fine.ts}\n`, files).catch(
      (thrown: unknown) => thrown,
    )
    expect(failure).toMatchObject({ message: expect.stringContaining(message), details: { executor: 'foo' } })
    expect((failure as FlowError).details).not.toMatchObject({ lastLines: [] })
    expect(findPods()).toEqual([])
  })

  test('a constructor that hangs is ended at timeout_ready [FI-14]', async () => {
    await expect(
      startTestFlow(`${one}    timeout_ready: 700\n`, {
        'foo.ts':
          'await new Promise(() => setInterval(() => {}, 1e6))\nexport class Foo { static requests = {} }\n',
      }),
    ).rejects.toMatchObject({ code: 'POD_START_TIMEOUT', message: expect.stringContaining('timeout_ready') })
    expect(findPods()).toEqual([])
  })
})

describe('Executors that fail while running', () => {
  const throws = executorFile(`
  static override requests = { '/throw': 'fail', '/exit': 'exit', '/ok': 'ok', '/bad': 'bad' }
  fail() { throw new RangeError('too far') }
  exit() { process.exit(7) }
  ok({ docs }: RequestContext) { for (const doc of docs) doc.tags = { pid: process.pid } }
  bad() { return 5 as never }`)

  test('what a method throws comes back as a status that names the Executor', async () => {
    const flow = await startTestFlow(one, { 'foo.ts': throws })
    await expect(flow.post('/throw', [{}])).rejects.toMatchObject({
      code: 'EXECUTOR_FAILED',
      message: expect.stringContaining('foo failed: RangeError("too far")'),
    })
    const seen: unknown[] = []
    await flow.post('/throw', [{ text: 'kept' }], { onError: (response) => seen.push(response.status) })
    expect(seen).toMatchObject([
      { code: 1, exception: { name: 'RangeError', args: ['too far'], executor: 'Foo' } },
    ])
    await expect(flow.post('/bad', [{}])).rejects.toThrow('must return documents')
    expect(await flow.post('/ok', [{ text: 'still here' }])).toHaveLength(1)
  })

  test('a process that exits is started again', async () => {
    const flow = await startTestFlow(one.replace('executors', 'with:\n  retries: 0\nexecutors'), {
      'foo.ts': throws,
    })
    const before = flow.run.pods[0]?.pid
    await expect(flow.post('/exit', [{}])).rejects.toMatchObject({ code: 'DEPLOYMENT_UNAVAILABLE' })
    await expect
      .poll(() => [flow.run.pods[0]?.restarts, flow.run.state], { timeout: 10_000 })
      .toEqual([1, 'ready'])
    expect(flow.run.pods[0]?.pid).not.toBe(before)
    expect(await flow.post('/ok', [{}])).toHaveLength(1)
  })

  test('an exception of exit_on_exceptions is answered, then the process is restarted', async () => {
    const flow = await startTestFlow(`${one.trimEnd()}\n    exit_on_exceptions: [RangeError]\n`, {
      'foo.ts': throws,
    })
    await expect(flow.post('/bad', [{}])).rejects.toThrow('must return documents')
    const before = flow.run.pods[0]?.pid
    await expect(flow.post('/throw', [{}])).rejects.toMatchObject({ code: 'EXECUTOR_FAILED' })
    await expect
      .poll(() => [flow.run.pods[0]?.restarts, flow.run.state], { timeout: 10_000 })
      .toEqual([1, 'ready'])
    expect(flow.run.pods[0]?.pid).not.toBe(before)
    expect(await flow.post('/ok', [{}])).toHaveLength(1)
  })

  test('one that ends waits to be started again, and its state tells why and shows its last lines [FI-10]', async () => {
    const flow = await startTestFlow(one.replace('executors', 'with:\n  retries: 0\nexecutors'), {
      'foo.ts': executorFile(`
  static override requests = { '/exit': 'exit' }
  exit() { console.log('the last words'); process.exit(9) }`),
    })
    const failures: unknown[] = []
    flow.subscribe((event) => {
      if (event.type === 'run' && event.run.pods[0]?.state === 'backoff')
        failures.push(event.run.pods[0].failure)
    })
    await expect(flow.post('/exit', [{}])).rejects.toMatchObject({ code: 'DEPLOYMENT_UNAVAILABLE' })
    await expect.poll(() => failures.length).toBeGreaterThan(0)
    expect(failures[0]).toMatchObject({ message: 'exited with code 9', exitCode: 9 })
    expect((failures[0] as { lastLines: string[] }).lastLines).toContain('the last words')
  })

  test('requests go to the other replica while one is down', async () => {
    const flow = await startTestFlow(`${one}    replicas: 2\n`, { 'foo.ts': throws })
    process.kill(flow.run.pods[0]?.pid as number, 'SIGKILL')
    for (let i = 0; i < 6; i++) expect(await flow.post('/ok', [{}])).toHaveLength(1)
  })
})

describe('stopping', () => {
  test('leaves no process, also none that ignores SIGTERM or left its group [FI-21] [FI-22]', async () => {
    const folder = folderWith({
      'flow.yml': one,
      'foo.ts': `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
process.on('SIGTERM', () => {})
${executorFile(`
  static override requests = { '/spawn': 'spawn' }
  spawn({ docs }: RequestContext) {
    const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
    for (const doc of docs) doc.tags = { child: child.pid ?? 0 }
  }`).replace('import { Executor', 'import { Executor')}`,
    })
    const { plan } = await preparePlan({
      text: readFileSync(join(folder, 'flow.yml'), 'utf8'),
      flowPath: join(folder, 'flow.yml'),
      flowId: 'f',
      revision: 'r',
    })
    const run = await localTarget.start(plan as NonNullable<typeof plan>)
    await run.whenReady()
    const { Client } = await import('../src/client/Client.ts')
    const client = new Client({ port: run.snapshot().gateway[0]?.port as number })
    const [doc] = await client.post('/spawn', [{}])
    client.close()
    const child = doc?.tags?.['child'] as number
    expect(isAlive(child)).toBe(true)
    const pids = run.snapshot().pods.map((pod) => pod.pid as number)
    await run.stop({ graceMs: 200 })
    for (const pid of [...pids, child]) expect(isAlive(pid), `process ${pid}`).toBe(false)
    expect(run.snapshot().state).toBe('stopped')
  })

  test('leaves no daemon without an environment of its own [FI-21]', async () => {
    // Its parent ends at once: nothing but what Linux hands down connects it with the run.
    const daemon = `'env', ['-i', 'setsid', 'sh', '-c', 'trap "" TERM HUP; sleep 1000 >/dev/null & echo $!']`
    const flow = await startTestFlow(one, {
      'foo.ts': `import { execFileSync } from 'node:child_process'
${executorFile(`
  static override requests = { '/spawn': 'spawn' }
  spawn({ docs }: RequestContext) {
    const child = Number(execFileSync(${daemon}, { stdio: ['ignore', 'pipe', 'ignore'] }))
    for (const doc of docs) doc.tags = { child }
  }`)}`,
    })
    const [doc] = await flow.post('/spawn', [{}])
    const child = doc?.tags?.['child'] as number
    expect(isAlive(child)).toBe(true)
    await flow.close({ graceMs: 200 })
    expect(isAlive(child)).toBe(false)
  })

  test('a run can be stopped while it starts, also when its start is not awaited', async () => {
    const folder = folderWith({ 'foo.ts': executorFile('') })
    const { plan } = await preparePlan({
      text: one,
      flowPath: join(folder, 'flow.yml'),
      flowId: 'f',
      revision: 'r',
    })
    const run = await localTarget.start(plan as NonNullable<typeof plan>)
    await run.stop()
    await expect(run.whenReady()).rejects.toThrow('stopped while it started')
    await pause(0)
    expect(run.snapshot().pods.every((pod) => pod.pid === null)).toBe(true)
  })
})
