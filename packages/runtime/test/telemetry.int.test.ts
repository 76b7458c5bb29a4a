import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { startCollector } from './collector.ts'
import { readMetrics } from './interop/readMetrics.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const ECHO = executorFile(`
  static override requests = { '/echo': 'echo', '/fail': 'fail' }
  async echo({ docs }: RequestContext) {
    for (const doc of docs) doc.text = await this.monitor('shouting_seconds', 'Time to shout', async () => doc.text + '!')
  }
  fail() { throw new Error('no') }`)
const ECHO_PY = `from jina import Executor, requests

class Echo(Executor):
    @requests(on='/echo')
    def echo(self, docs, **kwargs):
        for doc in docs:
            doc.text += '?'
`

/** What a Pod's page for Prometheus says: name and labels → the number. */
async function scrape(flow: RunningFlow, pod: string): Promise<Record<string, number>> {
  const at = flow.run.pods.find(({ id }) => id === pod)?.metrics
  if (!at) throw new Error(`${pod} has no metrics`)
  const response = await fetch(`${at}/metrics`)
  expect(response.headers.get('content-type')).toContain('text/plain')
  return Object.assign({}, ...Object.values(readMetrics(await response.text())).map(({ samples }) => samples))
}

describe('monitoring', () => {
  test('Gateway, Head and Executor serve what they measure, with the names of Jina', async () => {
    const flow = await startTestFlow(
      'jtype: Flow\nwith: {monitoring: true}\nexecutors:\n  - name: echo\n    uses: echo.ts\n    shards: 2\n    polling: ANY\n',
      { 'echo.ts': ECHO },
    )
    const before = await scrape(flow, 'gateway')
    const gatewayName = '{runtime_name="gateway/rep-0"}'
    for (const name of ['sending_request_seconds', 'request_size_bytes', 'sent_response_bytes'])
      expect(before).toMatchObject({
        [`jina_${name}_count${gatewayName}`]: 0,
        [`jina_${name}_sum${gatewayName}`]: 0,
        [`jina_${name}_created${gatewayName}`]: expect.closeTo(Date.now() / 1000, -3),
      })
    await flow.post('/echo', [{ text: 'a' }, { text: 'b' }])
    await expect(flow.post('/fail', [{ text: 'a' }])).rejects.toThrow('no')
    await flow.post('/echo', [{ text: 'a' }])

    const gateway = await scrape(flow, 'gateway')
    const own = '{runtime_name="gateway/rep-0"}'
    expect(gateway).toMatchObject({
      [`jina_successful_requests_total${own}`]: 2,
      [`jina_failed_requests_total${own}`]: 1,
      [`jina_receiving_request_seconds_count${own}`]: 2,
      [`jina_number_of_pending_requests${own}`]: 0,
      [`jina_received_request_bytes_count${own}`]: 3,
      [`jina_request_size_bytes_count${own}`]: 3,
      [`jina_sent_response_bytes_count${own}`]: 2,
      [`jina_sending_request_seconds_count${own}`]: 3,
      [`jina_sent_request_bytes_count${own}`]: 3,
      [`jina_received_response_bytes_count${own}`]: 3,
    })
    expect(gateway[`jina_received_request_bytes_sum${own}`]).toBeGreaterThan(50)

    const head = await scrape(flow, 'echo/head')
    expect(head['jina_sending_request_seconds_count{runtime_name="echo/head"}']).toBe(3)
    expect(head['jina_failed_requests_total{runtime_name="echo/head"}']).toBe(1)

    const shard = await scrape(flow, 'echo/shard-0/rep-0')
    const name = 'runtime_name="echo/shard-0/rep-0"'
    const labels = `{executor="Foo",executor_endpoint="/echo",${name}}`
    expect(shard).toMatchObject({
      [`jina_successful_requests_total{${name}}`]: 2,
      [`jina_process_request_seconds_count${labels}`]: 2,
      [`jina_document_processed_total${labels}`]: 3,
      [`jina_received_request_bytes_count${labels}`]: 2,
      [`jina_shouting_seconds_count{${name}}`]: 3,
    })
  })

  test('written ports go to the Head first, then to the shards; without monitoring there are none', async () => {
    const flow = await startTestFlow(
      'jtype: Flow\nexecutors:\n  - name: echo\n    uses: echo.ts\n    shards: 2\n    monitoring: true\n    port_monitoring: [19091, 19092]\n',
      { 'echo.ts': ECHO },
    )
    const metrics = Object.fromEntries(flow.run.pods.map(({ id, metrics: at }) => [id, at]))
    expect(metrics['echo/head']).toBe('http://127.0.0.1:19091')
    expect(metrics['echo/shard-0/rep-0']).toBe('http://127.0.0.1:19092')
    expect(metrics['echo/shard-1/rep-0']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(metrics['gateway']).toBeUndefined()
  })

  test.skipIf(python === null)('a Python Executor serves its own', async () => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const flow = await startTestFlow(
      'jtype: Flow\nwith: {monitoring: true}\nexecutors:\n  - name: echo\n    uses: Echo\n    py_modules: echo.py\n',
      { 'echo.py': ECHO_PY },
    )
    await flow.post('/echo', [{ text: 'a' }])
    const labels = '{executor="Echo",executor_endpoint="/echo",runtime_name="echo/rep-0"}'
    const found = await scrape(flow, 'echo/rep-0')
    expect(found[`jina_process_request_seconds_count${labels}`]).toBe(1)
  })
})

describe('the access log', () => {
  /** What the Gateway printed, from its start to its end, about a request over HTTP and one over WebSocket. */
  async function linesOf(keys: string): Promise<string[]> {
    const folder = folderWith({
      'echo.ts': ECHO,
      'flow.yml': `jtype: Flow\n${keys}\nexecutors: [{uses: echo.ts}]\n`,
    })
    const lines: string[] = []
    const flow = await Flow.loadConfig(join(folder, 'flow.yml'))
    const onLog = ({ pod, text }: { pod: string; text: string }) =>
      void (pod === 'gateway' && lines.push(text))
    const running = await flow.start({ onLog })
    onTestFinished(() => running.close())
    for (const protocol of ['http', 'websocket'] as const) {
      const client = new Client({ protocol, port: running.portOf(protocol) })
      await client.post('/echo', [{ text: 'a' }])
      client.close()
    }
    await running.close()
    // A health check of the start would be a GET of the root.
    return lines.filter((line) => /"(POST|WebSocket|GET \/) /.test(line))
  }

  test('has a line for each request over HTTP, and for each WebSocket', async () => {
    expect(await linesOf('with: {protocol: [http, websocket]}')).toEqual([
      expect.stringMatching(/^INFO 127\.0\.0\.1:\d+ - "POST \/post HTTP\/1\.1" 200 OK$/),
      expect.stringMatching(/^INFO 127\.0\.0\.1:\d+ - "WebSocket \/" \[accepted\]$/),
    ])
  })

  test.each([
    ['with: {protocol: [http, websocket], quiet: true}'],
    ['gateway: {protocol: [http, websocket], quiet: true}'],
    ['gateway: {protocol: [http, websocket], uvicorn_kwargs: {access_log: false}}'],
    ['gateway: {protocol: [http, websocket], uvicorn_kwargs: {log_level: warning}}'],
  ])('is empty for %s', async (keys) => {
    expect(await linesOf(keys)).toEqual([])
  })
})

describe('OpenTelemetry', () => {
  const withCollector = (port: number) =>
    `{tracing: true, traces_exporter_host: 127.0.0.1, traces_exporter_port: ${port}, metrics: true, metrics_exporter_host: 127.0.0.1, metrics_exporter_port: ${port}}`
  const soon = 'env: {OTEL_BSP_SCHEDULE_DELAY: "50", OTEL_METRIC_EXPORT_INTERVAL: "50"}'

  test.each([
    ['a TypeScript Executor', 'echo.ts', false],
    ['a Python Executor', 'echo.py', true],
  ])('one trace goes from the Gateway into %s', async (_, uses, needsPython) => {
    if (needsPython && python === null) return
    if (python !== null) vi.stubEnv('FLOWDECK_PYTHON', python)
    onTestFinished(() => void vi.unstubAllEnvs())
    const collector = await startCollector()
    const flow = await startTestFlow(
      `jtype: Flow\nwith: ${withCollector(collector.port)}\ngateway:\n  protocol: [grpc, http, websocket]\n  ${soon}\nexecutors:\n  - name: echo\n    uses: ${uses}\n    ${soon}\n`,
      { 'echo.ts': ECHO, 'echo.py': ECHO_PY },
    )
    const outer = '0af7651916cd43dd8448eb211c80319c'
    const response = await fetch(`http://127.0.0.1:${flow.portOf('http')}/post`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${outer}-b7ad6b7169203331-01` },
      body: JSON.stringify({ exec_endpoint: '/echo', data: [{ text: 'a' }] }),
    })
    expect(response.status).toBe(200)
    const service = (name: string) =>
      collector.spans.filter((span) => span.trace === outer && span.service === name)
    await expect.poll(() => service('gateway/rep-0').length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
    await expect.poll(() => service('echo/rep-0').length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
    const path = '/jina.JinaSingleDataRequestRPC/process_single_data'
    const received = service('gateway/rep-0').find(({ name }) => name === 'POST /post')
    const called = service('gateway/rep-0').find(({ name }) => name === path)
    const server = service('echo/rep-0').find(({ name }) => name === path)
    const endpoint = service('echo/rep-0').find(({ name }) => name === '/echo')
    expect(received?.parent).toBe('b7ad6b7169203331')
    expect(called?.parent).toBe(received?.id)
    expect(server?.parent).toBe(called?.id)
    // Jina's own worker gives the caller's span as the parent.
    expect([server?.id, called?.id]).toContain(endpoint?.parent)
    await expect
      .poll(() => [...collector.metrics].toSorted(), { timeout: 10_000 })
      .toEqual(
        expect.arrayContaining([
          'echo/rep-0 jina_document_processed',
          'echo/rep-0 jina_process_request_seconds',
          'echo/rep-0 jina_successful_requests',
          'gateway/rep-0 jina_number_of_pending_requests',
          'gateway/rep-0 jina_receiving_request_seconds',
          'gateway/rep-0 jina_sending_request_seconds',
        ]),
      )
  })

  test('an unreachable collector does not affect the Flow, neither at work nor at the end', async () => {
    const flow = await startTestFlow(
      `jtype: Flow\nwith: ${withCollector(9)}\ngateway:\n  ${soon}\nexecutors:\n  - name: echo\n    uses: echo.ts\n    ${soon}\n`,
      { 'echo.ts': ECHO },
    )
    expect(await flow.post('/echo', [{ text: 'a' }])).toMatchObject([{ text: 'a!' }])
    await flow.close()
    expect(flow.run.pods.map(({ failure }) => failure)).toEqual([null, null])
  })
})
