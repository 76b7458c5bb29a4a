import { printExactJson } from '../../value/exactJson.ts'
import type { YamlValue } from '../../value/yamlValue.ts'
import { isMapValue } from '../../value/exactNumber.ts'

/** What `uses` says about the image that runs it (Jina 3.x: `get_image_name`, `validate_uses`). */
export type UsesImage =
  /** Passes Documents through: runs in the image of the Gateway. */
  | { kind: 'base' }
  | { kind: 'image'; image: string }
  /** The Jina Hub would say which image. */
  | { kind: 'hub'; uses: string; container: boolean }
  /** A class or a file: no image yet. */
  | { kind: 'source'; uses: string }

/** Jina's own Gateways by protocol; several protocols are one CompositeGateway. */
export const GATEWAY_CLASSES = ['GRPCGateway', 'HTTPGateway', 'WebSocketGateway', 'CompositeGateway'] as const

/** Reads `uses` of an Executor or a Gateway. */
export function usesImage(uses: YamlValue | undefined): UsesImage {
  if (uses === undefined || uses === null || uses === '' || uses === 'BaseExecutor') return { kind: 'base' }
  const text = isMapValue(uses) || Array.isArray(uses) ? printExactJson(uses) : String(uses)
  if ((GATEWAY_CLASSES as readonly string[]).includes(text)) return { kind: 'base' }
  if (text.startsWith('docker://')) return { kind: 'image', image: text.replaceAll('docker://', '') }
  const hub = /^jina(?:hub|ai)(\+docker|\+sandbox)?:\/\//.exec(text)
  if (hub) return { kind: 'hub', uses: text, container: hub[1] === '+docker' }
  return { kind: 'source', uses: text }
}

/** A name as Kubernetes and Compose take it (Jina 3.x: `to_compatible_name`). */
export function dnsName(name: string): string {
  return name.replaceAll('/', '-').replaceAll('_', '-').toLowerCase()
}

/** An Executor's name as a folder or file: Jina's own for every name that it allows, and never a path for any other. */
export function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_-]/gu, '-')
}
