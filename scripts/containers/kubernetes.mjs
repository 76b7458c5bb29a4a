import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, keyOf, Missing, run, say } from './cache.mjs'
import { findProgram } from '../lib/findProgram.mjs'
import { installDebian } from './debian.mjs'

const SOURCE = join(import.meta.dirname, 'kubernetes')
const NAMES = ['kube-apiserver', 'kube-controller-manager', 'kubectl']

/**
 * A Kubernetes control plane: etcd from Debian, the API server, the controllers and kubectl built from their Go modules, once
 * for each version. Gives the folder of the programs, and etcd.
 */
export async function prepareKubernetes() {
  const go = findProgram('go') ?? (existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : null)
  const files = ['main.go', 'go.mod', 'go.sum'].map((name) => readFileSync(join(SOURCE, name), 'utf8'))
  const folder = join(cacheDir('kubernetes'), keyOf(...files))
  if (!existsSync(folder)) {
    if (go === null)
      throw new Missing('Go is not installed (1.24 or newer), and the API server is built with it')
    const version = /k8s\.io\/kubernetes (v\S+)/.exec(files[1])?.[1]
    say(`building Kubernetes ${version}: minutes, once`)
    const making = mkdtempSync(join(cacheDir('kubernetes'), 'making-'))
    try {
      await run(
        go,
        [
          'build',
          '-o',
          join(making, 'kubernetes'),
          '-ldflags',
          `-s -w -X k8s.io/component-base/version.gitVersion=${version}`,
          '.',
        ],
        { cwd: SOURCE, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false' } },
      )
      for (const name of NAMES) symlinkSync('kubernetes', join(making, name))
      renameSync(making, folder)
    } catch (thrown) {
      throw new Missing(`Kubernetes cannot be built: ${thrown.message}`)
    } finally {
      rmSync(making, { recursive: true, force: true })
    }
  }
  await installDebian(['etcd-server', 'openssl'], ['etcd', 'openssl'])
  return { bin: folder, etcd: findProgram('etcd') }
}
