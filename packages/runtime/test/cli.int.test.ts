import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isAlive } from '../src/pod/processes.ts'
import { isPortFree } from '../src/flow/ports.ts'
import type { FlowRun } from '@flowdeck/shared'
import { folderWith } from './startTestFlow.ts'

const BIN = join(import.meta.dirname, '../bin/flowdeck.mjs')
const EXAMPLES = join(import.meta.dirname, '../../../examples')

interface Output {
  code: number
  stdout: string
  stderr: string
}

async function flowdeck(...args: string[]): Promise<Output> {
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [BIN, ...args])) }
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as Output
    return { code, stdout, stderr }
  }
}

/** A command that goes on running; `until` waits for a line of its output. */
function background(...args: string[]) {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  let wake = () => {}
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    wake()
  })
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const line = lines.find((l) => pattern.test(l))
      if (line !== undefined) return line
      await Promise.race([
        new Promise<void>((resolve) => (wake = resolve)),
        exited.then((code) => {
          throw new Error(`it ended with ${code}: ${lines.join('\n')}`)
        }),
      ])
    }
  }
  return { child, exited, until, errors }
}

async function runs(): Promise<(FlowRun & { ownerPid: number })[]> {
  return JSON.parse((await flowdeck('ps', '--json')).stdout) as (FlowRun & { ownerPid: number })[]
}

test('flow with reload: true starts again when its file changes, and goes on when that is no Flow', async () => {
  const text = (name: string) => `jtype: Flow\nwith: {reload: true}\nexecutors:\n  - name: ${name}\n`
  const folder = folderWith({ 'flow.yml': text('first') })
  const file = join(folder, 'flow.yml')
  const { until, exited, child, errors } = background('flow', '--uses', file)
  await until(/^ready/)
  const podsOf = async () =>
    (await runs())
      .find(({ ownerPid }) => ownerPid === child.pid)
      ?.pods.map(({ id, state }) => `${id} ${state}`)
  writeFileSync(file, 'jtype: Flow\nexecutors: [\n')
  await expect.poll(() => errors.join('\n'), { timeout: 20_000 }).toContain('The Flow goes on as it is')
  expect(await podsOf()).toEqual(['first/rep-0 ready', 'gateway ready'])
  writeFileSync(file, text('second'))
  await until(/^flow\.yml changed: the Flow is started again$/)
  await expect.poll(podsOf, { timeout: 20_000 }).toEqual(['second/rep-0 ready', 'gateway ready'])
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
})

describe('help', () => {
  test.each([
    ['gateway', '--deployments-addresses <json>'],
    ['executor', '--uses-with <map>'],
  ])('of %s lists its flags with an example', async (command, flag) => {
    const { code, stdout } = await flowdeck(command, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain(flag.split(' ')[0])
    expect(stdout).toContain(`Examples:\n  flowdeck ${command} --`)
  })

  test('of a command ends quietly when its reader has left', async () => {
    const { stderr } = await promisify(execFile)('sh', [
      '-c',
      `"$0" "$1" export kubernetes --help | true`,
      process.execPath,
      BIN,
    ])
    expect(stderr).toBe('')
  })

  test.each(['executor', 'gateway'])('help %s is its --help', async (command) => {
    expect(await flowdeck('help', command)).toEqual(await flowdeck(command, '--help'))
  })

  test.each([
    [['flwo'], 'Did you mean flow?'],
    [['validate', 'a.yml', '--jsno'], 'Did you mean --json?'],
    [['flow', '--usse', 'a.yml'], 'Did you mean --uses?'],
    [['ping', 'flow', 'localhost:1', '--timeuot', '5'], 'Did you mean --timeout?'],
    [['executor', '--usess', 'a.ts'], 'did you mean --uses?'],
    [['gateway', '--protocl', 'HTTP'], 'did you mean --protocol?'],
  ])('%j exits with 2 and names what is near', async (args, near) => {
    const { code, stderr } = await flowdeck(...args)
    expect([code, stderr.includes(near)]).toEqual([2, true])
  })
})

describe('validate', () => {
  test('prints issues with their place, and exits with 1 on errors', async () => {
    const folder = folderWith({
      'flow.yml': 'jtype: Flow\nexecutors:\n  - name: a\n    needs: [nobody]\n    replicas: many\n',
    })
    const file = join(folder, 'flow.yml')
    const { code, stdout } = await flowdeck('validate', file, '--json')
    expect(code).toBe(1)
    const issues = JSON.parse(stdout) as Record<string, unknown>[]
    expect(issues.map((issue) => [issue['code'], issue['severity'], issue['line']])).toEqual(
      expect.arrayContaining([
        ['unknown-needs', expect.any(String), 4],
        ['wrong-type', 'error', 5],
      ]),
    )
    expect((await flowdeck('validate', file)).stdout).toContain(`${file}:5:`)
    expect(await flowdeck('validate', join(EXAMPLES, 'hello/flow.yml'))).toMatchObject({ code: 0 })
  })

  test('a file that is not there is said so', async () => {
    expect(await flowdeck('validate', 'nowhere.yml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nowhere.yml cannot be read'),
    })
  })
})

