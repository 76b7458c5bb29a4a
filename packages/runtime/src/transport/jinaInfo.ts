import { arch, platform, release, version } from 'node:os'

const startedAt = Date.now()

/** Versions as Jina's `_status` and `GET /status` report them; all values are text (Jina 3.x: `JinaInfoProto`). */
export function jinaInfo(): { jina: Record<string, string>; envs: Record<string, string> } {
  const envs = Object.fromEntries(
    Object.entries(process.env)
      .filter(([name]) => name.startsWith('JINA_'))
      .map(([name, value]) => [name, value ?? '(unset)']),
  )
  return {
    jina: {
      // The wire generation that is spoken, not an installed package.
      jina: '3.33.1',
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
