import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findPython } from './findPython.ts'

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

/** An environment whose interpreter says so when it is run: nobody may run it. */
function environment(path: string, packages: string[]): void {
  const site = join(path, 'lib', 'python3.11', 'site-packages')
  for (const name of packages) mkdirSync(join(site, `${name}.dist-info`), { recursive: true })
  mkdirSync(join(path, 'bin'), { recursive: true })
  writeFileSync(join(path, 'pyvenv.cfg'), 'home = /usr/bin\nversion = 3.11.2\n')
  writeFileSync(join(path, 'bin', 'python'), `#!/bin/sh\ntouch ${join(dirname(path), 'was-run')}\n`)
  chmodSync(join(path, 'bin', 'python'), 0o755)
}

test('environments of the folder and above come first, those of Flowdeck before others, and none is run', async () => {
  const root = folder()
  const flow = join(root, 'flows', 'a')
  mkdirSync(flow, { recursive: true })
  environment(join(root, '.venv'), ['jina-3.34.0', 'docarray-0.41.0', 'numpy-1.26.0'])
  environment(join(flow, 'venv'), ['numpy-1.26.0'])
  environment(join(root, '.flowdeck', 'python', 'v1'), ['jina-3.34.0', 'docarray-0.21.1'])
  writeFileSync(join(root, '.flowdeck/python/v1/flowdeck.json'), '{}')
  environment(join(root, '.flowdeck', 'python', 'v2'), ['jina-3.34.0', 'docarray-0.41.0'])
  const { found, broken } = await findPython(flow, { PATH: '' })
  expect(found).toEqual([
    {
      path: join(root, '.flowdeck/python/v1/bin/python'),
      version: '3.11.2',
      jina: '3.34.0',
      docarray: '0.21.1',
      parser: null,
    },
    { path: join(flow, 'venv/bin/python'), version: '3.11.2', jina: null, docarray: null, parser: null },
    {
      path: join(root, '.venv/bin/python'),
      version: '3.11.2',
      jina: '3.34.0',
      docarray: '0.41.0',
      parser: null,
    },
  ])
  expect(broken).toEqual([
    `${join(root, '.flowdeck/python/v2')} (half made: run "flowdeck python setup" again)`,
  ])
})

test('an environment whose interpreter is gone is named', async () => {
  const root = folder()
  environment(join(root, '.venv'), ['jina-3.34.0'])
  rmSync(join(root, '.venv', 'bin', 'python'))
  symlinkSync('/nowhere/python3', join(root, '.venv', 'bin', 'python'))
  expect(await findPython(root, { PATH: '' })).toEqual({
    found: [],
    broken: [`${join(root, '.venv')} (its bin/python leads nowhere: make it again)`],
  })
})

test('FLOWDECK_PYTHON is looked at alone, and says why when it is no Python', async () => {
  const root = folder()
  environment(join(root, '.venv'), ['jina-3.34.0'])
  const { found, broken } = await findPython(root, { PATH: '', FLOWDECK_PYTHON: '/nowhere/python' })
  expect(found).toEqual([])
  expect(broken).toEqual([expect.stringContaining('/nowhere/python (ENOENT')])
})

test('the first interpreter of the PATH is asked', async () => {
  const root = folder()
  writeFileSync(
    join(root, 'python3'),
    `#!/bin/sh\necho '{"version": "3.12.1", "jina": null, "docarray": "0.30.0"}'\n`,
  )
  chmodSync(join(root, 'python3'), 0o755)
  const { found } = await findPython(root, { PATH: `/nowhere:${root}` })
  const path = join(root, 'python3')
  expect(found).toEqual([{ path, version: '3.12.1', jina: null, docarray: '0.30.0', parser: path }])
})
