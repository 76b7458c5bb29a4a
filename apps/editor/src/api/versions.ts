import type { FlowVersion, VersionSummary } from '@flowdeck/shared'
import { callRoute } from './http.ts'

/** Newest first. */
export async function getVersions(id: string): Promise<VersionSummary[]> {
  return (await callRoute('versions.read', { params: { id } })).versions
}

export async function getVersion(id: string, version: string): Promise<FlowVersion> {
  return await callRoute('version.read', { params: { id, version } })
}

/** Names what is on disk, if that is still `revision`. */
export async function postVersion(
  id: string,
  what: { name: string; revision: string },
): Promise<VersionSummary> {
  return await callRoute('version.create', { params: { id }, body: what })
}

export async function putVersion(id: string, version: string, name: string | null): Promise<VersionSummary> {
  return await callRoute('version.rename', { params: { id, version }, body: { name } })
}

export async function deleteVersion(id: string, version: string): Promise<void> {
  await callRoute('version.delete', { params: { id, version } })
}
