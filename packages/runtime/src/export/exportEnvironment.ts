import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { FlowError, type ExportOptions } from '@flowdeck/shared'
import { PACKAGE_ROOT } from '../state/paths.ts'

/**
 * What the environment says about exports, in Jina's variables: JINA_GATEWAY_IMAGE, JINA_LOG_LEVEL, JINA_HUB_NO_IMAGE_REBUILD,
 * JINA_K8S_ACCESS_MODES, JINA_K8S_STORAGE_CAPACITY, JINA_K8S_STORAGE_CLASS_NAME; and FLOWDECK_IMAGE, the name of Flowdeck's own image.
 * @throws FlowError BAD_REQUEST when JINA_K8S_ACCESS_MODES is not a JSON list of texts
 */
export function exportEnvironment(env: NodeJS.ProcessEnv): ExportOptions {
  const text = (key: string) => env[key] || undefined
  const options: Record<string, unknown> = {
    gateway_image: text('JINA_GATEWAY_IMAGE'),
    flowdeck_image: text('FLOWDECK_IMAGE'),
    log_level: text('JINA_LOG_LEVEL'),
    hub_no_image_rebuild: 'JINA_HUB_NO_IMAGE_REBUILD' in env || undefined,
    k8s_access_modes: accessModes(text('JINA_K8S_ACCESS_MODES')),
    k8s_storage_capacity: text('JINA_K8S_STORAGE_CAPACITY'),
    k8s_storage_class_name: text('JINA_K8S_STORAGE_CLASS_NAME'),
    home: homedir(),
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function accessModes(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  try {
    const modes: unknown = JSON.parse(text)
    if (Array.isArray(modes) && modes.every((mode) => typeof mode === 'string')) return modes
  } catch {
    // Said below.
  }
  throw new FlowError(
    'BAD_REQUEST',
    `JINA_K8S_ACCESS_MODES is ${text}; it must be a JSON list such as ["ReadWriteOnce"]`,
  )
}

/** The pinned lists with which Jina runs, for images of Python Executors. */
export async function pythonRequirements(): Promise<Record<'v1' | 'v2', string>> {
  const list = (generation: string) =>
    readFile(join(PACKAGE_ROOT, 'python', `jina-3.34-docarray-${generation}.txt`), 'utf8')
  return { v1: await list('v1'), v2: await list('v2') }
}
