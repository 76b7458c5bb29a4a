import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  readdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FlowError } from '@flowdeck/shared'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FileFlowStore } from './FileFlowStore.ts'
import type { FlowChange, FlowStore } from './FlowStore.ts'
import { MemoryFlowStore } from './MemoryFlowStore.ts'

const FLOW = 'jtype: Flow\nexecutors: []\n'
const LAYOUT = { version: 1 as const, nodes: { a: { x: 16, y: 32 } } }

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'flowdeck-store-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function opened<T extends FlowStore>(store: T): T {
  onTestFinished(() => store.close())
  return store
}

describe.each<[string, () => FlowStore]>([
  ['files', () => opened(new FileFlowStore(folder()))],
  ['memory', () => opened(new MemoryFlowStore())],
])('a store of %s', (_, make) => {
  test('gives back what was saved, byte for byte, and its layout', async () => {
    const store = make()
    const text = '\uFEFFjtype: Flow\r\n# ünï\r\nexecutors: []'
    const created = await store.create('sub/my flow.yml', text)
    expect((await store.load('sub/my flow.yml')).text).toBe(text)
    const saved = await store.save('sub/my flow.yml', {
      text: `${text}\r\n`,
      layout: LAYOUT,
      revision: created.revision,
    })
    expect(await store.load('sub/my flow.yml')).toMatchObject({
      text: `${text}\r\n`,
      layout: LAYOUT,
      revision: saved.revision,
    })
    expect((await store.list()).map(({ id }) => id)).toEqual(['sub/my flow.yml'])
  })

  test('refuses a stale save with the present text, and keeps it', async () => {
    const store = make()
    const first = await store.create('f.yml', FLOW)
    const second = await store.save('f.yml', {
      text: `${FLOW}# two\n`,
      layout: LAYOUT,
      revision: first.revision,
    })
    await expect(
      store.save('f.yml', { text: 'mine', layout: LAYOUT, revision: first.revision }),
    ).rejects.toMatchObject({
      code: 'REVISION_CONFLICT',
      details: { text: `${FLOW}# two\n`, revision: second.revision },
    })
    expect((await store.load('f.yml')).text).toBe(`${FLOW}# two\n`)
  })

  test('of two saves at the same time one wins and one is refused [FI-57]', async () => {
    const store = make()
    const { revision } = await store.create('f.yml', FLOW)
    const results = await Promise.allSettled(
      ['a', 'b'].map((name) => store.save('f.yml', { text: `${FLOW}# ${name}\n`, layout: LAYOUT, revision })),
    )
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('tells who watches', async () => {
    const store = make()
    const changes: FlowChange[] = []
    store.watch((change) => changes.push(change))
    const { revision } = await store.create('f.yml', FLOW)
    await store.remove('f.yml')
    expect(changes).toEqual([
      { flowId: 'f.yml', revision },
      { flowId: 'f.yml', revision: null },
    ])
  })

  test.each([
    '../x.yml',
    '/etc/x.yml',
    'a/../../x.yml',
    'a\\b.yml',
    'C:x.yml',
    'x\0.yml',
    '.hidden/x.yml',
    'a//b.yml',
    'flow.txt',
    '',
  ])('refuses the path %j', async (id) => {
    await expect(make().load(id)).rejects.toMatchObject({
      code: expect.stringMatching(/FORBIDDEN|BAD_REQUEST/),
    })
  })

  test('what exists is not made again; what does not exist is not found', async () => {
    const store = make()
    await store.create('f.yml', FLOW)
    await expect(store.create('f.yml', FLOW)).rejects.toMatchObject({ code: 'FLOW_EXISTS' })
    await expect(store.load('g.yml')).rejects.toMatchObject({ code: 'FLOW_NOT_FOUND' })
  })
})

describe('files', () => {
  test('a link that leads out of the workspace is not followed [SEC-21]', async () => {
    const root = folder()
    const outside = folder()
    writeFileSync(join(outside, 'secret.yml'), FLOW)
    symlinkSync(outside, join(root, 'link'))
    symlinkSync(join(outside, 'secret.yml'), join(root, 'direct.yml'))
    const store = opened(new FileFlowStore(root))
    await expect(store.load('link/secret.yml')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(store.load('direct.yml')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(store.create('link/new.yml', FLOW)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await store.list()).toEqual([])
    expect(store.limits().outsideLinks).toEqual(['direct.yml', 'link'])
  })

  test('only Flows are listed: no config of an Executor, nothing in node_modules or hidden folders', async () => {
    const root = folder()
    for (const name of ['a', 'node_modules/x', '.git']) mkdirSync(join(root, name), { recursive: true })
    writeFileSync(join(root, 'a/flow.yml'), FLOW)
    writeFileSync(join(root, 'a/tagged.yaml'), '!Flow\nexecutors: []\n')
    writeFileSync(join(root, 'a/config.yml'), 'jtype: MyExecutor\n')
    writeFileSync(join(root, 'node_modules/x/flow.yml'), FLOW)
    writeFileSync(join(root, '.git/flow.yml'), FLOW)
    const store = opened(new FileFlowStore(root))
    expect((await store.list()).map(({ id }) => id)).toEqual(['a/flow.yml', 'a/tagged.yaml'])
  })

  test('JSON files, quoted keys, links within the workspace and deep folders are listed, each once', async () => {
    const root = folder()
    const deep = Array.from({ length: 30 }, (_, i) => `d${i}`).join('/')
    mkdirSync(join(root, deep), { recursive: true })
    mkdirSync(join(root, 'real'))
    const json = '{"version": "1", "executors": [{"name": "solo"}], "jtype": "Flow"}'
    writeFileSync(join(root, 'json.json'), json)
    writeFileSync(join(root, 'pretty.json'), JSON.stringify(JSON.parse(json), null, 2))
    writeFileSync(join(root, 'json.yml'), json)
    writeFileSync(join(root, 'package.json'), '{"name": "x", "dependencies": {}}')
    writeFileSync(join(root, 'exec.yml'), '{"jtype": "Exec", "executors": []}')
    writeFileSync(join(root, 'quoted.yml'), '"jtype": Flow\n"executors":\n  - name: q\n')
    writeFileSync(join(root, 'list.yml'), "'executors':\n  - name: q\n")
    writeFileSync(join(root, deep, 'flow.yml'), FLOW)
    writeFileSync(join(root, 'real/flow.yml'), FLOW)
    symlinkSync(join(root, 'real/flow.yml'), join(root, 'alias.yml'))
    symlinkSync(join(root, 'real'), join(root, 'a-link'))
    symlinkSync(root, join(root, 'real/round'))
    const store = opened(new FileFlowStore(root))
    expect((await store.list()).map(({ id }) => id)).toEqual(
      [
        'alias.yml',
        `${deep}/flow.yml`,
        'json.json',
        'json.yml',
        'list.yml',
        'pretty.json',
        'quoted.yml',
        'real/flow.yml',
      ].toSorted(),
    )
    const { revision } = await store.load('json.json')
    await store.save('json.json', { text: json, layout: LAYOUT, revision })
    expect((await store.load('json.json')).layout).toEqual(LAYOUT)
    expect((await store.load('json.yml')).layout).toEqual({ version: 1, nodes: {} })
  })

  test('a change of a file is told of the links to it, too', async () => {
    const root = folder()
    writeFileSync(join(root, 'real.yml'), FLOW)
    symlinkSync('real.yml', join(root, 'link.yml'))
    symlinkSync('link.yml', join(root, 'z.yml'))
    symlinkSync('loop.yml', join(root, 'loop.yml'))
    const store = opened(new FileFlowStore(root))
    expect((await store.list()).map(({ id }) => id)).toEqual(['link.yml', 'real.yml', 'z.yml'])
    const changed: string[] = []
    store.watch(({ flowId }) => changed.push(flowId))
    writeFileSync(join(root, 'real.yml'), `${FLOW}# outside\n`)
    await expect.poll(() => changed.toSorted()).toEqual(['link.yml', 'real.yml', 'z.yml'])
  })

  test('the last of 2,500 folders is watched', async () => {
    const root = folder()
    for (let n = 0; n < 2500; n++) mkdirSync(join(root, `f${n}`))
    const store = opened(new FileFlowStore(root))
    const changed: string[] = []
    store.watch(({ flowId }) => changed.push(flowId))
    writeFileSync(join(root, 'f0/first.yml'), FLOW)
    await expect
      .poll(
        () => {
          writeFileSync(join(root, 'f999/flow.yml'), `${FLOW}# ${Math.random()}\n`)
          return changed.includes('f999/flow.yml')
        },
        { timeout: 20_000, interval: 300 },
      )
      .toBe(true)
    expect(store.limits().unwatchedFolders).toBe(0)
  })

  test('changes from outside are told once each', async () => {
    const root = folder()
    writeFileSync(join(root, 'f.yml'), FLOW)
    const store = opened(new FileFlowStore(root))
    await store.load('f.yml')
    const changes: FlowChange[] = []
    store.watch((change) => changes.push(change))
    writeFileSync(join(root, 'f.yml'), `${FLOW}# outside\n`)
    await expect.poll(() => changes.length).toBe(1)
    unlinkSync(join(root, 'f.yml'))
    await expect.poll(() => changes.at(-1)).toEqual({ flowId: 'f.yml', revision: null })
    expect(changes).toHaveLength(2)
  })

  test('files of a new folder, and of one that is moved away, are told; installed packages are not looked at', async () => {
    const root = folder()
    mkdirSync(join(root, 'node_modules/x'), { recursive: true })
    const store = opened(new FileFlowStore(root))
    const changes: FlowChange[] = []
    store.watch((change) => changes.push(change))
    mkdirSync(join(root, 'a/b'), { recursive: true })
    writeFileSync(join(root, 'node_modules/x/flow.yml'), FLOW)
    writeFileSync(join(root, 'a/b/flow.yml'), FLOW)
    await expect.poll(() => changes.map(({ flowId }) => flowId)).toEqual(['a/b/flow.yml'])
    writeFileSync(join(root, 'a/b/flow.yml'), `${FLOW}# outside\n`)
    await expect.poll(() => changes).toHaveLength(2)
    renameSync(join(root, 'a'), join(root, 'c'))
    await expect
      .poll(() => changes.slice(2).map(({ flowId, revision }) => [flowId, revision !== null]))
      .toEqual(
        expect.arrayContaining([
          ['a/b/flow.yml', false],
          ['c/b/flow.yml', true],
        ]),
      )
  })

  test('a save keeps the permissions of the file, and the link that leads to it', async () => {
    const root = folder()
    writeFileSync(join(root, 'real.yml'), FLOW)
    chmodSync(join(root, 'real.yml'), 0o664)
    symlinkSync('real.yml', join(root, 'link.yml'))
    const store = opened(new FileFlowStore(root))
    const { revision } = await store.load('link.yml')
    await store.save('link.yml', { text: `${FLOW}# two\n`, layout: LAYOUT, revision })
    expect(readFileSync(join(root, 'real.yml'), 'utf8')).toBe(`${FLOW}# two\n`)
    expect(statSync(join(root, 'real.yml')).mode & 0o777).toBe(0o664)
    expect(lstatSync(join(root, 'link.yml')).isSymbolicLink()).toBe(true)
  })

  test('what is write-protected is not replaced [FI-64]', async () => {
    const root = folder()
    writeFileSync(join(root, 'f.yml'), FLOW)
    chmodSync(join(root, 'f.yml'), 0o444)
    const store = opened(new FileFlowStore(root))
    const { revision } = await store.load('f.yml')
    await expect(store.save('f.yml', { text: 'mine', layout: LAYOUT, revision })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('f.yml was not saved: it is write-protected'),
    })
    expect(readFileSync(join(root, 'f.yml'), 'utf8')).toBe(FLOW)
  })

  test('bytes that are no UTF-8 are refused, not changed', async () => {
    const root = folder()
    writeFileSync(join(root, 'g.yml'), Buffer.from('# caf\xe9\n', 'latin1'))
    const store = opened(new FileFlowStore(root))
    await expect(store.load('g.yml')).rejects.toMatchObject({
      code: 'FLOW_INVALID',
      message: expect.stringContaining('not UTF-8'),
    })
  })

  test.each([
    ['a file where a folder should be', 'f.yml/g.yml'],
    ['a name that no disk takes', `${'x'.repeat(300)}.yml`],
  ])('%s is refused in words, without a path of this machine', async (_, id) => {
    const root = folder()
    writeFileSync(join(root, 'f.yml'), FLOW)
    const store = opened(new FileFlowStore(root))
    const error = (await store.create(id, FLOW).catch((thrown: unknown) => thrown)) as FlowError
    expect(error.code).toBe('BAD_REQUEST')
    expect(error.message).not.toContain(root)
  })

  test.runIf(canMount())(
    'a full disk leaves the old file, names its folder, and saves again when there is room [FI-63]',
    async () => {
      const root = folder()
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', root])
      onTestFinished(() => void execFileSync('umount', ['-l', root]))
      const store = opened(new FileFlowStore(root))
      const { revision } = await store.create('f.yml', FLOW)
      await expect(
        store.save('f.yml', { text: `${FLOW}#${'x'.repeat(200_000)}`, layout: LAYOUT, revision }),
      ).rejects.toMatchObject({ code: 'DISK_FULL', details: { folder: root } })
      expect(readFileSync(join(root, 'f.yml'), 'utf8')).toBe(FLOW)
      expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([])
      await store.save('f.yml', { text: `${FLOW}# short`, layout: LAYOUT, revision })
      expect(readFileSync(join(root, 'f.yml'), 'utf8')).toBe(`${FLOW}# short`)
    },
  )
})

/** A small disk that is full soon needs the right to mount one; without it, the test counts as skipped. */
function canMount(): boolean {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', root], { stdio: 'ignore' })
    execFileSync('umount', ['-l', root], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
