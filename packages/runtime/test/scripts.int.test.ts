import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

/** What others import or start, and `npm start`, whose options are those of the server. */
const PARTS = new Set(['lib.mjs', 'options.mjs', 'echoHttp.mjs', 'echoHttp2.mjs', 'start.mjs'])
const SCRIPTS = [
  ...['scripts', 'bench'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter(
        (name) => name.endsWith('.mjs') && !(PARTS.has(name) && `${folder}/${name}` !== 'bench/start.mjs'),
      )
      .map((name) => `${folder}/${name}`),
  ),
  'scripts/imports/check.mjs',
  'scripts/reliability/generate.mjs',
  'scripts/containers/prepare.mjs',
]

/** Runs a script of the repository to its end: its exit code, and what it said. */
const run = (script: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((done) => {
    const child = execFile(process.execPath, [join(ROOT, script), ...args], (_, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    )
  })

test.each(SCRIPTS)('%s says how it is used, and refuses what it does not know', async (script) => {
  const [help, wrong] = await Promise.all([run(script, '--help'), run(script, '--nonsense')])
  expect(help).toMatchObject({ code: 0, err: '' })
  expect(help.out).toMatch(/^(npm|node) /)
  expect(wrong.code).toBe(2)
  // It lists what there is.
  expect(wrong.err).toContain(help.out.trim().split('\n')[0])
})

test('a measurement whose name matches nothing is an error that lists the names', async () => {
  const { code, err } = await run('bench/editor.mjs', '--only', 'pan')
  expect(code).toBe(2)
  expect(err).toMatch(/--only pan matches no group\. There are: first load, gestures 200, /)
})
