import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../lib/prepare.mjs'
import { makeBase } from './base.mjs'
import { keyOf, say } from './cache.mjs'
import { hasImage, podman } from './engine.mjs'

const RUNTIME = join(ROOT, 'packages', 'runtime')

/** Builds Flowdeck's runtime image from the repository's Dockerfile, once for each state of what goes into it. */
export async function makeRuntimeImage(env) {
  const base = await makeBase(env)
  const bundles = ['bundle', 'command'].flatMap((name) => {
    const folder = join(RUNTIME, 'dist', name)
    return readdirSync(folder)
      .sort()
      .map((file) => join(folder, file))
  })
  const files = [
    join(ROOT, 'Dockerfile'),
    join(RUNTIME, 'package.json'),
    join(RUNTIME, 'bin/flowdeck.mjs'),
    join(ROOT, 'node_modules/esbuild/package.json'),
    ...bundles.filter((path) => !path.endsWith('.map')),
  ]
  const tag = `localhost/flowdeck:${keyOf(base, ...files.map((file) => readFileSync(file)))}`
  if (await hasImage(env, tag)) return tag
  say('building the runtime image')
  // The format that can hold a health check.
  await podman(
    env,
    'build',
    '--format',
    'docker',
    '--layers=false',
    '--build-arg',
    `BASE=${base}`,
    '--tag',
    tag,
    ROOT,
  )
  return tag
}
