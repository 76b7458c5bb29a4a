import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { FlowError } from '@flowdeck/shared'
import { expect, onTestFinished, test } from 'vitest'
import { Client } from '../client/Client.ts'
import { Flow } from '../flow/Flow.ts'
import { PortAllocator } from '../flow/ports.ts'
import { compileExecutor } from './compileExecutor.ts'

const run = promisify(execFile)

test('the stack of an error names the sources and their lines, not the cache', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'flowdeck-maps-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'a b', 'executors'), { recursive: true })
  await mkdir(join(folder, 'lib'))
  const entry = join(folder, 'a b', 'executors', 'boom.ts')
  await writeFile(
    entry,
    "import { deep } from '../../lib/deep.ts'\nimport { here } from './here.ts'\nexport type A = 1\n\nexport function boom(): void {\n  here(deep)\n}\n",
  )
  // A module that asks for its own place is transformed before it is bundled.
  await writeFile(
    join(folder, 'a b', 'executors', 'here.ts'),
    'interface B {\n  c: 1\n}\nexport const here = (next: () => void): void => {\n  if (import.meta.url) next()\n}\n',
  )
  await writeFile(
    join(folder, 'lib', 'deep.ts'),
    "export type C = 1\nexport function deep(): void {\n  throw new RangeError('no')\n}\n",
  )
  const { path } = await compileExecutor(entry, {})
  const script = `import(${JSON.stringify(pathToFileURL(path).href)}).then(({ boom }) => { try { boom() } catch (e) { console.log(e.stack) } })`
  const { stdout } = await run(process.execPath, ['--enable-source-maps', '-e', script])
  for (const place of ['lib/deep.ts:3', 'a b/executors/here.ts:5', 'a b/executors/boom.ts:6'])
    expect(decodeURI(stdout)).toContain(`${folder}/${place}`)
  expect(stdout).not.toContain(path)
})

const FILES = {
  'lib/deep.ts': `export type A = 1

export function deep(words: string): never {
  throw new RangeError(words)
}
`,
  'lib/late.ts': `interface B {
  c: 1
}
throw new RangeError('late')
`,
  'lib/old.cjs': `
throw new RangeError('old')
`,
  'executors/boom.ts': `import { Executor, type RequestContext } from '@flowdeck/runtime'
import { deep } from '../lib/deep.ts'

type Words = string
export class Boom extends Executor {
  static override requests = { '/throw': 'thrown', '/reject': 'rejected', '/cause': 'caused', '/asked': 'asked', '/required': 'required', '/later': 'later', '/log': 'log' }
  thrown(_: RequestContext): void {
    deep('thrown' satisfies Words)
  }
  async rejected(_: RequestContext): Promise<void> {
    await new Promise((done) => setTimeout(done, 1))
    deep('rejected')
  }
  caused(_: RequestContext): void {
    try {
      deep('inner')
    } catch (cause) {
      throw new Error('outer', { cause })
    }
  }
  async asked(_: RequestContext): Promise<void> {
    await import('../lib/late.ts')
  }
  required(_: RequestContext): void {
    require('../lib/old.cjs')
  }
  later(_: RequestContext): void {
    void Promise.reject(new Error('nobody waits'))
  }
  log(_: RequestContext): void {
    console.log(new Error('logged').stack)
  }
}
`,
}

/** A folder with these files, gone after the test. */
async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'flowdeck-maps-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

test('a running Flow names the source in what callers and logs are told: thrown, rejected, caused, uncaught, imported, loaded on demand', async () => {
  const folder = await folderOf({
    ...FILES,
    'flow.yml': 'jtype: Flow\nexecutors:\n  - {name: boom, uses: executors/boom.ts}\n',
  })
  const lines: string[] = []
  const running = await (
    await Flow.loadConfig(join(folder, 'flow.yml'))
  ).start({ onLog: ({ text }) => lines.push(text) })
  onTestFinished(() => running.close({ graceMs: 500 }))
  const told = async (endpoint: string) => {
    const failure = await running.post(endpoint, [{}]).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    // Without its own stack, which is that of this process.
    return failure instanceof FlowError ? JSON.stringify(failure.details) : String(failure)
  }
  const answers = [await told('/throw'), await told('/reject'), await told('/cause')]
  for (const answer of answers) expect(decodeURI(answer)).toContain(`${folder}/lib/deep.ts:4`)
  expect(decodeURI(answers.join())).toContain(`${folder}/executors/boom.ts:8`)
  // What loads a module on demand is named as well.
  const loaded = [await told('/asked'), await told('/required')]
  expect(loaded.map((answer) => /lib\/\w+\.\w+:\d+/.exec(decodeURI(answer))?.[0])).toEqual([
    'lib/late.ts:4',
    'lib/old.cjs:2',
  ])
  await told('/log')
  await told('/later')
  for (const line of ['logged', 'nobody waits'])
    await expect.poll(() => lines.some((text) => text.includes(line))).toBe(true)
  await expect
    .poll(() => lines.some((text) => decodeURI(text).includes(`${folder}/executors/boom.ts:28`)))
    .toBe(true)
  expect([...answers, ...loaded, ...lines].filter((text) => text.includes('cache/executors'))).toEqual([])
})

test('an Executor served by the command names its source as well', async () => {
  const folder = await folderOf(FILES)
  const port = await new PortAllocator().allocate('127.0.0.1')
  const bin = join(import.meta.dirname, '../../bin/flowdeck.mjs')
  const child = spawn(
    process.execPath,
    [bin, 'executor', '--uses', 'executors/boom.ts', '--port', String(port)],
    {
      cwd: folder,
      stdio: 'ignore',
    },
  )
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  const client = new Client({ host: '127.0.0.1', port, protocol: 'grpc' })
  onTestFinished(() => client.close())
  const failure = () =>
    client
      .post('/throw', [{}])
      .then(String, (thrown: unknown) => JSON.stringify(FlowError.from(thrown).details))
  await expect.poll(failure, { timeout: 30_000 }).toContain('exception')
  expect(decodeURI(await failure())).toContain(`${folder}/lib/deep.ts:4`)
})
