import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { isAlive } from '../src/pod/processes.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const FLOW =
  'jtype: Flow\nwith: {retries: 0}\nexecutors:\n  - {name: foo, uses: FooExecutor, py_modules: exec.py}\n'
const EXEC_PY = `import ctypes, os, subprocess, sys
from jina import Executor, requests

class FooExecutor(Executor):
    @requests(on='/flood')
    def flood(self, docs, **kwargs):
        line = 'x' * 99 + '\\n'
        for _ in range(1000):
            sys.stdout.write(line * 1000)
        sys.stdout.flush()

    @requests(on='/fork')
    def fork(self, docs, **kwargs):
        forked = os.fork()
        if forked == 0:
            os.setsid()
            os.execvp('sleep', ['sleep', '1000'])
        spawned = subprocess.Popen(['sleep', '1000'], start_new_session=True).pid
        # A daemon: its parent ends at once, and it has no environment.
        script = "import os, subprocess; print(subprocess.Popen(['sleep', '1000'], env={}, start_new_session=True, stdout=subprocess.DEVNULL).pid)"
        daemon = int(subprocess.check_output([sys.executable, '-c', script], env={}))
        for doc in docs:
            doc.tags = {'children': [forked, spawned, daemon]}

    @requests(on='/segfault')
    def segfault(self, docs, **kwargs):
        ctypes.string_at(0)

    @requests(on='/endless')
    def endless(self, docs, **kwargs):
        import time
        time.sleep(1000)

    @requests(on='/long')
    def long(self, docs, **kwargs):
        raise ValueError('x' * 10_000_000)

    @requests(on='/ok')
    def ok(self, docs, **kwargs):
        for doc in docs:
            doc.text = 'ok'
`

describe.skipIf(python === null)('a Python Executor that misbehaves', () => {
  const start = (yaml = FLOW) => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    return startTestFlow(yaml, { 'exec.py': EXEC_PY })
  }

  test('prints 100 MB: the request is answered, and the log tells how much it left out', async () => {
    const flow = await start()
    let dropped = 0
    let kept = 0
    flow.subscribe((event) => {
      if (event.type !== 'logs') return
      kept += event.lines.length
      dropped += event.dropped
    })
    expect(await flow.post('/flood', [{}])).toHaveLength(1)
    await expect.poll(() => kept + dropped, { timeout: 20_000 }).toBeGreaterThanOrEqual(1_000_000)
    expect(kept).toBeLessThan(dropped)
    expect(await flow.post('/ok', [{}])).toMatchObject([{ text: 'ok' }])
  })

  test('raises an error of 10 MB: it is answered in short, and the next request as usual [FI-09]', async () => {
    const flow = await start()
    const failed: unknown = await flow.post('/long', [{}]).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(failed).toBeInstanceOf(Error)
    expect((failed as Error).message).toContain('ValueError')
    expect(JSON.stringify(failed).length + (failed as Error).message.length).toBeLessThan(64 * 1024)
    expect(await flow.post('/ok', [{}])).toMatchObject([{ text: 'ok' }])
  })

  test('forks: what it started is gone after Stop, in whatever session and with whatever environment [FI-21]', async () => {
    const flow = await start()
    const [doc] = await flow.post('/fork', [{}])
    const children = doc?.tags?.['children'] as number[]
    expect(children.map(isAlive)).toEqual([true, true, true])
    await flow.close({ graceMs: 500 })
    expect(children.filter(isAlive)).toEqual([])
  })

  test('segfaults: the request fails by name, the process is restarted, and its signal is told [FI-10]', async () => {
    const flow = await start()
    const log: string[] = []
    flow.subscribe((event) => {
      if (event.type === 'logs') log.push(...event.lines.map(({ text }) => text))
    })
    await expect(flow.post('/segfault', [{}])).rejects.toThrow('foo')
    await expect
      .poll(() => [flow.run.pods[0]?.restarts, flow.run.state], { timeout: 30_000 })
      .toEqual([1, 'ready'])
    expect(log.join('\n')).toMatch(/Segmentation fault[^]*exec\.py", line 27 in segfault[^]*SIGSEGV/)
    expect(await flow.post('/ok', [{}])).toMatchObject([{ text: 'ok' }])
  })

  test('never answers: the request ends at timeout_send, and others are answered [FI-07]', async () => {
    // Otherwise Jina calls one method at a time.
    const concurrent = FLOW.replace('exec.py', 'exec.py, allow_concurrent: true')
    const flow = await start(concurrent.replace('retries: 0', 'retries: 0, timeout_send: 800'))
    await expect(flow.post('/endless', [{}])).rejects.toThrow(/foo .* timed out/)
    expect(await flow.post('/ok', [{}], { timeoutMs: 10_000 })).toMatchObject([{ text: 'ok' }])
  })

  test('shares a port with a stranger who allows it: Start says who holds it [FI-16]', async () => {
    const holder = spawn(
      python as string,
      [
        '-c',
        `import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.bind(('127.0.0.1', 0)); s.listen(); print(s.getsockname()[1], flush=True); time.sleep(1000)`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    onTestFinished(() => void holder.kill('SIGKILL'))
    const [printed] = (await once(holder.stdout, 'data')) as [Buffer]
    const port = Number(printed.toString())
    await expect(start(FLOW.replace('name: foo', `name: foo, port: ${port}`))).rejects.toThrow(
      new RegExp(`${port}.*${holder.pid}`),
    )
  })
})
