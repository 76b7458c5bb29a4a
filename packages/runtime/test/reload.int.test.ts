import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, folderWith } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const saying = (text: string, more = '') =>
  executorFile(
    `static override requests = { '/say': 'say' ${more ? ", '/more': 'say'" : ''} }
    say({ docs }: RequestContext) { for (const doc of docs) doc.text = '${text}' }
    ${more}`,
  )

/** A Flow in a folder whose files can be changed while it runs, and the lines it writes about itself. */
async function startIn(files: Record<string, string>, yaml: string) {
  const folder = folderWith({ ...files, 'flow.yml': yaml })
  const lines: string[] = []
  const flow = await (
    await Flow.loadConfig(join(folder, 'flow.yml'))
  ).start({ onLog: ({ stream, text }) => stream === 'system' && lines.push(text) })
  onTestFinished(() => flow.close({ graceMs: 500 }))
  return {
    flow,
    lines,
    change: (name: string, text: string) => writeFileSync(join(folder, name), text),
    folder,
  }
}

const said = async (flow: RunningFlow, endpoint = '/say') => (await flow.post(endpoint, [{}]))[0]?.text
const pidsOf = (flow: RunningFlow) =>
  flow.run.pods.filter(({ role }) => role === 'worker').map(({ pid }) => pid)
const SLOW = { timeout: 20_000 }

