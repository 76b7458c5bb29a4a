import { existsSync } from 'node:fs'
import { findProgram } from '../lib/findProgram.mjs'
import { Missing, run, say } from './cache.mjs'

/** Gets Debian packages when what they bring is missing. `brings` tells that from files and programs. */
export async function installDebian(packages, brings) {
  const lacking = () =>
    brings.filter((name) => !(name.startsWith('/') ? existsSync(name) : findProgram(name)))
  const before = lacking()
  if (before.length === 0) return
  if (!existsSync('/usr/bin/apt-get'))
    throw new Missing(`${before.join(', ')} missing, and no apt-get to get them`)
  if (process.getuid?.() !== 0)
    throw new Missing(`${before.join(', ')} missing, and only root may install them`)
  say(`installing ${packages.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Another apt-get (the one that gets a browser) may be at work: wait for its lock.
  const apt = (...args) => run('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-y', ...args], { env })
  try {
    await apt('update')
    await apt('install', '--no-install-recommends', ...packages)
  } catch (thrown) {
    throw new Missing(`Debian's packages cannot be had: ${thrown.message}`)
  }
  const after = lacking()
  if (after.length > 0)
    throw new Missing(`${after.join(', ')} missing, even with ${packages.join(', ')} installed`)
}
