import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parse } from 'yaml'
import { Client } from '../src/client/Client.ts'
import { PortAllocator } from '../src/flow/ports.ts'
import { preparePlan } from '../src/flow/preparePlan.ts'
import { commandLines } from './commandLines.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const CANARY = 'sk-canary-"7391"'
const PLAIN = 'plain-canary-4410'
const python = await pythonEnvironment('v1')

const PYTHON_FILE = `from jina import Executor, requests
class Snake(Executor):
    def __init__(self, key='', **kwargs):
        super().__init__(**kwargs)
        self.key = key
    @requests(on='/key')
    def tell(self, docs, **kwargs):
        print('python has', self.key)
        for doc in docs:
            doc.tags['snake'] = self.key
`
const TS_FILE = executorFile(`
  static override requests = { '/key': 'tell', '/env': 'env' }
  private readonly key: string
  constructor(options: { key: string }) { super(); this.key = options.key; console.log('constructed with', JSON.stringify(options)) }
  tell({ docs }: RequestContext) { for (const doc of docs) doc.tags = { ...doc.tags, foo: this.key } }
  env({ docs }: RequestContext) { for (const doc of docs) doc.text = JSON.stringify(process.env) }`)

test.skipIf(python === null)(
  'secrets reach every kind of Pod, and neither a command line nor a log line [SEC-24] [SEC-25]',
  async () => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    vi.stubEnv('FLOWDECK_TEST_SECRET', CANARY)
    onTestFinished(() => void vi.unstubAllEnvs())
    const flow = await startTestFlow(
      `jtype: Flow
with: {title: '\${{ ENV.FLOWDECK_TEST_SECRET }}'}
executors:
  - {name: foo, uses: foo.ts, shards: 2, uses_with: {key: $FLOWDECK_TEST_SECRET, api_key: ${PLAIN}}}
  - {name: snake, uses: Snake, py_modules: exec.py, uses_with: {key: '\${{ ENV.FLOWDECK_TEST_SECRET }}'}}
  - {name: apart, uses: Snake, py_modules: exec.py, uses_with: {key: $FLOWDECK_TEST_SECRET}, reload: true}
`,
      { 'foo.ts': TS_FILE, 'exec.py': PYTHON_FILE },
    )
    const lines: string[] = []
    flow.subscribe((event) => event.type === 'logs' && lines.push(...event.lines.map(({ text }) => text)))
    const [doc] = await flow.post('/key', [{}])
    expect(doc?.tags).toMatchObject({ foo: CANARY, snake: CANARY })
    const seen = commandLines()
    expect(seen.some((line) => line.includes('worker.mjs'))).toBe(true)
    expect(seen.filter((line) => line.includes('canary'))).toEqual([])
    await expect.poll(() => lines.some((line) => line === 'python has ${FLOWDECK_TEST_SECRET}')).toBe(true)
    expect(lines.filter((line) => line.includes('canary'))).toEqual([])
  },
)

test('a start that fails with a secret in its reason masks it', async () => {
  vi.stubEnv('FLOWDECK_TEST_SECRET', CANARY)
  onTestFinished(() => void vi.unstubAllEnvs())
  const failure = await startTestFlow(
    `jtype: Flow\nexecutors:\n  - {uses: foo.ts, uses_with: {key: $FLOWDECK_TEST_SECRET, password: ${PLAIN}}}\n`,
    {
      'foo.ts': executorFile(
        'constructor(options: { key: string; password: string }) { super(); throw new Error(`${options.key} ${options.password}`) }',
      ),
    },
  ).catch((thrown: unknown) => thrown as Error & { details: unknown })
  expect((failure as Error).message).toContain('${FLOWDECK_TEST_SECRET} ***')
  expect(JSON.stringify(failure) + (failure as Error).message).not.toContain('canary')
})

test('the environment of a Pod has nothing of ours that is not listed [SEC-23]', async () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'aws-canary')
  vi.stubEnv('FLOWDECK_TOKEN', 'token-canary')
  vi.stubEnv('JINA_AUTH_TOKEN', 'jina-canary')
  vi.stubEnv('JINA_LOG_LEVEL', 'WARNING')
  onTestFinished(() => void vi.unstubAllEnvs())
  const flow = await startTestFlow(
    'jtype: Flow\nexecutors:\n  - {uses: foo.ts, env: {MINE: yes}, uses_with: {key: x}}\n',
    { 'foo.ts': TS_FILE },
  )
  const [doc] = await flow.post('/env', [{}])
  expect(doc?.text).toContain('"MINE"')
  expect(doc?.text).toContain('"JINA_LOG_LEVEL"')
  expect(doc?.text).not.toContain('canary')
})

