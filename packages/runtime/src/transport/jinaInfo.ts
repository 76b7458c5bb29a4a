import type { DocarrayGeneration } from '@flowdeck/shared'
import { arch, platform, release, version } from 'node:os'

const startedAt = Date.now()

/** The newest docarray of each generation that Jina 3 works with. */
const DOCARRAY = { v1: '0.21.1', v2: '0.40.1' } as const

/** Versions as Jina's `_status` and `GET /status` report them; all values are text (Jina 3.x: `JinaInfoProto`). */
export function jinaInfo(docarray: DocarrayGeneration = 'v1'): {
  jina: Record<string, string>
  envs: Record<string, string>
} {
  const envs = Object.fromEntries(
    Object.entries(process.env)
      .filter(([name]) => name.startsWith('JINA_'))
      .map(([name, value]) => [name, value ?? '(unset)']),
  )
  return {
    jina: {
      // What is spoken, not installed packages.
      jina: '3.33.1',
      docarray: DOCARRAY[docarray],
      flowdeck: '0.1.0',
      'jina-proto': '0.1.27',
      node: process.version,
      platform: platform(),
      'platform-release': release(),
      'platform-version': version(),
      architecture: arch(),
      uptime: new Date(startedAt).toISOString(),
    },
    envs,
  }
}
