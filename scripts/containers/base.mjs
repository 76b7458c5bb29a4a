import { spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { keyOf, run, say } from './cache.mjs'
import { findProgram } from '../lib/findProgram.mjs'
import { hasImage } from './engine.mjs'

/** What Dockerfiles, health checks and `preStop` hooks use. */
const TOOLS = 'sh env sleep cat ls id grep mkdir ln cp mv rm chmod chown'.split(' ')

/**
 * The image that ours are built from: Node, a shell and a few tools, copied with their libraries from this machine.
 * No registry is asked; seconds instead of the minute of a debootstrap.
 */
export async function makeBase(env) {
  const tag = `localhost/flowdeck-base:${keyOf(process.version, process.arch, readFileSync(import.meta.filename))}`
  if (await hasImage(env, tag)) return tag
  say('making the base image')
  const fill = async (root) => {
    await copyBasics(root)
    await copyProgram(root, process.execPath, '/usr/bin/node')
  }
  await importRoot(env, tag, { fill })
  return tag
}

/** A shell, a few tools and the files that programs expect. */
export async function copyBasics(root) {
  for (const name of TOOLS) await copyProgram(root, findProgram(name))
  mkdirSync(join(root, 'tmp'))
  chmodSync(join(root, 'tmp'), 0o1777)
  mkdirSync(join(root, 'etc'), { recursive: true })
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n')
}

/** Makes an image of a folder that `fill` fills; `changes` are instructions as in a Dockerfile. */
export async function importRoot(env, tag, { fill, changes = [] }) {
  const root = mkdtempSync(join(tmpdir(), 'flowdeck-root-'))
  try {
    // As Debian has it: /bin and /lib are in /usr.
    for (const name of ['bin', 'lib', 'lib64', 'sbin']) {
      mkdirSync(join(root, 'usr', name), { recursive: true })
      symlinkSync(`usr/${name}`, join(root, name))
    }
    await fill(root)
    chmodSync(root, 0o755)
    const tar = spawn('tar', ['-C', root, '--owner=0', '--group=0', '-c', '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const told = changes.flatMap((change) => ['--change', change])
    await run('podman', ['import', ...told, '-', tag], { env: { ...process.env, ...env }, input: tar.stdout })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Copies a program to the place that it has here (or to `as`), and the libraries that it is linked with. */
export async function copyProgram(root, path, as = path) {
  copyFile(root, path, as)
  await copyLibraries(root, [path])
}

/** Copies the shared libraries that programs and libraries are linked with; those below `own` are there already. */
export async function copyLibraries(root, files, own = null) {
  const { LD_LIBRARY_PATH: _, ...env } = process.env
  const listed = await run('ldd', files, { env })
  for (const [, library] of listed.matchAll(/(?:=>\s*|^\s*)(\/\S+)\s+\(0x/gm))
    if (own === null || !library.startsWith(own)) copyFile(root, library, library)
}

function copyFile(root, from, to) {
  const target = join(root, to)
  if (existsSync(target)) return
  mkdirSync(dirname(target), { recursive: true })
  cpSync(realpathSync(from), target)
}