test('graph prints what would run', async () => {
  const { stdout } = await flowdeck('graph', join(EXAMPLES, 'fan-out-and-join/flow.yml'), '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    edges: {
      'start-gateway': ['clean'],
      clean: ['length', 'language', 'audit'],
      join: ['end-gateway'],
      audit: [],
    },
    conditions: {},
    executors: [
      { name: 'clean', uses: 'clean.ts', needs: ['gateway'], replicas: 1, shards: 1 },
      {},
      {},
      {},
      { floating: true },
    ],
    gateway: { protocols: ['grpc', 'http', 'websocket'], ports: [] },
    issues: [],
  })
})

test('export flowchart writes Mermaid', async () => {
  const { stdout } = await flowdeck('export', 'flowchart', join(EXAMPLES, 'hello/flow.yml'))
  expect(stdout).toContain('flowchart LR;')
  expect(stdout).toContain('foo:::DEPLOYMENT --> shout:::DEPLOYMENT;')
})

test('export keeps the images that were named for a Flow', async () => {
  const folder = folderWith({
    'flow.yml': 'jtype: Flow\nexecutors:\n  - name: clip\n    uses: jinahub+docker://CLIPEncoder\n',
  })
  const flow = join(folder, 'flow.yml')
  const refused = await flowdeck('export', 'docker-compose', flow, join(folder, 'a.yml'))
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('the Hub answers no more') })
  const named = ['--image', 'clip=example/clip:1']
  expect(await flowdeck('export', 'docker-compose', flow, join(folder, 'a.yml'), ...named)).toMatchObject({
    code: 0,
  })
  const again = await flowdeck('export', 'docker-compose', flow, join(folder, 'b.yml'))
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('clip runs example/clip:1') })
  expect(readFileSync(join(folder, 'b.yml'), 'utf8')).toContain('image: example/clip:1')
})

test('flow serves until it is told to stop; ping and ps see it, and nothing is left', async () => {
  const flow = background('flow', '--uses', join(EXAMPLES, 'hello/flow.yml'), '--quiet')
  const http = (await flow.until(/^http /)).split(/\s+/)[1] as string
  await flow.until(/^ready/)
  const answer = await fetch(`${http}/post`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"data":[{"text":"hi"}],"execEndpoint":"/bar"}',
  })
  expect(await answer.json()).toMatchObject({ data: [{ text: 'HI FOO WAS HERE' }] })
  expect(await flowdeck('ping', 'flow', http)).toMatchObject({ code: 0 })
  expect(await flowdeck('ping', 'gateway', http)).toMatchObject({ code: 0 })
  const run = (await runs()).find(({ ownerPid }) => ownerPid === flow.child.pid)
  expect(run?.pods.map(({ id, state }) => [id, state])).toEqual([
    ['foo/rep-0', 'ready'],
    ['shout/rep-0', 'ready'],
    ['gateway', 'ready'],
  ])
  flow.child.kill('SIGTERM')
  expect(await flow.exited).toBe(0)
  for (const pod of run?.pods ?? []) expect(isAlive(pod.pid as number)).toBe(false)
  for (const { port } of run?.gateway ?? []) expect(await isPortFree(port, '127.0.0.1')).toBe(true)
  expect(await flowdeck('ping', 'gateway', http, '--timeout', '500')).toMatchObject({ code: 1 })
})

