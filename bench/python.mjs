// Our Gateway and Jina's in front of the same Python Executor, interleaved: requests per second, p50, CPU of the Gateway per request;
// then Start to all ready and memory of 1, 4 and 10 Python Executors beside `jina flow`. `node bench/python.mjs --rounds 0` starts only.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyEnvelope, writeEnvelope } from '../packages/runtime/dist/data/envelope.js'
import { writeDocuments } from '../packages/runtime/dist/data/documents.js'
import { Client, Flow, ndArray } from '../packages/runtime/dist/index.js'
import { PortAllocator } from '../packages/runtime/dist/flow/ports.js'
import { has, median } from './lib.mjs'
import { readOptions } from './options.mjs'

const python = process.env.FLOWDECK_PYTHON
const { rounds: ROUNDS } = readOptions(
  "node bench/python.mjs: our Gateway and Jina's in front of one Python Executor; FLOWDECK_PYTHON names the interpreter.",
  [['rounds', 'COUNT', 3, 'rounds of 4 s for each; 0 measures the starts only']],
)
const SECONDS = 4
if (!python) throw new Error('set FLOWDECK_PYTHON to an interpreter with Jina and docarray v1')
for (const tool of ['h2load', 'wrk'])
  if (!has(tool)) throw new Error(`${tool} is missing: apt-get install nghttp2-client wrk`)

const folder = mkdtempSync(join(tmpdir(), 'flowdeck-bench-'))
writeFileSync(
  join(folder, 'exec.py'),
  `from jina import DocumentArray, Executor, requests


class Echo(Executor):
    @requests
    def echo(self, docs: DocumentArray, **kwargs):
        pass
`,
)
const env = { ...process.env, JINA_OPTOUT_TELEMETRY: 'true' }
const yaml = (count, more = '') =>
  `jtype: Flow\n${more}executors:\n${Array.from({ length: count }, (_, i) => `  - {name: e${i}, uses: Echo, py_modules: exec.py}\n`).join('')}`
const load = async (text) => {
  writeFileSync(join(folder, 'flow.yml'), text)
  return await Flow.loadConfig(join(folder, 'flow.yml'))
}

/** A Client each: one that was refused waits a second before it tries again. */
const untilReady = async (port) => {
  for (;;) {
    const client = new Client({ port })
    const ready = await client.isFlowReady()
    client.close()
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const ticks = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
const treeOf = (pid) => [
  pid,
  ...readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const children = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim()
    return children === '' ? [] : children.split(' ').flatMap((child) => treeOf(Number(child)))
  }),
]
const pss = (pid) =>
  Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024

const allocator = new PortAllocator([])
const flow = await (await load(yaml(1, 'with: {protocol: [grpc, http]}\n'))).start({ env })
const pods = flow.run.pods
const grpc = await allocator.allocate('127.0.0.1')
const http = await allocator.allocate('127.0.0.1')
const jina = spawn(
  python,
  [
    '-c',
    'from jina_cli import main; main()',
    'gateway',
    '--uses',
    'CompositeGateway',
    '--protocol',
    'GRPC',
    'HTTP',
  ]
    .concat([
      '--port',
      String(grpc),
      String(http),
      '--graph-description',
      '{"start-gateway": ["e0"], "e0": ["end-gateway"]}',
    ])
    .concat(['--deployments-addresses', JSON.stringify({ e0: [pods[0].address] })]),
  { stdio: 'ignore', env },
)
await untilReady(grpc)
const gateways = {
  ours: {
    pid: pods.find(({ id }) => id === 'gateway').pid,
    grpc: flow.portOf('grpc'),
    http: flow.portOf('http'),
  },
  jina: { pid: jina.pid, grpc, http },
}

