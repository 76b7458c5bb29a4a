import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GATEWAY_PROTOCOLS } from '@flowdeck/shared'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { checkHealth } from '../src/pod/checkHealth.ts'
import { commandLines } from './commandLines.ts'
import { executorFile, startTestFlow } from './startTestFlow.ts'

const TLS = join(import.meta.dirname, 'tls')
const CERT = readFileSync(join(TLS, 'cert.pem'))
const ECHO = executorFile(`
  static override requests = { '/echo': 'echo', '/stream': 'stream' }
  echo({ docs }: RequestContext) { for (const doc of docs) doc.text += '!' }
  async *stream({ doc }: { doc: { text: string } }) { yield { text: doc.text + '1' }; yield { text: doc.text + '2' } }`)

let folder: string
let flow: RunningFlow

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
  writeFileSync(join(folder, 'cert.pem'), CERT)
  writeFileSync(join(folder, 'key.pem'), readFileSync(join(TLS, 'key.pem')))
  writeFileSync(join(folder, 'echo.ts'), ECHO)
  writeFileSync(
    join(folder, 'flow.yml'),
    'jtype: Flow\ngateway:\n  protocol: [grpc, http, websocket]\n  ssl_certfile: cert.pem\n  ssl_keyfile: key.pem\nexecutors:\n  - name: echo\n    uses: echo.ts\n',
  )
  flow = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start()
})
afterAll(async () => {
  await flow?.close({ graceMs: 500 })
  rmSync(folder, { recursive: true, force: true })
})

test('the Flow itself reaches its Gateway, also with a certificate that is signed by itself', async () => {
  expect(flow.run.gateway.every(({ tls }) => tls)).toBe(true)
  expect(await flow.isFlowReady()).toBe(true)
  expect(await flow.post('/echo', [{ text: 'a' }])).toMatchObject([{ text: 'a!' }])
})

describe.each(GATEWAY_PROTOCOLS)('over %s', (protocol) => {
  const open = (tls: boolean | { ca: Buffer }) =>
    new Client({ protocol, host: '127.0.0.1', port: flow.portOf(protocol), tls })

  test('a Client that was given the certificate talks to it', async () => {
    const client = open({ ca: CERT })
    expect(await client.isFlowReady()).toBe(true)
    expect(await client.post('/echo', [{ text: 'a' }])).toMatchObject([{ text: 'a!' }])
    client.close()
  })

  test('one that was not says what to give it [FI-48]', async () => {
    const client = open(true)
    await expect(client.post('/echo', [{ text: 'a' }])).rejects.toMatchObject({
      code: 'DEPLOYMENT_UNAVAILABLE',
      message: expect.stringMatching(/self-signed certificate\. Give the Client .* tls: { ca: /),
    })
    expect(await client.isFlowReady()).toBe(false)
    client.close()
  })

  test('one that speaks plain text fails [FI-48]', async () => {
    const client = open(false)
    await expect(client.post('/echo', [{ text: 'a' }], { timeoutMs: 5000 })).rejects.toMatchObject({
      code: 'DEPLOYMENT_UNAVAILABLE',
    })
    client.close()
  })

  test('a health check over TLS finds it', async () => {
    const at = { protocol, host: '127.0.0.1', port: flow.portOf(protocol) }
    expect(await checkHealth({ ...at, tls: { ca: CERT } }, 2000)).toBe(true)
    expect(await checkHealth({ ...at, tls: {} }, 2000)).toBe(false)
  })
})

test.each(['grpc', 'http'] as const)('documents are streamed over TLS and %s', async (protocol) => {
  const client = new Client({ protocol, host: 'localhost', port: flow.portOf(protocol), tls: { ca: CERT } })
  const texts = []
  for await (const { text } of client.streamDoc('/stream', { text: 'a' })) texts.push(text)
  expect(texts).toEqual(['a1', 'a2'])
  client.close()
})

test('an external Executor is called over TLS', async () => {
  const outer = await startTestFlow(
    `jtype: Flow\ngateway:\n  env: {GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: cert.pem}\nexecutors:\n  - name: far\n    external: true\n    tls: true\n    host: localhost\n    port: ${flow.portOf('grpc')}\n`,
    { 'cert.pem': CERT.toString() },
  )
  expect(await outer.isFlowReady()).toBe(true)
  expect(await outer.post('/echo', [{ text: 'a' }])).toMatchObject([{ text: 'a!' }])
})

const PASSWORD = 'key-canary-5512'

describe('a key with a password', () => {
  const files = () => {
    const key = createPrivateKey(readFileSync(join(TLS, 'key.pem')))
    const locked = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSWORD })
    return { 'echo.ts': ECHO, 'locked.pem': locked.toString(), 'cert.pem': CERT.toString() }
  }
  test.each([
    [
      'that uvicorn_kwargs name',
      '{ssl_certfile: cert.pem, ssl_keyfile: locked.pem, ssl_keyfile_password: $KEY_PASSWORD}',
      '',
    ],
    [
      'of the Gateway',
      `{ssl_keyfile_password: ${PASSWORD}}`,
      'ssl_certfile: cert.pem\n  ssl_keyfile: locked.pem',
    ],
  ])('%s is opened, and the password is in no command line [SEC-25]', async (_, kwargs, own) => {
    vi.stubEnv('KEY_PASSWORD', PASSWORD)
    onTestFinished(() => void vi.unstubAllEnvs())
    const started = await startTestFlow(
      `jtype: Flow
gateway:
  protocol: [http, websocket]
  uvicorn_kwargs: ${kwargs}
  ${own}
executors:
  - {name: echo, uses: echo.ts}
`,
      files(),
    )
    const client = new Client({ host: `https://127.0.0.1:${started.portOf('http')}`, tls: { ca: CERT } })
    expect((await client.post('/echo', [{ text: 'a' }]))[0]?.text).toBe('a!')
    client.close()
    const lines = commandLines()
    expect(lines.some((line) => line.includes('gateway.mjs'))).toBe(true)
    expect(lines.filter((line) => line.includes('canary'))).toEqual([])
    expect(JSON.stringify(started.run)).not.toContain('canary')
  })
})
