import { expect, onTestFinished, test, vi } from 'vitest'
import type { LogLine } from '@flowdeck/shared'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const TS = `import { closeSync } from 'node:fs'
${executorFile(`
  static override requests = { '/print': 'print', '/close': 'close', '/ok': 'ok' }
  print() {
    process.stdout.write(Buffer.from([0, 255, 254, 27, 10]))
    for (let i = 0; i < 30; i++) process.stdout.write('x'.repeat(1024 * 1024))
    process.stdout.write('\\nts goes on\\n')
  }
  close() { closeSync(1); closeSync(2) }
  ok() { console.log('nobody hears this'); console.error('nor this') }`)}`
const PY = `import os, sys
from jina import Executor, requests
class Snake(Executor):
    @requests(on='/print')
    def print(self, **kwargs):
        sys.stdout.flush()
        os.write(1, bytes([0, 255, 254, 27, 10]))
        for _ in range(30):
            sys.stdout.write('x' * 1024 * 1024)
        sys.stdout.write('\\npython goes on\\n')
        sys.stdout.flush()
    @requests(on='/close')
    def close(self, **kwargs):
        os.close(1)
        os.close(2)
    @requests(on='/ok')
    def ok(self, **kwargs):
        os.environ.get('X')
`

test.skipIf(python === null)(
  'Executors that print bytes, a line of 30 MB, and then close their output go on [FI-24]',
  async () => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const flow = await startTestFlow(
      'jtype: Flow\nexecutors:\n  - {name: ts, uses: foo.ts}\n  - {name: snake, uses: Snake, py_modules: exec.py}\n',
      { 'foo.ts': TS, 'exec.py': PY },
    )
    const lines: LogLine[] = []
    flow.subscribe((event) => void (event.type === 'logs' && lines.push(...event.lines)))
    const before = process.memoryUsage().rss
    await flow.post('/print', [{}])
    for (const text of ['ts goes on', 'python goes on'])
      await expect
        .poll(() => lines.some((line) => line.text === text), { message: text, timeout: 20_000 })
        .toBe(true)
    const long = lines.filter(({ text }) => text.startsWith('xxx'))
    expect(new Set(long.map(({ deployment }) => deployment))).toEqual(new Set(['snake', 'ts']))
    // One that is long under way may be shown before its end.
    expect(long.length).toBeLessThan(10)
    for (const { text } of long) {
      expect(text.length).toBeLessThan(17 * 1024)
      expect(text).toMatch(/^x+…? ?.*[^x]/)
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    await flow.post('/close', [{}])
    for (let i = 0; i < 3; i++) expect(await flow.post('/ok', [{}])).toHaveLength(1)
    expect(flow.run).toMatchObject({ state: 'ready' })
    expect(flow.run.pods.filter(({ restarts }) => restarts > 0)).toEqual([])
  },
)
