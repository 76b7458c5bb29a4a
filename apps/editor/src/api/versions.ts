import {
  flowVersion,
  flowVersions,
  versionSummary,
  type FlowVersion,
  type VersionSummary,
} from '@flowdeck/shared'
import { call, flowPath } from './http.ts'

const versionPath = (id: string, version: string) => `${flowPath(id)}/versions/${encodeURIComponent(version)}`

/** Newest first. */
export async function getVersions(id: string): Promise<VersionSummary[]> {
  return flowVersions.parse(await call(`${flowPath(id)}/versions`)).versions
}

export async function getVersion(id: string, version: string): Promise<FlowVersion> {
  return flowVersion.parse(await call(versionPath(id, version)))
}

/** Names what is on disk, if that is still `revision`. */
export async function postVersion(
  id: string,
  what: { name: string; revision: string },
): Promise<VersionSummary> {
  return versionSummary.parse(await call(`${flowPath(id)}/versions`, { method: 'POST', body: what }))
}

export async function putVersion(id: string, version: string, name: string | null): Promise<VersionSummary> {
  return versionSummary.parse(await call(versionPath(id, version), { method: 'PUT', body: { name } }))
}

export async function deleteVersion(id: string, version: string): Promise<void> {
  await call(versionPath(id, version), { method: 'DELETE' })
}
