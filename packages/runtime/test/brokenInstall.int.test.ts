import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import { PortAllocator } from '../src/flow/ports.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { folderWith } from './startTestFlow.ts'

const run = promisify(execFile)
/** The newest of everything on this day, so that the test means the same tomorrow. */
const DAY = '2026-11-24'

/**
 * Jina as somebody gets it who follows its own instructions, with the one thing they find out by themselves: an older setuptools.
 * Null where it cannot be made and need not be.
 */
async function unluckyEnvironment(): Promise<string | null> {
  const lucky = await pythonEnvironment('v2')
  if (lucky === null) return null
  const folder = join(
    process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
    'flowdeck',
    `python-newest-${DAY}`,
  )
  const python = join(folder, 'bin', 'python')
  if (existsSync(python)) return python
  // Made beside it: an environment that is there is whole.
  const making = `${folder}-${process.pid}`
  const uv = join(dirname(lucky), 'uv')
  try {
    await run(uv, ['venv', '--python', lucky, '--relocatable', making])
    const to = ['--python', join(making, 'bin', 'python')]
    await run(uv, ['pip', 'install', ...to, '--exclude-newer', DAY, 'jina', 'setuptools<81'])
    await rename(making, folder)
    return python
  } catch (thrown) {
    await rm(making, { recursive: true, force: true })
    if (process.env['FLOWDECK_REQUIRE_PYTHON']) throw thrown
    return null
  }
}

const EXEC = `from docarray import BaseDoc, DocList
from jina import Executor, requests


class Note(BaseDoc):
    text: str = ''


class Hello(Executor):
    @requests(on='/hello')
    def hello(self, docs: DocList[Note], **kwargs) -> DocList[Note]:
        for doc in docs:
            doc.text += ' hello'
        return docs
`

const python = await unluckyEnvironment()

describe.skipIf(python === null)('Jina as pip installs it today', () => {
  const start = async (protocols: string) => {
    const folder = folderWith({
      'exec.py': EXEC,
      'flow.yml': `jtype: Flow\nwith: {protocol: ${protocols}}\nexecutors:\n  - {name: hello, uses: Hello, py_modules: exec.py}\n`,
    })
    const flow = await Flow.loadConfig(join(folder, 'flow.yml'))
    const running = await flow.start({ env: { ...process.env, FLOWDECK_PYTHON: python as string } })
    onTestFinished(() => running.close())
    return running
  }

  test('its Executors run behind our Gateway over all three protocols', async () => {
    const running = await start('[grpc, http, websocket]')
    for (const protocol of ['grpc', 'http', 'websocket'] as const) {
      const client = new Client({ protocol, port: running.portOf(protocol) })
      expect(await client.post('/hello', [{ id: 'a', text: protocol }])).toMatchObject([
        { id: 'a', text: `${protocol} hello` },
      ])
      client.close()
    }
  })

  test.each(['HTTP', 'WEBSOCKET'])('its own Gateway does not even start with %s', async (protocol) => {
    const running = await start('grpc')
    const [worker] = running.run.pods
    const port = await new PortAllocator([]).allocate('127.0.0.1')
    const flags = [
      ['--protocol', protocol, '--port', String(port)],
      ['--graph-description', '{"start-gateway": ["hello"], "hello": ["end-gateway"]}'],
      ['--deployments-addresses', JSON.stringify({ hello: [worker?.address] })],
    ].flat()
    await expect(
      run(python as string, ['-c', 'from jina_cli import main; main()', 'gateway', ...flags], {
        timeout: 60_000,
        env: { ...process.env, JINA_OPTOUT_TELEMETRY: 'true' },
      }),
    ).rejects.toThrow('_ConfigMetaclass')
  })
})
