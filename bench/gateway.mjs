// Gateway → one echo Executor beside bare echoes, interleaved: requests per second as medians and ratios.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '../packages/runtime/dist/index.js'
import { readEnvelope, writeEnvelope, emptyEnvelope } from '../packages/runtime/dist/data/envelope.js'
import { writeDocuments } from '../packages/runtime/dist/data/documents.js'
import { ROOT, has, median, serve } from './lib.mjs'
import { readOptions } from './options.mjs'

const { rounds: ROUNDS } = readOptions(
  'node bench/gateway.mjs: requests per second of the Gateway in front of one echo Executor, beside bare echoes.',
  [['rounds', 'COUNT', 5, 'rounds of 3 s for each']],
)
const SECONDS = 3
const SINGLE = '/jina.JinaSingleDataRequestRPC/process_single_data'

for (const tool of ['h2load', 'wrk']) {
  if (!has(tool)) {
    console.error(`${tool} is missing: apt-get install nghttp2-client wrk`)
    process.exit(1)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'flowdeck-bench-'))
const text = 'x'.repeat(900)
const envelope = emptyEnvelope('0123456789abcdef0123456789abcdef')
envelope.endpoint = '/echo'
envelope.data = writeDocuments([{ id: 'd1', text, tags: { a: 1, b: 'two' } }])
const message = writeEnvelope(readEnvelope(writeEnvelope(envelope)))
const prefix = Buffer.alloc(5)
prefix.writeUInt32BE(message.length, 1)
writeFileSync(join(folder, 'grpc.bin'), Buffer.concat([prefix, message]))
const body = JSON.stringify({
  data: [{ id: 'd1', text, tags: { a: 1, b: 'two' } }],
  execEndpoint: '/echo',
  parameters: {},
})
writeFileSync(
  join(folder, 'post.lua'),
  `wrk.method="POST"\nwrk.headers["content-type"]="application/json"\nwrk.body=[[${body}]]\n`,
)

const flow = await new Flow({ protocol: ['grpc', 'http'] })
  .add({ name: 'echo', uses: join(ROOT, 'bench/echo.ts') })
  .start()
const http2 = await serve(join(ROOT, 'bench/echoHttp2.mjs'))
const http = await serve(join(ROOT, 'bench/echoHttp.mjs'))

function h2load(port, seconds) {
  const out = execFileSync(
    'h2load',
    [
      '-t1',
      '-c4',
      '-m4',
      `-D${seconds}`,
      '-d',
      join(folder, 'grpc.bin'),
      '-H',
      'content-type: application/grpc',
      '-H',
      'te: trailers',
      `http://127.0.0.1:${port}${SINGLE}`,
    ],
    { encoding: 'utf8' },
  )
  const [, failed] = /(\d+) failed/.exec(out) ?? []
  if (failed !== '0') throw new Error(`h2load saw failures:\n${out}`)
  return Number(/([\d.]+) req\/s/.exec(out)?.[1])
}

function wrk(port, seconds) {
  const out = execFileSync(
    'wrk',
    ['-t1', '-c16', `-d${seconds}s`, '-s', join(folder, 'post.lua'), `http://127.0.0.1:${port}/post`],
    {
      encoding: 'utf8',
    },
  )
  if (/Non-2xx|Socket errors/.test(out)) throw new Error(`wrk saw failures:\n${out}`)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1])
}

const cells = {
  'gRPC, bare node:http2 echo': () => h2load(http2.line, SECONDS),
  'gRPC, Gateway → Executor': () => h2load(flow.portOf('grpc'), SECONDS),
  'HTTP, bare node:http echo': () => wrk(http.line, SECONDS),
  'HTTP, Gateway → Executor': () => wrk(flow.portOf('http'), SECONDS),
}
const results = Object.fromEntries(Object.keys(cells).map((name) => [name, []]))
for (const run of Object.values(cells)) run()
for (let round = 0; round < ROUNDS; round++)
  for (const [name, run] of Object.entries(cells)) results[name].push(run())

const middle = Object.fromEntries(Object.entries(results).map(([name, values]) => [name, median(values)]))
for (const [name, value] of Object.entries(middle))
  console.log(`${name.padEnd(30)} ${value.toFixed(0).padStart(7)} requests/s`)
console.log(
  `gRPC ratio ${(middle['gRPC, Gateway → Executor'] / middle['gRPC, bare node:http2 echo']).toFixed(2)} (aim ≥ 0.25)`,
)
console.log(
  `HTTP ratio ${(middle['HTTP, Gateway → Executor'] / middle['HTTP, bare node:http echo']).toFixed(2)} (aim ≥ 0.20)`,
)
await flow.close()
http2.stop()
http.stop()
rmSync(folder, { recursive: true, force: true })