const payloads = {
  '1 KB': [{ id: 'd1', text: 'x'.repeat(900) }],
  '768 floats': [{ id: 'd1', embedding: ndArray(Array.from({ length: 768 }, (_, i) => i / 768)) }],
}
function grpcRun({ grpc: port, pid }, docs) {
  const envelope = emptyEnvelope('0123456789abcdef0123456789abcdef')
  envelope.endpoint = '/echo'
  envelope.data = writeDocuments(docs)
  const message = writeEnvelope(envelope)
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(message.length, 1)
  writeFileSync(join(folder, 'grpc.bin'), Buffer.concat([prefix, message]))
  const before = ticks(pid)
  const out = execFileSync(
    'h2load',
    [
      '-t1',
      '-c1',
      '-m16',
      `-D${SECONDS}`,
      '-d',
      join(folder, 'grpc.bin'),
      '-H',
      'content-type: application/grpc',
      '-H',
      'te: trailers',
    ].concat(`http://127.0.0.1:${port}/jina.JinaSingleDataRequestRPC/process_single_data`),
    { encoding: 'utf8' },
  )
  const rate = Number(/([\d.]+) req\/s/.exec(out)?.[1])
  // h2load gives no median of a timed run; with 16 in flight the mean follows from the rate.
  return { rate, p50: 16_000 / rate, cpu: ((ticks(pid) - before) * 1000) / (rate * SECONDS) }
}
function httpRun({ http: port, pid }, docs) {
  const data = docs.map((doc) => ({
    ...doc,
    ...(doc.embedding ? { embedding: Array.from({ length: 768 }, (_, i) => i / 768) } : {}),
  }))
  const body = JSON.stringify({ data, execEndpoint: '/echo', parameters: {} })
  writeFileSync(
    join(folder, 'post.lua'),
    `wrk.method="POST"\nwrk.headers["content-type"]="application/json"\nwrk.body=[[${body}]]\n`,
  )
  const before = ticks(pid)
  const out = execFileSync(
    'wrk',
    [
      '-t1',
      '-c16',
      `-d${SECONDS}s`,
      '--latency',
      '-s',
      join(folder, 'post.lua'),
      `http://127.0.0.1:${port}/post`,
    ],
    {
      encoding: 'utf8',
    },
  )
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1])
  const [, value, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(out) ?? []
  const p50 = Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit]
  return { rate, p50, cpu: ((ticks(pid) - before) * 1000) / (rate * SECONDS) }
}

if (ROUNDS > 0)
  console.log(
    'One Python Executor, 16 in flight        requests/s   p50 ms   CPU of the Gateway, us a request',
  )
for (const [protocol, run] of ROUNDS > 0 ? Object.entries({ gRPC: grpcRun, HTTP: httpRun }) : [])
  for (const [size, docs] of Object.entries(payloads)) {
    const results = { ours: [], jina: [] }
    for (let round = 0; round < ROUNDS; round++)
      for (const name of ['ours', 'jina']) results[name].push(run(gateways[name], docs))
    for (const name of ['ours', 'jina']) {
      const middle = (key) => median(results[name].map((result) => result[key]))
      console.log(
        `${protocol} ${size.padEnd(11)} ${name.padEnd(20)} ${middle('rate').toFixed(0).padStart(10)} ${middle('p50').toFixed(1).padStart(8)} ${middle('cpu').toFixed(0).padStart(10)}`,
      )
    }
  }
jina.kill('SIGKILL')
await flow.close()

console.log('\nStart to all ready, seconds; memory in MiB (PSS)')
for (const count of [1, 4, 10]) {
  for (const turn of ['first', 'second']) {
    const description = await load(yaml(count))
    const started = performance.now()
    const running = await description.start({ env })
    const seconds = (performance.now() - started) / 1000
    const memory = running.run.pods.reduce((sum, { pid }) => sum + pss(pid), 0)
    console.log(
      `${String(count).padStart(2)} Executors, Flowdeck, ${turn.padEnd(6)} ${seconds.toFixed(2)} s ${memory.toFixed(0).padStart(6)} (without the supervisor's ${pss(process.pid).toFixed(0)})`,
    )
    await running.close()
  }
  const port = await allocator.allocate('127.0.0.1')
  await load(yaml(count, `with: {port: ${port}}\n`))
  const started = performance.now()
  const child = spawn(python, ['-c', 'from jina_cli import main; main()', 'flow', '--uses', 'flow.yml'], {
    cwd: folder,
    stdio: 'ignore',
    env,
  })
  await untilReady(port)
  const seconds = (performance.now() - started) / 1000
  const memory = treeOf(child.pid).reduce((sum, pid) => sum + pss(pid), 0)
  console.log(
    `${String(count).padStart(2)} Executors, jina flow (import counted) ${seconds.toFixed(2)} s ${memory.toFixed(0).padStart(6)}`,
  )
  // A signal that comes before `jina flow` waits for one is lost.
  for (const pid of treeOf(child.pid)) process.kill(pid, 'SIGKILL')
}
rmSync(folder, { recursive: true, force: true })
process.exit(0)