test('nothing is left when the parent is killed', async () => {
  const flow = background('flow', '--uses', join(EXAMPLES, 'replicas/flow.yml'), '--quiet')
  await flow.until(/^ready/)
  const run = (await runs()).find(({ ownerPid }) => ownerPid === flow.child.pid)
  const pids = (run?.pods ?? []).map((pod) => pod.pid as number)
  expect(pids).toHaveLength(4)
  flow.child.kill('SIGKILL')
  await flow.exited
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
  expect(await runs()).toEqual([])
})

test('executor and gateway serve by hand what a Flow would start', async () => {
  const executor = background(
    'executor',
    '--uses',
    join(EXAMPLES, 'hello/foo.ts'),
    '--name',
    'foo/rep-0',
    '--port',
    '23871',
  )
  await expect
    .poll(async () => (await flowdeck('ping', 'executor', '127.0.0.1:23871', '--timeout', '300')).code, {
      timeout: 20_000,
    })
    .toBe(0)
  const gateway = background(
    'gateway',
    '--protocol',
    'HTTP',
    '--port',
    '23872',
    '--graph-description',
    '{"start-gateway":["foo"],"foo":["end-gateway"]}',
    '--deployments-addresses',
    '{"foo":["grpc://127.0.0.1:23871"]}',
  )
  await expect
    .poll(async () => (await flowdeck('ping', 'flow', 'http://127.0.0.1:23872', '--timeout', '300')).code, {
      timeout: 20_000,
    })
    .toBe(0)
  const answer = await fetch('http://127.0.0.1:23872/post', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"data":[{}],"execEndpoint":"/bar"}',
  })
  expect(await answer.json()).toMatchObject({ data: [{ text: 'foo was here' }] })
  for (const { child, exited } of [gateway, executor]) {
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  }
})

describe('the examples that are programs', () => {
  test('twelve lines start a Flow, use it and leave nothing', async () => {
    const { stdout, code } = await flowdeck('run', join(EXAMPLES, 'seed/twelve-lines.ts'))
    expect(stdout).toBe('HELLO FOO WAS HERE\nWORLD FOO WAS HERE\n')
    expect(code).toBe(0)
  })

  test('the server with a class of its own answers the client', async () => {
    const server = background('run', join(EXAMPLES, 'seed/server.ts'))
    await server.until(/^listening/)
    const { stdout } = await flowdeck('run', join(EXAMPLES, 'seed/client.ts'))
    expect(stdout).toContain("[ 'foo was here', 'foo was here' ]")
    server.child.kill('SIGTERM')
    expect(await server.exited).toBe(0)
  })

  test('the YAML form finds the class through py_modules', async () => {
    const flow = background('flow', '--uses', join(EXAMPLES, 'seed/my.yml'), '--quiet')
    await flow.until(/^ready/)
    flow.child.kill('SIGTERM')
    expect(await flow.exited).toBe(0)
  })

  test('an exception in the block closes the Flow and reaches the caller', async () => {
    const folder = folderWith({
      'boom.ts': `import { Flow } from '@flowdeck/runtime'
await using flow = await new Flow().add({ uses: '${join(EXAMPLES, 'hello/foo.ts')}' }).start()
console.log(flow.run.pods.map((pod) => pod.pid).join(' '))
throw new Error('from the block')
`,
    })
    const { stdout, stderr, code } = await flowdeck('run', join(folder, 'boom.ts'))
    expect(code).not.toBe(0)
    expect(stderr).toContain('from the block')
    const pids = stdout.trim().split(' ').map(Number)
    expect(pids).toHaveLength(2)
    expect(pids.filter(isAlive)).toEqual([])
  })

  test('new makes a folder that runs', async () => {
    const folder = folderWith({})
    expect(await flowdeck('new', join(folder, 'mine'))).toMatchObject({ code: 0 })
    const { stdout } = await flowdeck('run', join(folder, 'mine/client.ts'))
    expect(stdout).toBe('hello, you\n')
    expect(await flowdeck('new', join(folder, 'mine'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be made'),
    })
  })
})

test('a wrong flag or command is named', async () => {
  expect((await flowdeck('executor', '--nope', 'x')).stderr).toContain('unknown argument "--nope"')
  expect((await flowdeck('nonsense')).code).not.toBe(0)
  expect((await flowdeck('ping', 'flow', 'nowhere')).stderr).toContain('no address')
})