describe('reload: true', () => {
  const YAML = `jtype: Flow
executors:
  - name: foo
    uses: foo.ts
    replicas: 2
    reload: true
`

  test('starts the Pods again by the new source, a replica at a time', async () => {
    const { flow, lines, change } = await startIn({ 'foo.ts': saying('old') }, YAML)
    expect(await said(flow)).toBe('old')
    const before = pidsOf(flow)
    change('foo.ts', saying('new'))
    await expect.poll(() => lines, SLOW).toContain('"foo" runs its new source')
    expect(lines[0]).toBe('foo.ts changed: the Pods of "foo" are started again, one after another')
    expect(await said(flow)).toBe('new')
    expect(pidsOf(flow).filter((pid) => before.includes(pid))).toEqual([])
    expect(flow.run.state).toBe('ready')
  })

  test('restarts one after another lose no request of many callers over every protocol [FI-30]', async () => {
    const slowly = (text: string) =>
      executorFile(
        `static override requests = { '/say': 'say' }
        async say({ docs }: RequestContext) {
          await new Promise((resolve) => setTimeout(resolve, 30))
          for (const doc of docs) doc.text = '${text}'
        }`,
      )
    const { flow, lines, change } = await startIn(
      { 'foo.ts': slowly('0') },
      `jtype: Flow\nwith: {protocol: [grpc, http, websocket]}\n${YAML.replace('jtype: Flow\n', '')}`,
    )
    const before = pidsOf(flow)
    const answers: unknown[] = []
    const lost: string[] = []
    let done = false
    const callers = (['grpc', 'http', 'websocket'] as const).flatMap((protocol) => {
      const client = new Client({ port: flow.portOf(protocol), protocol })
      onTestFinished(() => client.close())
      return Array.from({ length: 4 }, async () => {
        while (!done)
          await client.post('/say', [{}]).then(
            ([doc]) => answers.push(doc?.text),
            (thrown: unknown) => lost.push(`${protocol}: ${String(thrown)}`),
          )
      })
    })
    for (const text of ['1', '2', '3']) {
      lines.length = 0
      change('foo.ts', slowly(text))
      await expect.poll(() => lines, SLOW).toContain('"foo" runs its new source')
    }
    done = true
    await Promise.all(callers)
    expect(lost).toEqual([])
    expect(new Set(answers)).toEqual(new Set(['0', '1', '2', '3']))
    expect(pidsOf(flow).filter((pid) => before.includes(pid))).toEqual([])
  }, 90_000)

  test('takes files that the source imports, and endpoints that are new', async () => {
    const { flow, lines, change } = await startIn(
      { 'foo.ts': `export { Foo } from './inner.ts'\n`, 'inner.ts': saying('old') },
      YAML,
    )
    change('inner.ts', saying('new', 'unused = 1'))
    await expect.poll(() => lines, SLOW).toContain('"foo" runs its new source')
    await expect.poll(() => said(flow, '/more'), SLOW).toBe('new')
  })

  test('a syntax error is named with its line and leaves the Pods as they are, until it is mended', async () => {
    const { flow, lines, change } = await startIn({ 'foo.ts': saying('old') }, YAML)
    const before = pidsOf(flow)
    change('foo.ts', 'export class Foo {\n')
    await expect
      .poll(() => lines, SLOW)
      .toContainEqual(expect.stringMatching(/^"foo" is not reloaded and goes on as it is: .*foo\.ts:2:1: /))
    expect(await said(flow)).toBe('old')
    expect(pidsOf(flow)).toEqual(before)
    change('foo.ts', saying('mended'))
    await expect.poll(() => lines, SLOW).toContain('"foo" runs its new source')
    expect(await said(flow)).toBe('mended')
  })

  test('a source that does not start is named, and the one before goes on', async () => {
    const { flow, lines, change } = await startIn({ 'foo.ts': saying('old') }, YAML)
    change('foo.ts', saying('new', "bad = (() => { throw new Error('no model') })()"))
    await expect
      .poll(() => lines, SLOW)
      .toContainEqual(expect.stringMatching(/^"foo" does not start with its new source: .*no model/))
    await expect.poll(() => flow.run.state, SLOW).toBe('ready')
    expect(await said(flow)).toBe('old')
  })

  test('of the Flow is for all its Executors; a save without a change does nothing', async () => {
    const { flow, lines, change } = await startIn(
      { 'foo.ts': saying('old'), 'bar.ts': executorFile(`static override requests = {}`, 'Bar') },
      'jtype: Flow\nwith: {reload: true}\nexecutors:\n  - {name: foo, uses: foo.ts}\n  - {name: bar, uses: bar.ts}\n',
    )
    const before = pidsOf(flow)
    change('foo.ts', saying('old'))
    change(
      'bar.ts',
      executorFile(`static override requests = { '/say': 'say' }\nsay() { return [{ text: 'bar' }] }`, 'Bar'),
    )
    await expect.poll(() => lines, SLOW).toContain('"bar" runs its new source')
    await expect.poll(() => said(flow), SLOW).toBe('bar')
    expect(pidsOf(flow)[0]).toBe(before[0])
    expect(lines.filter((line) => line.includes('"foo"'))).toEqual([])
  })

  test('without it nothing is watched', async () => {
    const { flow, lines, change } = await startIn(
      { 'foo.ts': saying('old'), 'bar.ts': saying('old') },
      YAML.replace('    reload: true\n', '  - {name: bar, uses: bar.ts, floating: true, reload: true}\n'),
    )
    change('foo.ts', saying('new'))
    change('bar.ts', saying('new'))
    await expect.poll(() => lines, SLOW).toContain('"bar" runs its new source')
    expect(await said(flow)).toBe('old')
    expect(lines.filter((line) => line.includes('"foo"'))).toEqual([])
  })

  test('works from TypeScript, and stops watching after a stop', async () => {
    const folder = folderWith({ 'foo.ts': saying('old') })
    const lines: string[] = []
    const flow = await new Flow()
      .add({ name: 'foo', uses: join(folder, 'foo.ts'), reload: true })
      .start({ onLog: ({ stream, text }) => stream === 'system' && lines.push(text) })
    writeFileSync(join(folder, 'foo.ts'), saying('new'))
    await expect.poll(() => lines, SLOW).toContain('"foo" runs its new source')
    await flow.close()
    expect(process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap')).toEqual([])
  })

  describe.skipIf(python === null)('of a Python Executor', () => {
    const PYTHON = (text: string) => `from jina import DocumentArray, Executor, requests
from helpers.words import WORD
class Foo(Executor):
    @requests(on='/say')
    def say(self, docs: DocumentArray, **kwargs):
        for doc in docs:
            doc.text = f'${text} {WORD}'
`
    const start = async (replicas = 2) => {
      vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
      onTestFinished(() => void vi.unstubAllEnvs())
      const folder = folderWith({ 'foo.py': PYTHON('old'), 'other.py': 'print "of Python 2"\n' })
      mkdirSync(join(folder, 'helpers'))
      writeFileSync(join(folder, 'helpers', 'words.py'), "WORD = 'one'\n")
      writeFileSync(
        join(folder, 'flow.yml'),
        `jtype: Flow\nexecutors:\n  - {name: foo, uses: Foo, py_modules: foo.py, replicas: ${replicas}, reload: true}\n`,
      )
      const lines: string[] = []
      const flow = await (
        await Flow.loadConfig(join(folder, 'flow.yml'))
      ).start({ onLog: ({ stream, text }) => stream === 'system' && lines.push(text) })
      onTestFinished(() => flow.close({ graceMs: 500 }))
      return {
        flow,
        lines,
        change: (name: string, text: string) => writeFileSync(join(folder, name), text),
        folder,
      }
    }

    test('a module in a folder below counts, and requests go on meanwhile', async () => {
      const { flow, lines, change } = await start()
      expect(await said(flow)).toBe('old one')
      change('helpers/words.py', "WORD = 'two'\n")
      await expect.poll(() => lines, SLOW).toContainEqual(expect.stringContaining('words.py changed'))
      while (!lines.includes('"foo" runs its new source')) expect(await said(flow)).toMatch(/^old (one|two)$/)
      expect(await said(flow)).toBe('old two')
    })

    test('a syntax error is named with its line and leaves the Pods as they are', async () => {
      const { flow, lines, change } = await start(1)
      const before = pidsOf(flow)
      change('foo.py', 'from jina import Executor\nclass Foo(Executor)\n    pass\n')
      await expect
        .poll(() => lines, SLOW)
        .toContainEqual(expect.stringMatching(/^"foo" is not reloaded and goes on as it is: foo\.py:2: /))
      expect(await said(flow)).toBe('old one')
      expect(pidsOf(flow)).toEqual(before)
      change('foo.py', PYTHON('new'))
      await expect.poll(() => lines, SLOW).toContain('"foo" runs its new source')
      expect(await said(flow)).toBe('new one')
    })

    test('a source of the same second and length as the one before is not taken for it', async () => {
      const { flow, lines, change, folder } = await start(1)
      expect(await said(flow)).toBe('old one')
      const { atime, mtime } = statSync(join(folder, 'foo.py'))
      change('foo.py', PYTHON('new'))
      utimesSync(join(folder, 'foo.py'), atime, mtime)
      await expect.poll(() => lines, SLOW).toContain('"foo" runs its new source')
      expect(await said(flow)).toBe('new one')
    })
  })
})
