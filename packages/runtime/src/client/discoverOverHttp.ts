import { generationOfVersion, V1, type Discovered } from './clientTransport.ts'

/** Asks a Gateway's `GET /status` which docarray it speaks; v1 when it does not say (Jina 3.x: `no_debug_endpoints` hides it). */
export async function discoverOverHttp(base: string, signal: AbortSignal): Promise<Discovered> {
  try {
    const response = await fetch(`${base}/status`, { signal })
    if (!response.ok) return V1
    const { jina } = (await response.json()) as { jina?: { docarray?: string } }
    return { docarray: generationOfVersion(jina?.docarray), schemas: new Map() }
  } catch {
    return V1
  }
}
