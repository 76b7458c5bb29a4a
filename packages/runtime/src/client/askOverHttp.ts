import type { StatusJson } from '@flowdeck/shared'
import { generationOfVersion, V1, type Discovered } from './clientTransport.ts'
import type { HttpCalls } from './HttpCalls.ts'

/** Asks a Gateway's `GET /status` which docarray it speaks; v1 when it does not say (Jina 3.x: `no_debug_endpoints` hides it). */
export async function discoverOverHttp(http: HttpCalls, signal: AbortSignal): Promise<Discovered> {
  const status = (await http.json('/status', signal)) as { jina?: { docarray?: string } } | null
  return status ? { docarray: generationOfVersion(status.jina?.docarray), schemas: new Map() } : V1
}

/** Whether a Gateway's `GET /dry_run` says that all Executors answer. */
export async function readyOverHttp(http: HttpCalls, signal: AbortSignal): Promise<boolean> {
  const status = (await http.json('/dry_run', signal)) as StatusJson | null
  return status?.code === 0
}
