import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, Missing, run } from './cache.mjs'
import { findProgram } from '../lib/findProgram.mjs'
import { installDebian } from './debian.mjs'

const PACKAGES = [
  'podman',
  'runc',
  'catatonit',
  'netavark',
  'aardvark-dns',
  'iptables',
  'containernetworking-plugins',
  'uidmap',
  'podman-compose',
]
const BRINGS = [
  'podman',
  'runc',
  'iptables',
  'podman-compose',
  '/usr/libexec/podman/catatonit',
  '/usr/lib/podman/netavark',
  '/usr/lib/podman/aardvark-dns',
]

/**
 * A podman with settings, images and networks of its own: what a user keeps in theirs is never seen nor touched.
 * Gives the environment in which `podman` and `podman-compose` use it.
 */
export async function prepareEngine() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Missing('containers are run as root on Linux only')
  await installDebian(PACKAGES, BRINGS)
  const home = cacheDir('podman')
  const containersConf = join(home, 'containers.conf')
  const storageConf = join(home, 'storage.conf')
  const path = (name) => JSON.stringify(cacheDir('podman', name))
  // Limits above the host's make the runtime fail; crun refuses a mixed cgroup mount, runc does not.
  writeFileSync(
    containersConf,
    `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = ${path('networks')}
`,
  )
  writeFileSync(
    storageConf,
    `[storage]
driver = "overlay"
graphroot = ${path('storage')}
runroot = ${path('run')}
`,
  )
  const env = { CONTAINERS_CONF: containersConf, CONTAINERS_STORAGE_CONF: storageConf }
  try {
    // Images of states of the repository that are long gone; one that is still wanted is made again.
    await podman(env, 'image', 'prune', '--all', '--force', '--filter', 'until=168h')
  } catch (thrown) {
    throw new Missing(`podman does not work here: ${thrown.message}`)
  }
  return env
}

/** Runs podman with our settings; gives its stdout. */
export async function podman(env, ...args) {
  return await run(findProgram('podman') ?? 'podman', args, { env: { ...process.env, ...env } })
}

export async function hasImage(env, tag) {
  return await podman(env, 'image', 'exists', tag).then(
    () => true,
    () => false,
  )
}
