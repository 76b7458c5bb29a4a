import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { copyBasics, copyLibraries, copyProgram, importRoot } from './base.mjs'
import { keyOf, run, say } from './cache.mjs'
import { hasImage } from './engine.mjs'

const PACKAGES = '/opt/jina'
/** Folders of Python's library and of packages that no Executor runs from. */
const LEFT_OUT = new Set([
  '__pycache__',
  'test',
  'tests',
  'idlelib',
  'ensurepip',
  'site-packages',
  'dist-packages',
  'uv',
])

/**
 * An image with Jina, copied from an environment of this machine that has it: what `jina executor` of an exported Flow runs in.
 * @param {string} python the interpreter of that environment
 */
export async function makeJinaImage(env, python) {
  const told = await run(python, [
    '-c',
    'import json, sys, sysconfig as s; print(json.dumps({"base": getattr(sys, "_base_executable"), ' +
      '"library": s.get_path("stdlib"), "packages": s.get_path("purelib"), "prefix": sys.base_prefix}))',
  ])
  const { base, library, packages, prefix } = JSON.parse(told)
  const installed = readdirSync(packages).sort().join('\n')
  const tag = `localhost/flowdeck-jina:${keyOf(base, installed, readFileSync(import.meta.filename))}`
  if (await hasImage(env, tag)) return tag
  say('making the Jina image')
  const keep = (path) => !LEFT_OUT.has(basename(path))
  const fill = async (root) => {
    await copyBasics(root)
    await copyProgram(root, base)
    cpSync(library, join(root, library), { recursive: true, filter: keep, verbatimSymlinks: true })
    mkdirSync(join(root, PACKAGES), { recursive: true })
    for (const name of readdirSync(packages).filter(keep))
      cpSync(join(packages, name), join(root, PACKAGES, name), { recursive: true, filter: keep })
    await copyLibraries(root, [...sharedObjects(library), ...sharedObjects(packages)], packages)
    writeCommand(root, 'jina', `exec ${base} -c 'from jina_cli import main; main()' "$@"`)
    // Exported Dockerfiles install with it; here it finds that everything is there.
    writeCommand(root, 'pip', `exec ${base} -m pip "$@"`)
  }
  const changes = [
    `ENV PYTHONHOME=${prefix}`,
    `ENV PYTHONPATH=${PACKAGES}`,
    'ENV PYTHONDONTWRITEBYTECODE=1',
    'ENV JINA_OPTOUT_TELEMETRY=true',
    'ENV HOME=/tmp',
    'WORKDIR /workdir',
    'USER 10001:10001',
    'ENTRYPOINT ["jina"]',
  ]
  await importRoot(env, tag, { fill, changes })
  return tag
}

function writeCommand(root, name, line) {
  const path = join(root, 'usr/bin', name)
  writeFileSync(path, `#!/bin/sh\n${line}\n`)
  chmodSync(path, 0o755)
}

/** The compiled modules of a folder. */
function sharedObjects(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.so'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => existsSync(path))
}
