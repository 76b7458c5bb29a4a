import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Settings under which `podman` and `podman-compose` see nothing of the user's, and the images that were made there. */
export interface Engine {
  env: Record<string, string>
  image: string
}

export interface JinaEngine extends Engine {
  jinaImage: string
}

/** Folder with kube-apiserver, kube-controller-manager and kubectl, and the path of etcd. */
export interface Kubernetes {
  bin: string
  etcd: string
}

const SCRIPT = join(import.meta.dirname, '../../../../scripts/containers/prepare.mjs')

/**
 * What a container test needs, made once and kept outside the repository. Null where it cannot be had: the tests are then skipped, with the
 * reason printed, unless FLOWDECK_REQUIRE_CONTAINERS says that they must run.
 */
export function prepare(what: 'engine'): Promise<Engine | null>
export function prepare(what: 'jina', python: string): Promise<JinaEngine | null>
export function prepare(what: 'kubernetes'): Promise<Kubernetes | null>
export async function prepare(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...args], {
    maxBuffer: 16 * 1024 * 1024,
  })
  const told = JSON.parse(stdout) as { missing?: string }
  if (told.missing === undefined) return told
  if (process.env['FLOWDECK_REQUIRE_CONTAINERS']) throw new Error(told.missing)
  console.warn(`skipped: ${told.missing}`)
  return null
}
