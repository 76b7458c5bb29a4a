import type { LogLine } from '@flowdeck/shared'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const LAB = `import { Executor } from '@flowdeck/runtime'
export class Lab extends Executor {
  static override requests = { '/long': 'long', '/odd': 'odd', '/open': 'open', '/bar': 'bar', '/trace': 'trace' }
  long(): void { console.log('before'); console.log('L'.repeat(1_000_000)); console.log('after') }
  odd(): void { console.log('nul \\u0000 x'); process.stdout.write(Buffer.from([0x62, 0xff, 0x0a])); console.log('lone \\ud83d x') }
  open(): void { process.stdout.write('no '); process.stdout.write('newline') }
  async bar(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      process.stdout.write('\\rprogress ' + i)
      await new Promise((done) => setTimeout(done, 20))
    }
  }
  trace(): void {
    console.error('failed:', new Error('many\\nlines', { cause: new AggregateError([new Error('a')], 'inner') }))
    console.error('next')
  }
}
`
const SNAKE = `import logging, sys, traceback, warnings
from jina import Executor, requests

def fail():
    try:
        raise ValueError('boom')
    except ValueError as error:
        raise KeyError('x') from error

class Snake(Executor):
    @requests(on='/raise')
    def throw(self, docs, **kwargs):
        fail()

    @requests(on='/print')
    def show(self, docs, **kwargs):
        try:
            fail()
        except KeyError:
            traceback.print_exc()
            print('on stdout', flush=True)
            logging.getLogger('snake').exception('ERROR logged')
        warnings.warn('old')
        try:
            compile('a b', 'x.py', 'exec')
        except SyntaxError:
            traceback.print_exc(file=sys.stdout)
            sys.stdout.flush()

    @requests(on='/die')
    def die(self, docs, **kwargs):
        import os
        sys.stderr.write('Traceback (most recent call last):\\n  File "x.py", line 1, in f\\n')
        sys.stderr.flush()
        os.kill(os.getpid(), 9)
`

function collect(flow: RunningFlow, pod: string) {
  const lines: LogLine[] = []
  flow.subscribe((event) => {
    if (event.type === 'logs') lines.push(...event.lines.filter((line) => line.deployment === pod))
  })
  return lines
}
const started = (lines: readonly LogLine[], text: string) => lines.find((line) => line.text.startsWith(text))

test('what an Executor in TypeScript prints is there, line by line, and without ids in it', async () => {
  const flow = await startTestFlow('jtype: Flow\nexecutors:\n  - {name: lab, uses: lab.ts}\n', {
    'lab.ts': LAB,
  })
  const lines = collect(flow, 'lab')
  for (const endpoint of ['/long', '/odd', '/trace', '/open']) await flow.post(endpoint, [{}])
  await expect.poll(() => started(lines, 'no ')?.text).toBe('no newline')
  await flow.post('/bar', [{}])
  await expect.poll(() => started(lines, '\rprogress') ?? started(lines, 'progress')).toBeDefined()
  const stdout = lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)
  expect(stdout).toEqual([
    'before',
    `${'L'.repeat(16_384 - 34)} … 983,650 more bytes`,
    'after',
    'nul \u0000 x',
    'b\uFFFD',
    'lone \uFFFD x',
    'no newline',
    'progress 2',
  ])
  const stderr = lines.filter(({ stream }) => stream === 'stderr')
  expect(stderr.map(({ text, level }) => [text.split('\n')[0], level])).toEqual([
    ['failed: Error: many', 'error'],
    ['next', 'warn'],
  ])
  expect(stderr[0]?.text).toMatch(/\[cause\]: AggregateError: inner[^]*\[errors\]: \[[^]*\n\}$/)
  expect(stderr[0]?.requestId).toMatch(/^[0-9a-f]{32}$/)
})

describe.skipIf(python === null)('a Python Executor', () => {
  test('logs one entry for each trace, of the level of an error', async () => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const flow = await startTestFlow(
      'jtype: Flow\nwith: {retries: 0}\nexecutors:\n  - {name: snake, uses: Snake, py_modules: snake.py}\n',
      { 'snake.py': SNAKE },
    )
    const lines = collect(flow, 'snake')
    await expect(flow.post('/raise', [{}])).rejects.toThrow('x')
    await expect
      .poll(() => started(lines, 'ERROR')?.text)
      .toMatch(/ValueError: boom\n\nThe above[^]*KeyError: 'x'$/)
    expect(started(lines, 'ERROR')?.level).toBe('error')
    await flow.post('/print', [{}])
    await expect.poll(() => lines.filter(({ text }) => text.includes('SyntaxError'))).toHaveLength(1)
    await expect.poll(() => lines.filter(({ text }) => text.includes('UserWarning'))).toHaveLength(1)
    const said = (wanted: LogLine['stream']) =>
      lines
        .filter(({ stream, text }) => stream === wanted && !/^(?:INFO|ERROR KeyError)/.test(text))
        .map(({ level, text }) => [level, text.split('\n')[0], text.split('\n').length])
    expect(said('stderr')).toEqual([
      ['error', 'Traceback (most recent call last):', 13],
      ['error', 'ERROR logged', 14],
      ['warn', expect.stringContaining('UserWarning: old'), 1],
    ])
    expect(said('stdout')).toEqual([
      ['info', 'on stdout', 1],
      ['error', 'Traceback (most recent call last):', 7],
    ])
    await expect(flow.post('/die', [{}])).rejects.toThrow()
    const cut = 'Traceback (most recent call last):\n  File "x.py", line 1, in f'
    await expect.poll(() => lines.find(({ text }) => text === cut)?.level).toBe('error')
  })
})