test('with a list of variables the Flow reads no other', async () => {
  vi.stubEnv('FLOWDECK_TEST_SECRET', CANARY)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { Flow } = await import('../src/flow/Flow.ts')
  const flow = await Flow.loadConfig('jtype: Flow\nexecutors:\n  - {workspace: $FLOWDECK_TEST_SECRET}\n')
  await expect(flow.start({ allowEnv: ['OTHER'] })).rejects.toMatchObject({
    code: 'CONSENT_NEEDED',
    message: 'the Flow needs your consent: it reads FLOWDECK_TEST_SECRET (line 3)',
  })
})

test('a Flow whose variables are asked for reads none that is not listed, whatever its texts become', async () => {
  const path = resolve('flow.yml')
  const { plan, preflight } = await preparePlan({
    // Without the variable between the quotes, brackets and quotes around a name fall away while Jina reads a text again.
    text: `jtype: Flow\nexecutors:\n  - {uses_with: {key: '\${EMPTY}[$AW[S_TOKEN]]', other: '$\${PREFIX}_TOKEN'}}\n`,
    flowPath: path,
    flowId: 'flow.yml',
    revision: '1',
    env: { EMPTY: '', PREFIX: 'AWS', AWS_TOKEN: CANARY, PATH: process.env['PATH'] },
    isGranted: () => true,
  })
  expect(preflight.permissions.map(({ name }) => name)).toEqual(['EMPTY', 'AW', 'PREFIX'])
  expect(plan).not.toBeNull()
  expect(JSON.stringify(plan?.pods)).not.toContain('canary')
})

/** A service of a Compose file as Compose starts it: with variables filled in, on this machine instead of in a container. */
function startService(
  { command, environment }: { command: string[]; environment: Record<string, string> },
  {
    program,
    port,
    cwd,
    variables,
  }: { program: string[]; port: number; cwd: string; variables: Record<string, string> },
): void {
  const filled = (text: string) =>
    text.replaceAll(/\$\$|\$\{(\w+)\}/g, (whole, name?: string) =>
      name === undefined ? '$' : (variables[name] ?? whole),
    )
  const words = command.map(filled)
  words[words.indexOf('--port') + 1] = String(port)
  words[words.indexOf('--host') + 1] = '127.0.0.1'
  const [file = '', ...args] = [...program, ...words]
  const child = spawn(file, args, {
    cwd,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value)])),
      HOME: cwd,
    },
  })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
}

test.skipIf(python === null)(
  'containers of an export get secrets and variables through their environment, not through arguments [SEC-25]',
  async () => {
    const folder = folderWith({
      'foo.ts': TS_FILE,
      'exec.py': PYTHON_FILE,
      'flow.yml': `jtype: Flow
executors:
  - {name: foo, uses: foo.ts, uses_with: {key: $FLOWDECK_TEST_SECRET, api_key: ${PLAIN}}}
  - {name: snake, uses: Snake, py_modules: exec.py, workspace: w, uses_with: {key: '\${{ ENV.FLOWDECK_TEST_SECRET }}'}}
`,
    })
    const { Flow } = await import('../src/flow/Flow.ts')
    const flow = await Flow.loadConfig(join(folder, 'flow.yml'))
    await flow.toDockerComposeYaml(join(folder, 'out/docker-compose.yml'))
    const { services } = parse(readFileSync(join(folder, 'out/docker-compose.yml'), 'utf8')) as {
      services: Record<string, Parameters<typeof startService>[0]>
    }
    const variables = { FLOWDECK_TEST_SECRET: CANARY, FOO_API_KEY: PLAIN }
    const ports = new PortAllocator()
    const flowdeck = [process.execPath, join(import.meta.dirname, '../bin/flowdeck.mjs')]
    const jina = [python as string, join(dirname(python as string), 'jina')]
    const ask = async (name: string, program: string[]) => {
      const port = await ports.allocate('127.0.0.1')
      const service = services[name]
      if (!service) throw new Error(`no service ${name}`)
      startService(service, { program, port, cwd: folder, variables })
      const client = new Client({ host: '127.0.0.1', port, protocol: 'grpc' })
      onTestFinished(() => client.close())
      let tags: unknown
      await expect
        .poll(
          async () =>
            (tags = await client.post('/key', [{}]).then(
              ([doc]) => doc?.tags,
              () => null,
            )),
          {
            timeout: 60_000,
          },
        )
        .not.toBeNull()
      return tags
    }
    expect(await Promise.all([ask('foo', flowdeck), ask('snake', jina)])).toMatchObject([
      { foo: CANARY },
      { snake: CANARY },
    ])
    const seen = commandLines()
    expect(seen.some((line) => line.includes('FLOWDECK_ARGUMENT_FOO_API_KEY'))).toBe(true)
    expect(seen.filter((line) => line.includes('canary'))).toEqual([])
  },
)
